/** What is at hand where a run is made or opened: images, encoder, and what this build does. */
import type { Task } from "../config/tasks.js";
import { behaviourOf } from "../evaluate/behaviour.js";
import { encoderHash, loadKernel } from "../evaluate/wasm-file.js";
import { loadImages } from "../index.js";
import { imagesHash } from "../mnist/dataset.js";
import type { Reopening, Surroundings } from "../record/run-folder.js";
import { type BudgetOptions, budgetLayers } from "./config-options.js";
import { notice } from "./progress.js";

/** Throws a UserError where images or encoder are missing. */
export async function surroundingsOf(task: Task, data?: string): Promise<Surroundings> {
  const images = task.classifies ? loadImages(data) : undefined;
  const kernel = await loadKernel(task, images);
  return {
    assets: { images: images ? imagesHash(images) : null, encoder: task.encoded ? await encoderHash(task) : null },
    behaviour: behaviourOf(kernel, task),
    notice,
  };
}

export interface ResumeOptions extends BudgetOptions {
  readonly resume?: string;
  readonly previousCheckpoint?: boolean;
  readonly otherBuild?: boolean;
}

/** How a run is opened again by these options. */
export function reopening(surroundings: Surroundings, options: ResumeOptions): Reopening {
  const budget = Object.assign({}, ...budgetLayers(options).map(({ values }) => values));
  return {
    ...surroundings,
    budget,
    checkpoint: options.previousCheckpoint ? "previous" : "latest",
    otherBuild: options.otherBuild === true,
  };
}
