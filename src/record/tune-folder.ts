/**
 * A tuning's folder: config.json, start.json (the champion it began with), log.jsonl (a line a generation), checkpoint (the
 * latest), and champion.json (the same network with weights of its own).
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Task, taskNamed } from "../config/tasks.js";
import { checkTuneConfig, type TuneConfig } from "../config/tuning.js";
import { writeChampion } from "../formats/champion-json.js";
import type { Champion } from "../genome/champion.js";
import { pack } from "../network/pack.js";
import type { AdamState } from "../tune/adam.js";
import { type CmaState, FULL_UP_TO } from "../tune/cma.js";
import { type TuneProgress, type TuneState, withWeights } from "../tune/tune-weights.js";
import { UserError } from "../user-error.js";
import { VERSION } from "../version.js";
import { writeAtomic } from "./atomic.js";
import { loadChampionFile } from "./champion-file.js";
import { CheckpointFile, cutLog, makeFolder, readConfigFile, writeConfigFile } from "./folder.js";
import type { TuneLogLine } from "./log.js";

/** Of either method. */
export type AnyTuneState = TuneState<CmaState | AdamState>;

const FORMAT = "wann-tuning";
const CHECKPOINT_VERSION = 1;

export class TuneFolder {
  private readonly checkpoints: CheckpointFile;

  private constructor(
    readonly path: string,
    readonly config: TuneConfig,
    readonly seed: number,
    /** The champion the run begins with; its tuned shared weight is where the search starts. */
    readonly start: Champion,
    /** Where the run goes on from. */
    readonly state?: AnyTuneState,
  ) {
    this.checkpoints = new CheckpointFile(path);
  }

  /** Starts a run in a folder that does not exist yet or is empty. Throws a UserError where it is in use. */
  static create(path: string, config: TuneConfig, seed: number, start: Champion): TuneFolder {
    makeFolder(path);
    writeConfigFile(path, seed, { tune: config });
    writeAtomic(join(path, "start.json"), writeChampion(start, taskNamed(start.task)));
    return new TuneFolder(path, config, seed, start);
  }

  /**
   * Opens a run to go on with, from its latest checkpoint.
   * @param generations the number to run to, where it is not the configured one.
   */
  static resume(path: string, generations?: number): TuneFolder {
    const { file, seed, values } = readConfigFile(path);
    if (!values.tune) throw new UserError(`${file}: tune: missing: expected the folder of a tuning`);
    const config = checkTuneConfig({ ...(values.tune as object), ...(generations && { generations }) }, file);
    if (generations && config.method === "adam") {
      throw new UserError(
        `${path}: --generations ${generations}: a training's steps shrink over the number it began with`,
      );
    }
    const startFile = join(path, "start.json");
    const { champion: start } = loadChampionFile(startFile);
    if (start.tunedSharedWeight === undefined) {
      throw new UserError(`${startFile}: tunedSharedWeight: null: expected a number`);
    }
    const checkpoints = new CheckpointFile(path);
    const text = checkpoints.read();
    const state = text === undefined ? undefined : readState(text, config, seed, start, checkpoints.path);
    const done = state?.strategy.generation ?? 0;
    if (config.generations < done) {
      throw new UserError(
        `${path}: the run has ${done} generations already: expected --generations of at least ${done}`,
      );
    }
    if (generations) writeConfigFile(path, seed, { tune: config });
    cutLog(path, done);
    return new TuneFolder(path, config, seed, start, state);
  }

  get task(): Task {
    return taskNamed(this.start.task);
  }

  get championPath(): string {
    return join(this.path, "champion.json");
  }

  /** The observer that records a generation. */
  record({ generation, mean, best, stepSize, newChampion, state }: TuneProgress<CmaState | AdamState>): void {
    const { champion, rollouts, steps } = state;
    const line: TuneLogLine = {
      generation,
      mean,
      best,
      stepSize,
      champion: champion.mean,
      championSd: champion.sd,
      rollouts,
      steps,
    };
    appendFileSync(join(this.path, "log.jsonl"), `${JSON.stringify(line)}\n`);
    if (newChampion) this.writeChampion(state);
    this.checkpoints.writeIfDue(() => this.checkpointText(state));
  }

  checkpoint(state: AnyTuneState): void {
    this.checkpoints.write(() => this.checkpointText(state));
  }

  /** Writes champion.json; `more` adds to its provenance. */
  writeChampion(state: AnyTuneState, more: Readonly<Record<string, unknown>> = {}): void {
    const { champion, rollouts, steps } = state;
    const provenance = {
      program: `wann ${VERSION}`,
      seed: this.seed,
      generation: champion.generation,
      confirmedMean: champion.mean,
      confirmedSd: champion.sd,
      rollouts,
      steps,
      tune: this.config,
      start: this.start.provenance,
      ...more,
    };
    const tuned: Champion = { ...this.start, genome: withWeights(this.start.genome, champion.weights), provenance };
    writeAtomic(this.championPath, writeChampion(tuned, this.task));
  }

  private checkpointText(state: AnyTuneState): string {
    return JSON.stringify({
      format: FORMAT,
      version: CHECKPOINT_VERSION,
      seed: this.seed,
      config: this.config,
      ...state,
    });
  }
}

function readState(text: string, config: TuneConfig, seed: number, start: Champion, origin: string): AnyTuneState {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text);
  } catch {
    throw new UserError(`${origin}: not a checkpoint, or cut short`);
  }
  for (const [key, expected] of Object.entries({ format: FORMAT, version: CHECKPOINT_VERSION, seed })) {
    if (file?.[key] === expected) continue;
    throw new UserError(`${origin}: ${key}: ${JSON.stringify(file?.[key])}: expected ${JSON.stringify(expected)}`);
  }
  for (const key of new Set(Object.keys({ ...config, ...(file.config as object) })) as Set<keyof TuneConfig>) {
    const [there, here] = [(file.config as TuneConfig)?.[key], config[key]].map((value) => JSON.stringify(value));
    if (key !== "generations" && there !== here) {
      throw new UserError(`${origin}: config.${key}: ${there}: expected ${here} as in the run's config.json`);
    }
  }
  const result = stateSchema(config.method, pack(start.genome).order.length).safeParse(file);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new UserError(`${origin}: ${path.join(".")}: ${message}`);
}

/** The state of a search for `size` weights. */
function stateSchema(method: TuneConfig["method"], size: number) {
  const count = z.int().min(0);
  const numbers = (length: number) => z.array(z.number()).length(length);
  const cma = z.object({
    generation: count,
    mean: numbers(size),
    stepSize: z.number(),
    covariancePath: numbers(size),
    stepSizePath: numbers(size),
    covariance: numbers(size <= FULL_UP_TO ? size * size : size),
  });
  const adam = z.object({
    generation: count,
    mean: numbers(size),
    firstMoment: numbers(size),
    secondMoment: numbers(size),
    decays: z.tuple([z.number(), z.number()]),
  });
  return z.object({
    strategy: method === "cma" ? cma : adam,
    champion: z.object({ weights: numbers(size), generation: count, mean: z.number(), sd: z.number() }),
    digest: z.string(),
    rollouts: count,
    steps: count,
  });
}
