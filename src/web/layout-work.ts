/** Layouts of networks: large ones take longer than the page may be busy, and come from a worker. */
import { enabledConnections, type Genome } from "../genome/genome.js";
import { layoutNetwork, type NetworkLayout } from "../report/layout.js";
import { breathe } from "./dom.js";
import { startWorker } from "./start-worker.js";

const MOST_HERE = 150;

/** The layout of a genome, from a task of its own or from a worker. Rejects with what goes wrong there. */
export async function layoutOf(genome: Genome): Promise<NetworkLayout> {
  if (enabledConnections(genome) <= MOST_HERE) {
    await breathe();
    return layoutNetwork(genome);
  }
  return new Promise((found, failed) => {
    const worker = startWorker((report) => {
      worker.terminate();
      if (report.kind === "layout") found(report.layout);
      else if (report.kind === "failed") failed(new Error(report.message));
    });
    worker.postMessage({ kind: "layout", genome });
  });
}
