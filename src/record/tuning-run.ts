/**
 * A tuning and its folder, which has besides what every run has start.json (the champion it began with) and champion.json (the same
 * network with weights of its own).
 */
import { join } from "node:path";
import { hashOf } from "../document.js";
import { writeChampion } from "../formats/champion-json.js";
import type { Champion } from "../genome/champion.js";
import { EMPTY_TALLY, type Progress, type Tally } from "../journey.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import { checkTuning } from "../optimize/configuration.js";
import type { Optimizer, OptimizerConfig, TuneOutcome } from "../optimize/optimizer.js";
import { OPTIMIZERS } from "../optimize/registry.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { championFrom } from "./champion-text.js";
import { tuningChampionText } from "./champion-texts.js";
import { TUNING_CHECKPOINT } from "./checkpoint.js";
import type { TuneLogLine } from "./log-line.js";
import { completed, type RunFile } from "./run-file.js";
import { type FolderKind, type Reopening, RunFolder, type Surroundings } from "./run-folder.js";
import { stateOrError, storedState } from "./state.js";
import { readText } from "./text-file.js";

const START = "start.json";

const TUNING_FOLDER: FolderKind = {
  checkpoint: TUNING_CHECKPOINT,
  problem: ({ config }) =>
    "optimizer" in config ? undefined : "config.optimizer: missing: expected the folder of a tuning",
};

/** A champion that is tuned: its shared weight has been. */
export type TuningStart = Champion & { readonly tunedSharedWeight: number };

export class TuningRun {
  private constructor(
    readonly folder: RunFolder,
    readonly task: Task,
    readonly config: OptimizerConfig,
    /** The champion the run began with. */
    readonly start: TuningStart,
    readonly optimizer: Optimizer,
    /** Where the run stands. */
    readonly tally: Tally,
    private readonly optimizers: typeof OPTIMIZERS,
  ) {}

  /** Makes a new run's folder. Throws a UserError where the path is in use or cannot be written. */
  static async create(
    path: string,
    { config, seed }: { readonly config: OptimizerConfig; readonly seed: number },
    start: TuningStart,
    surroundings: Surroundings,
    optimizers = OPTIMIZERS,
    tasks = TASKS,
  ): Promise<TuningRun> {
    const task = tasks.named(start.task);
    const text = writeChampion(start, task);
    const optimizer = open(task, config, start, seed, undefined, optimizers);
    const file = { seed, config: { ...config }, start: hashOf(text) };
    const begin = { state: optimizer.state, tally: EMPTY_TALLY, seconds: 0 };
    const folder = await RunFolder.create(path, TUNING_FOLDER, file, begin, surroundings, { [START]: text });
    return new TuningRun(folder, task, config, start, optimizer, EMPTY_TALLY, optimizers);
  }

  /** What a run with this configuration is to do, from the beginning. */
  static optimizer(task: Task, config: OptimizerConfig, start: TuningStart, seed: number): Optimizer {
    return open(task, config, start, seed, undefined, OPTIMIZERS);
  }

  /** Opens a run to go on with. Throws a UserError that says what does not fit. */
  static async open(path: string, how: Reopening, optimizers = OPTIMIZERS, tasks = TASKS): Promise<TuningRun> {
    const before = TuningRun.peek(path, optimizers, tasks);
    const kind = optimizers.named(before.config.optimizer);
    const { generations } = how.budget ?? {};
    if (generations !== undefined && kind.keepsGenerations && generations !== before.config.generations) {
      throw new UserError(
        `${path}: generations: ${generations}: expected ${before.config.generations}: ${kind.keepsGenerations}`,
      );
    }
    const { folder, begun } = await RunFolder.open(path, TUNING_FOLDER, how, ({ file, state, origin }) => {
      const { task, config, start } = beginning(path, file, optimizers, tasks);
      const optimizer = stateOrError(origin, () => {
        const stored = storedState(origin, kind.state(start.genome), state);
        return open(task, config, start, file.seed, stored, optimizers);
      });
      return { task, config, start, optimizer };
    });
    const { task, config, start, optimizer } = begun;
    return new TuningRun(folder, task, config, start, optimizer, folder.start.tally, optimizers);
  }

  /** The configuration and the champion of a run, before it is opened. Throws a UserError as `open` does. */
  static peek(
    path: string,
    optimizers = OPTIMIZERS,
    tasks = TASKS,
  ): { task: Task; config: OptimizerConfig; start: TuningStart; seed: number } {
    const file = RunFolder.readFile(path, TUNING_FOLDER);
    return { ...beginning(path, file, optimizers, tasks), seed: file.seed };
  }

  get path(): string {
    return this.folder.path;
  }

  get seed(): number {
    return this.folder.file.seed;
  }

  get championPath(): string {
    return join(this.path, "champion.json");
  }

  /** The observer that records a generation. */
  record({ outcome, tally, evaluateMs, learnMs }: Progress<TuneOutcome>): void {
    const { generation, mean, best, stepSize, champion, newChampion } = outcome;
    const { rollouts, steps } = tally;
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
    this.folder.record({ ...this.kept(tally), line, ms: evaluateMs + learnMs, newChampion });
  }

  checkpoint(tally: Tally): void {
    this.folder.checkpoint(this.kept(tally));
  }

  private kept(tally: Tally) {
    return { state: () => this.optimizer.state, tally, writeChampion: () => this.writeChampion(tally) };
  }

  /** Writes champion.json; `more` adds to its provenance. */
  writeChampion(tally: Tally, more: Readonly<Record<string, unknown>> = {}): void {
    const { champion } = this.optimizer;
    if (!champion) return;
    const { otherBuilds } = this.folder;
    const provenance = { ...(otherBuilds && { otherBuilds }), ...more };
    const text = tuningChampionText(this.start, champion, tally, this, provenance, this.optimizers);
    this.folder.write("champion.json", text);
  }

  close(): Promise<void> {
    return this.folder.close();
  }
}

/** What a run began with: its configuration, and the champion in its folder. */
function beginning(path: string, file: RunFile, optimizers: typeof OPTIMIZERS, tasks: typeof TASKS) {
  const origin = join(path, START);
  const text = readText(origin, "the champion that a tuning began with");
  if (file.start !== null && hashOf(text) !== file.start) {
    throw new UserError(`${origin}: another champion than the run began with: expected that of config.json`);
  }
  const { champion, task } = championFrom(text, origin, undefined, { tasks });
  const { tunedSharedWeight } = champion;
  if (tunedSharedWeight === undefined) throw new UserError(`${origin}: tunedSharedWeight: missing: expected a number`);
  const config = checkTuning(completed(task, file.config), join(path, "config.json"), optimizers, tasks);
  return { task, config, start: { ...champion, tunedSharedWeight } };
}

function open(
  { options }: Task,
  config: OptimizerConfig,
  { genome, tunedSharedWeight }: TuningStart,
  seed: number,
  state: unknown,
  optimizers: typeof OPTIMIZERS,
): Optimizer {
  const { order } = pack(genome);
  const start = packedWeights(genome, order) ?? new Float64Array(order.length).fill(tunedSharedWeight);
  return optimizers.named(config.optimizer).open({ config, genome, start, options, seed }, state);
}
