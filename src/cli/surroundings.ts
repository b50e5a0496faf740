/** What is at hand where a run is made or opened: images, encoder, and what this build does. */

import type { Budget } from "../config/run-settings.js";
import { behaviourDigest, behaviourOf, behaviourSample } from "../evaluate/behaviour.js";
import { createPool } from "../evaluate/pool.js";
import { assetHash, loadKernel } from "../evaluate/task-files.js";
import { type Images, imagesHash } from "../images/image-set.js";
import { isOwnName } from "../own/short-name.js";
import type { LoadedChampion } from "../record/champion-text.js";
import type { Reopening, Surroundings } from "../record/run-folder.js";
import { imagesOf } from "../tasks/images.js";
import type { Task } from "../tasks/registry.js";
import { type BudgetOptions, budgetLayers } from "./config-options.js";
import { notice, stage } from "./progress.js";

/** Throws a UserError where images or encoder are missing. */
export async function surroundingsOf(task: Task, data?: string): Promise<Surroundings> {
  const images = imagesOf(task, data);
  const environment = task.own && "environment" in task.own ? task.own.environment : undefined;
  return {
    assets: { images: images ? imagesHash(images) : null, encoder: await assetHash(task, "encoder") },
    ...(environment && { environment }),
    behaviour: await behaviour(task, images),
    notice,
  };
}

/** What this build does. A user's task is run on a thread of its own: it may not end. */
async function behaviour(task: Task, images?: Images): Promise<string> {
  if (!isOwnName(task.name)) return behaviourOf(await loadKernel(task, images), task);
  const pool = await createPool(briefly(task), 1);
  const { networks, plan } = behaviourSample(task);
  return stage("a first look at the task", () => pool.evaluateTogether(networks, plan))
    .then(behaviourDigest)
    .finally(() => pool.close());
}

/** Steps of an episode that shows how an environment of Gymnasium's behaves: some take long. */
const BEHAVIOUR_STEPS = 20;

/** The task with episodes that end soon, where they are run in another program. */
function briefly(task: Task): Task {
  const { own } = task;
  if (!own || !("environment" in own)) return task;
  const maxSteps = Math.min(own.facts.maxSteps, BEHAVIOUR_STEPS);
  return { ...task, own: { ...own, facts: { ...own.facts, maxSteps } } };
}

/** Says of a champion where it meets another encoder than that which it was bred on, or other scales. */
export async function noticeOthers(path: string, { champion, task }: LoadedChampion): Promise<void> {
  const { encoder, scales } = champion;
  if (encoder !== undefined && encoder !== (await assetHash(task, "encoder"))) {
    notice(`${path}: was bred on another encoder, ${encoder.slice(0, 12)}: what it sees now is not what it knows`);
  }
  if (scales && task.own && JSON.stringify(scales) !== JSON.stringify(task.own.facts.scales)) {
    notice(`${path}: was bred with other scales of its inputs: [${scales}]`);
  }
}

export interface ResumeOptions extends BudgetOptions {
  readonly resume?: string;
  readonly previousCheckpoint?: boolean;
  readonly otherBuild?: boolean;
}

/** The parts of a budget that options give. */
export function budgetOf(options: BudgetOptions): Partial<Budget> {
  return Object.assign({}, ...budgetLayers(options).map(({ values }) => values));
}

/** How a run is opened again by these options. */
export function reopening(surroundings: Surroundings, options: ResumeOptions): Reopening {
  return {
    ...surroundings,
    budget: budgetOf(options),
    checkpoint: options.previousCheckpoint ? "previous" : "latest",
    otherBuild: options.otherBuild === true,
  };
}
