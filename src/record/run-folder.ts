/**
 * A run's folder: config.json, log.jsonl (a line a generation), checkpoint (the latest), champion.json, and champion.svg.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
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
import type { LogLine } from "./log.js";

/** A checkpoint is due when this many times the last one's cost has passed: about 2% of a run goes into them. */
const CHECKPOINT_SHARE = 50;

export class RunFolder {
  private checkpointDue = 0;

  private constructor(
    readonly path: string,
    readonly config: Config,
    readonly seed: number,
    /** Where the run goes on from. */
    readonly state?: RunState,
  ) {}

  /** Throws a UserError where `path` is neither free nor an empty folder. */
  static requireFree(path: string): void {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) throw new UserError(`--out ${path}: not a folder: expected a new or empty one`);
    if (readdirSync(path).length > 0) {
      throw new UserError(`--out ${path}: the folder is in use: expected a new or empty one, or --resume ${path}`);
    }
  }

  /** Starts a run in a folder that does not exist yet or is empty. Throws a UserError where it is in use. */
  static create(path: string, config: Config, seed: number): RunFolder {
    RunFolder.requireFree(path);
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      throw new UserError(`--out ${path}: the folder cannot be made (${(error as NodeJS.ErrnoException).code})`);
    }
    const folder = new RunFolder(path, config, seed);
    folder.writeConfig();
    return folder;
  }

  /**
   * Opens a run to go on with, from its latest checkpoint.
   * @param generations the number to run to, where it is not the configured one.
   */
  static resume(path: string, generations?: number): RunFolder {
    const file = join(path, "config.json");
    const { config: given, seed, version } = readJson(file);
    if (version !== VERSION) {
      throw new UserError(`${file}: version: ${JSON.stringify(version)}: expected ${VERSION}, this program's`);
    }
    if (!Number.isInteger(seed)) throw new UserError(`${file}: seed: ${JSON.stringify(seed)}: expected a whole number`);
    const config = checkConfig({ ...(given as object), ...(generations && { generations }) }, file);
    const checkpoint = join(path, "checkpoint");
    const state = existsSync(checkpoint)
      ? readCheckpoint(readFileSync(checkpoint, "utf8"), config, seed as number, checkpoint)
      : undefined;
    const done = state?.search.generation ?? 0;
    if (config.generations < done) {
      throw new UserError(
        `${path}: the run has ${done} generations already: expected --generations of at least ${done}`,
      );
    }
    const folder = new RunFolder(path, config, seed as number, state);
    if (generations) folder.writeConfig();
    folder.cutLog(done);
    return folder;
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
    if (performance.now() >= this.checkpointDue) this.checkpoint(state);
  }

  checkpoint(state: RunState): void {
    const began = performance.now();
    writeAtomic(join(this.path, "checkpoint"), writeCheckpoint(state, this.config, this.seed));
    const ended = performance.now();
    this.checkpointDue = ended + CHECKPOINT_SHARE * (ended - began);
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

  private writeConfig(): void {
    const file = { version: VERSION, seed: this.seed, config: this.config };
    this.write("config.json", `${JSON.stringify(file, null, 2)}\n`);
  }

  /** Drops log lines that the checkpoint does not know of: they will come again. */
  private cutLog(generation: number): void {
    const path = join(this.path, "log.jsonl");
    if (!existsSync(path)) return;
    const lines = readFileSync(path, "utf8").split("\n").slice(0, -1).slice(0, generation);
    writeAtomic(path, lines.map((line) => `${line}\n`).join(""));
  }
}

function readJson(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UserError(`${path}: cannot be read: expected the config.json of a run`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw new UserError(`${path}: not JSON, or cut short: expected the config.json of a run`);
}
