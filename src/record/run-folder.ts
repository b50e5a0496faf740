/**
 * A search's folder: config.json, log.jsonl (a line a generation), checkpoint (the latest), champion.json, and champion.svg.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, checkConfig } from "../config/config.js";
import { taskNamed } from "../config/tasks.js";
import { bangBang } from "../genome/bang-bang.js";
import type { Champion } from "../genome/champion.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { type Sign, squared } from "../genome/squared.js";
import type { Progress, RunState } from "../train.js";
import { UserError } from "../user-error.js";
import { writeAtomic } from "./atomic.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { CheckpointFile, cutLog, makeFolder, readConfigFile, writeConfigFile } from "./folder.js";
import type { LogLine } from "./log.js";
import { runChampion } from "./run-champion.js";

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

  /**
   * Starts a run in a folder that does not exist yet or is empty. Throws a UserError where it is in use.
   * @param start the state it begins in, where that is not a search's own beginning.
   */
  static create(path: string, config: Config, seed: number, start?: RunState): RunFolder {
    makeFolder(path);
    writeConfigFile(path, seed, { config });
    const folder = new RunFolder(path, config, seed, start);
    if (start) folder.checkpoint(start);
    return folder;
  }

  /**
   * The state in which a run with `config` begins with the population of another run, whose folder is at `path`: its
   * networks from the elites on, again and again until there are enough. Digest, rollouts and steps go on from that run's.
   * @param made what each network is made first: bang-bang, then squared.
   */
  static startFrom(path: string, config: Config, made: { bangBang?: boolean; squared?: Sign } = {}): RunState {
    const { config: theirs, state } = RunFolder.read(path);
    const [task, origin] = [taskNamed(config.task), taskNamed(theirs.task)];
    if (!state) throw new UserError(`--start ${path}: the run has no checkpoint yet: expected one that has`);
    if (origin.inputs !== task.inputs || origin.outputs !== task.outputs) {
      throw new UserError(`--start ${path}: a run of ${origin.name}: expected networks of ${task.name}'s size`);
    }
    const { search, digest, rollouts, steps } = state;
    const start = (genome: Genome) => {
      const driving = made.bangBang ? bangBang(genome) : genome;
      return made.squared ? squared(driving, made.squared) : driving;
    };
    const population = Array.from({ length: config.islands * config.population }, (_, i) =>
      start(search.population[i % search.population.length]),
    );
    return { search: { generation: 0, population, earnings: population.map(() => null) }, digest, rollouts, steps };
  }

  /**
   * Opens a run to go on with, from its latest checkpoint.
   * @param generations the number to run to, where it is not the configured one.
   */
  static resume(path: string, generations?: number): RunFolder {
    const { config, seed, state } = RunFolder.read(path, generations);
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

  private static read(path: string, generations?: number): { config: Config; seed: number; state?: RunState } {
    const { file, seed, values } = readConfigFile(path);
    if (!values.config) throw new UserError(`${file}: config: missing: expected the folder of a search`);
    const config = checkConfig({ ...(values.config as object), ...(generations && { generations }) }, file);
    const checkpoints = new CheckpointFile(path);
    const text = checkpoints.read();
    return { config, seed, ...(text && { state: readCheckpoint(text, config, seed, checkpoints.path) }) };
  }

  get championPath(): string {
    return join(this.path, "champion.json");
  }

  get drawingPath(): string {
    return join(this.path, "champion.svg");
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
    writeAtomic(this.championPath, runChampion(state, this.config, this.seed, more));
  }
}
