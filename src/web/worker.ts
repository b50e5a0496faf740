/** What takes long, off the page's thread: fingerprints, searches, and the rollouts of searches. One worker does one thing at a time. */
import type { TaskFiles } from "../evaluate/fetched-files.js";
import { Kernel } from "../evaluate/kernel.js";
import type { BatchSource } from "../images/image-set.js";
import { layoutNetwork } from "../report/layout.js";
import type { TaskFacts } from "../tasks/task.js";
import { measureFingerprint } from "./fingerprint.js";
import type { Order, Report, WorkOrder } from "./orders.js";
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
      kernel = load(order.task, order.files, order.images);
      return;
    default: {
      const opened = await kernel;
      if (!opened) return;
      const answer = answerOf(opened, order);
      // Rows are many: they are moved.
      postMessage(answer, { transfer: answer.kind === "rows" ? [answer.rows.buffer as ArrayBuffer] : [] });
    }
  }
}

function answerOf(opened: Kernel, order: WorkOrder): Report {
  switch (order.kind) {
    case "evaluate":
      return { kind: "evaluated", outcome: opened.evaluateAll(order.networks, order.plan) };
    case "gradient":
      return { kind: "rows", rows: opened.blockGradients(order.network, order.weights, order.seed, order.part) };
    case "additionGains":
      return {
        kind: "rows",
        rows: opened.additionGainRows(order.network, order.sharedWeights, order.seed, order.part),
      };
  }
}

function load(task: TaskFacts, { wasm, assets }: TaskFiles, images?: BatchSource): Promise<Kernel> {
  return Kernel.load(wasm, task, images, assets);
}
