/** What takes long, off the page's thread: fingerprints, searches, and the rollouts of searches. One worker does one thing at a time. */
import type { TaskFiles } from "../evaluate/fetched-files.js";
import { Kernel } from "../evaluate/kernel.js";
import { layoutNetwork } from "../report/layout.js";
import type { TaskFacts } from "../tasks/task.js";
import { measureFingerprint } from "./fingerprint.js";
import type { Order, Report } from "./orders.js";
import { SearchWork } from "./search-work.js";

const report = (message: Report): void => postMessage(message);

let kernel: Promise<Kernel> | undefined;
let search: SearchWork | undefined;

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  carryOut(data).catch(({ message }: Error) => report({ kind: "failed", message }));
});

async function carryOut(order: Order): Promise<void> {
  switch (order.kind) {
    case "sweep":
      return measureFingerprint(await load(order.task, order.files), order, report);
    case "layout":
      return report({ kind: "layout", layout: layoutNetwork(order.genome) });
    case "evolve":
      search = new SearchWork(order, report);
      return search.run();
    case "pause":
      return search?.pause();
    case "resume":
      return search?.run();
    case "ancestor":
      return search?.tellAncestor(order.place);
    case "open":
      kernel = load(order.task, order.files);
      return;
    case "evaluate": {
      const opened = await kernel;
      if (opened) report({ kind: "evaluated", outcome: opened.evaluateAll(order.networks, order.plan) });
    }
  }
}

function load(task: TaskFacts, { wasm, assets }: TaskFiles): Promise<Kernel> {
  return Kernel.load(wasm, task, undefined, assets);
}
