/** The page's workers. */
import type { Report } from "./orders.js";

/** Starts a worker. @param receive is told of its reports, and of what goes wrong in it. */
export function startWorker(receive: (report: Report) => void): Worker {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Report>) => receive(data));
  worker.addEventListener("error", ({ message }) => {
    receive({ kind: "failed", message: message || "its code cannot be loaded" });
  });
  return worker;
}
