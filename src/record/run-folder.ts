/**
 * A search's folder: config.json, log.jsonl (a line a generation), checkpoint (the latest), champion.json, and champion.svg.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, checkConfig } from "../config/config.js";
import { type Task, taskNamed } from "../config/tasks.js";
import { enabledConnections } from "../genome/genome.js";
import { type Champion, writeChampion } from "../network/champion.js";
import type { Progress, RunState } from "../train.js";
import { UserError } from "../user-error.js";
import { VERSION } from "../version.js";
import { writeAtomic } from "./atomic.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { CheckpointFile, cutLog, makeFolder, readConfigFile, writeConfigFile } from "./folder.js";
import type { LogLine } from "./log.js";

export class RunFolder {
  private readonly checkpoints: CheckpointFile;

  private constructor(
    readonly path: string,
    readonly config: Config,
    readonly seed: number,
    /** Where the run goes on from. */
    readonly state?: RunState,
  ) {
    this.checkpoints = new CheckpointFile(path);
  }

  /** Starts a run in a folder that does not exist yet or is empty. Throws a UserError where it is in use. */
  static create(path: string, config: Config, seed: number): RunFolder {
    makeFolder(path);
    writeConfigFile(path, seed, { config });
    return new RunFolder(path, config, seed);
  }

  /**
   * Opens a run to go on with, from its latest checkpoint.
   * @param generations the number to run to, where it is not the configured one.
   */
  static resume(path: string, generations?: number): RunFolder {
    const { file, seed, values } = readConfigFile(path);
    const config = checkConfig({ ...(values.config as object), ...(generations && { generations }) }, file);
    const checkpoints = new CheckpointFile(path);
    const text = checkpoints.read();
    const state = text === undefined ? undefined : readCheckpoint(text, config, seed, checkpoints.path);
    const done = state?.search.generation ?? 0;
    if (config.generations < done) {
      throw new UserError(
        `${path}: the run has ${done} generations already: expected --generations of at least ${done}`,
      );
    }
    if (generations) writeConfigFile(path, seed, { config });
    cutLog(path, done);
    return new RunFolder(path, config, seed, state);
  }

  get championPath(): string {
    return join(this.path, "champion.json");
  }

  /** The observer that records a generation. */
  record(progress: Progress): void {
    const { ranking, state, newChampion, broken, evaluateMs, searchMs } = progress;
    const line: LogLine = {
      generation: ranking.generation,
      bestMean: ranking.best.mean,
      bestWeight: ranking.best.bestWeight,
      bestConnections: enabledConnections(ranking.best.genome),
      medianMean: ranking.medianMean,
      medianConnections: ranking.medianConnections,
      championMean: state.champion?.mean,
      championConnections: state.champion && enabledConnections(state.champion.genome),
      rollouts: state.rollouts,
      steps: state.steps,
      broken,
      evaluateMs: Math.round(evaluateMs * 1000) / 1000,
      searchMs: Math.round(searchMs * 1000) / 1000,
      residentMb: Math.round(process.memoryUsage.rss() / 1e5) / 10,
    };
    appendFileSync(join(this.path, "log.jsonl"), `${JSON.stringify(line)}\n`);
    if (newChampion) this.writeChampion(state);
    this.checkpoints.writeIfDue(() => writeCheckpoint(state, this.config, this.seed));
  }

  checkpoint(state: RunState): void {
    this.checkpoints.write(() => writeCheckpoint(state, this.config, this.seed));
  }

  /** Writes champion.json for the state's champion; `more` is what is known of it beyond the state. */
  writeChampion(state: RunState, more: Partial<Champion> = {}): void {
    if (!state.champion) return;
    const { genome, fingerprint, generation, mean } = state.champion;
    const task: Task = taskNamed(this.config.task);
    const provenance = {
      program: `wann ${VERSION}`,
      seed: this.seed,
      generation,
      confirmedMean: mean,
      rollouts: state.rollouts,
      config: this.config,
      ...more.provenance,
    };
    const champion: Champion = { task: task.name, genome, fingerprint, ...more, provenance };
    writeAtomic(this.championPath, writeChampion(champion, task));
  }

  /** Writes another file of the run; returns its path. */
  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeAtomic(path, text);
    return path;
  }
}
