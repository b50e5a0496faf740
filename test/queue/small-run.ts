/** A small search over a queue, whose digest says whether a fault has changed anything. */
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import type { QueueOptions } from "../../src/evaluate/queue.js";
import { evolveWith } from "../../src/runs.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { wannConfig } from "../search/wann/wann-config.js";

export const TASK = taskNamed("swingup");
export const CONFIG = wannConfig("swingup-paper", {
  population: 32,
  episodesPerWeight: 10,
  confirmEpisodes: 1,
  generations: 4,
});
/** The generation in which the fault happens. */
const FAULTY = 2;

export const NEVER_MS = 1e9;
/** So that a generation is some ten jobs, and what is lost is soon missed. */
export const BRISK: Omit<QueueOptions, "notice"> = { jobMs: 10, tickMs: 50, checkMs: 300, lateMs: NEVER_MS };
/** Of workers. */
export const LOCK_MS = 500;

/** @param fault happens while the jobs of a generation are out. */
export async function digest(evaluator: Evaluator, fault: () => Promise<unknown> = async () => {}): Promise<string> {
  let faulty: Promise<unknown> = Promise.resolve();
  const observe = ({ outcome }: { outcome: { generation: number } }) => {
    if (outcome.generation === FAULTY - 1) faulty = fault();
  };
  const { digest } = await evolveWith(evaluator, { config: CONFIG, seed: 3, observe });
  await faulty;
  return digest;
}
