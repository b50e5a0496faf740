/** What an optimizer's usual values are for a task, where they differ from the optimizer's own. */
import type { Values } from "./settings.js";
import type { Task } from "./tasks.js";

/** Where a rollout takes a core a quarter of a second: steps of 0.05. */
const SPARING = { grid: 81, gridEpisodes: 12, finalists: 8, finalEpisodes: 60, patience: 100, forecast: true };

/** Values over an optimizer's own. */
export function effortFor(task: Task, optimizer: string): Values {
  return task.encoded && optimizer === "shared-weight" ? SPARING : {};
}

/**
 * How a network is tuned for the paper's table: stage after stage, each from the weights that the one before came to. A fully
 * connected walker has to learn to walk before it learns not to fall, and then goes in ever smaller steps.
 */
export function tuningStages(task: Task, network: "wann" | "fixed"): readonly Values[] {
  return STAGES[`${task.name} ${network}`] ?? [{}];
}

const STAGES: Readonly<Record<string, readonly Values[]>> = {
  "swingup wann": [{ episodes: 64, confirmEpisodes: 1000 }],
  "swingup fixed": [{ stepSize: 1, population: 48, episodes: 16, confirmEpisodes: 1000, generations: 600 }],
  "biped fixed": [
    {
      stepSize: 0.2,
      population: 256,
      episodes: 1,
      confirmEpisodes: 32,
      patience: 100,
      fallPenalty: null,
      generations: 380,
    },
    { stepSize: 0.08, population: 128, episodes: 4, confirmEpisodes: 128, generations: 77 },
    { stepSize: 0.035, population: 128, episodes: 4, confirmEpisodes: 128, generations: 25 },
    { stepSize: 0.05, population: 512, episodes: 1, confirmEpisodes: 64, generations: 30 },
    { stepSize: 0.018, population: 512, episodes: 1, confirmEpisodes: 64, generations: 94 },
  ],
};
