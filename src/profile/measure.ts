/** Measures a subject, all of it: steps on both builds, each rollout, and generations around them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Counter } from "../evaluate/evaluator.js";
import { createPool, type JobTimes } from "../evaluate/pool.js";
import { loadKernel } from "../evaluate/task-files.js";
import type { Images } from "../images/image-set.js";
import { pack } from "../network/pack.js";
import { writeAtomic } from "../record/atomic.js";
import { sampleCheckpoint } from "../record/checkpoint.js";
import type { Search } from "../search/search.js";
import { VERSION } from "../version.js";
import { unitCosts } from "./calibrate.js";
import { measureGenerations, type Span } from "./generation.js";
import { type Profile, profileOf } from "./profile.js";
import { byGenome, connectionCost, type Rollout, timeRollouts } from "./rollouts.js";
import { measureSteps } from "./steps.js";
import type { Subject } from "./subjects.js";

const DEAREST = 5;
/** Rollouts by genome are run by themselves, without company: fewer rounds do. */
const ROLLOUT_ROUNDS = 3;

export interface Measured {
  readonly profile: Profile;
  readonly rollouts: readonly Rollout[];
  readonly spans: readonly Span[];
}

/**
 * @param name what the subject is called.
 * @param rounds repetitions that count; one more warms up.
 * @param images for a task of images.
 * @param counter counts the rounds of all parts.
 */
export async function measure(
  name: string,
  subject: Subject,
  { workers, rounds }: { readonly workers: number; readonly rounds: number },
  images?: Images,
  counter?: Counter,
): Promise<Measured> {
  const { task, genomes, plan, seed } = subject;
  const release = await loadKernel(task, images);
  const profiling = await loadKernel(task, images, "profile");
  const networks = genomes.map((genome) => pack(genome).words);
  const unitsFor = (lanes: number) => unitCosts(profiling, task, lanes);
  const step = await measureSteps({ release, profiling }, networks, plan, rounds, unitsFor, counter);
  const ownRounds = Math.min(rounds, ROLLOUT_ROUNDS);
  const rollouts = await timeRollouts(profiling, genomes, plan, ownRounds, step.clockNs, counter);

  const chunks: JobTimes[] = [];
  const evaluator = await createPool(task, workers, images, (times) => chunks.push(times));
  const folder = mkdtempSync(join(tmpdir(), "wann-profile-"));
  try {
    const pool = { evaluator, workers, chunks };
    const checkpoint = (search: Search) => writeAtomic(join(folder, "checkpoint"), sampleCheckpoint(search));
    const { spans, ...around } = await measureGenerations(subject, pool, rounds, checkpoint, counter);
    const profile = profileOf({
      task: task.name,
      subject: name,
      program: `wann ${VERSION}`,
      seed,
      workers,
      rounds,
      networks: networks.length,
      rollouts: rollouts.length,
      step,
      around: { ...around, population: subject.open().ask().genomes.length },
      connections: connectionCost(rollouts) ?? null,
      dearest: byGenome(rollouts).slice(0, DEAREST),
    });
    return { profile, rollouts, spans };
  } finally {
    await evaluator.close();
    rmSync(folder, { recursive: true });
  }
}
