/**
 * A run's folder, of a search or of a tuning: config.json, checkpoint and checkpoint.previous, log.jsonl (a line a generation), and what
 * a run of its kind adds. It appears whole, and has one writer at a time.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BUDGET_KEYS, type Budget } from "../config/run-settings.js";
import { type DocumentKind, readDocument, writeDocument } from "../document.js";
import type { Tally } from "../journey.js";
import { UserError } from "../user-error.js";
import { writeAtomic } from "./atomic.js";
import { type Checkpoint, checkpointText, type Standing } from "./checkpoint.js";
import { CheckpointFiles, type WhichCheckpoint } from "./checkpoints.js";
import { type FolderLock, lockFolder } from "./lock.js";
import { idOf, RUN_FILE, type RunFile } from "./run-file.js";
import { RunLog } from "./run-log.js";
import { Seldom } from "./seldom.js";
import { removeLeftOvers } from "./temporary.js";
import { readText } from "./text-file.js";
import { createWhole } from "./whole-folder.js";

const CONFIG = "config.json";
const LOG = "log.jsonl";

/** What is at hand where a run is made or opened. */
export interface Surroundings {
  /** SHA-256 of the images and the encoder, where the task has them. */
  readonly assets: RunFile["assets"];
  /** What runs the episodes of a task of Gymnasium's. */
  readonly environment?: RunFile["environment"];
  /** What this build does in the fixed rollouts. */
  readonly behaviour: string;
  /** Is told in a line what a person might want to know. */
  readonly notice: (line: string) => void;
}

export interface Reopening extends Surroundings {
  /** Which checkpoint to go on from. */
  readonly checkpoint?: WhichCheckpoint;
  /** Parts of the budget that change. */
  readonly budget?: Partial<Budget>;
  /** Whether another build may go on with it. */
  readonly otherBuild?: boolean;
}

/** What a folder has of a run that is to go on. */
export interface Stored {
  readonly file: RunFile;
  /** Of its search or optimizer. */
  readonly state: unknown;
  /** The checkpoint's file, for error lines. */
  readonly origin: string;
  readonly tally: Tally;
}

/** What a folder of a kind of run has of its own. */
export interface FolderKind {
  readonly checkpoint: DocumentKind<Checkpoint>;
  /** What is wrong with its config.json as one of this kind. */
  problem(file: RunFile): string | undefined;
}

/** What is written where generations end. */
interface Kept {
  /** Of its search or optimizer. */
  readonly state: () => unknown;
  readonly tally: Tally;
  /** Writes what shows its champion. */
  readonly writeChampion: () => void;
}

/** What is known of a generation. */
interface Recorded extends Kept {
  /** Of the log. */
  readonly line: object;
  /** That it took. */
  readonly ms: number;
  readonly newChampion: boolean;
}

export class RunFolder {
  private constructor(
    readonly path: string,
    readonly file: RunFile,
    private readonly kind: FolderKind,
    private readonly lock: FolderLock,
    private readonly checkpoints: CheckpointFiles,
    private readonly log: RunLog,
    /** Where the run stands. */
    readonly start: Standing,
  ) {
    this.taken = start.seconds;
  }

  /** Seconds that the run's generations have taken, whichever processes ran them. */
  private taken: number;
  private readonly champions = new Seldom();
  /** Whether the folder may have none, or an earlier one: as where a process was killed. */
  private championIsOld = true;

  get seconds(): number {
    return this.taken;
  }

  /**
   * Makes a run's folder: whole, or not at all. Throws a UserError where the path is in use or cannot be written.
   * @param further files that belong to it from the start, by name.
   */
  static async create(
    path: string,
    kind: FolderKind,
    file: Omit<RunFile, "id" | "assets" | "environment" | "behaviour" | "otherBuilds">,
    start: Standing,
    { assets, environment, behaviour, notice }: Surroundings,
    further: Readonly<Record<string, string>> = {},
  ): Promise<RunFolder> {
    const own = { assets, ...(environment && { environment }), behaviour };
    const whole: RunFile = { id: null, ...file, ...own, otherBuilds: [] };
    createWhole(path, (folder) => {
      for (const [name, text] of Object.entries(further)) writeAtomic(join(folder, name), text);
      writeAtomic(join(folder, CONFIG), writeDocument(RUN_FILE, whole, 2));
      const log = RunLog.open(join(folder, LOG));
      new CheckpointFiles(folder).write(() => checkpointText(kind.checkpoint, whole, log.sync(), start));
    });
    const lock = await lockFolder(path, { notice });
    const log = RunLog.open(join(path, LOG));
    return new RunFolder(path, whole, kind, lock, new CheckpointFiles(path), log, start);
  }

  /** Reads a run's config.json. Throws a UserError where it is none of this kind, or damaged. */
  static readFile(path: string, kind: FolderKind): RunFile {
    const origin = join(path, CONFIG);
    const file = readDocument(RUN_FILE, readText(origin, `${RUN_FILE.what}`), origin);
    const problem = kind.problem(file);
    if (problem) throw new UserError(`${origin}: ${problem}`);
    return file;
  }

  /** Reads where a run stands, without going on with it. Throws a UserError where the checkpoint is missing, damaged or another run's. */
  static readCheckpoint(
    path: string,
    kind: FolderKind,
    file: RunFile,
    which: WhichCheckpoint = "latest",
    checkpoints = new CheckpointFiles(path),
  ): Checkpoint {
    const origin = checkpoints.path(which);
    const checkpoint = readDocument(kind.checkpoint, checkpoints.read(which), origin);
    if (checkpoint.run !== idOf(file)) {
      throw new UserError(`${origin}: run: that of another configuration or seed: expected ${join(path, CONFIG)}'s`);
    }
    return checkpoint;
  }

  /**
   * Opens a run to go on with. Throws a UserError that says what does not fit, and what `begin` throws; the files are as they were then.
   * @param begin is given what is stored, before anything is written.
   */
  static async open<T>(
    path: string,
    kind: FolderKind,
    how: Reopening,
    begin: (stored: Stored) => T,
  ): Promise<{ folder: RunFolder; begun: T }> {
    RunFolder.readFile(path, kind);
    const lock = await lockFolder(path, { notice: how.notice });
    try {
      return RunFolder.openLocked(path, kind, how, begin, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Writes nothing before all has been read. */
  private static openLocked<T>(
    path: string,
    kind: FolderKind,
    how: Reopening,
    begin: (stored: Stored) => T,
    lock: FolderLock,
  ): { folder: RunFolder; begun: T } {
    tidy(path);
    const file = RunFolder.readFile(path, kind);
    const checkpoints = new CheckpointFiles(path);
    const which = how.checkpoint ?? "latest";
    const origin = checkpoints.path(which);
    const open = () => {
      const {
        log: position,
        state,
        digest,
        rollouts,
        steps,
        seconds,
      } = RunFolder.readCheckpoint(path, kind, file, which, checkpoints);
      const generation = Number(state.generation);
      const now = rewritten(path, file, generation, how);
      const tally = { digest, rollouts, steps };
      const begun = begin({ file: now, state, origin, tally });
      const log = RunLog.open(join(path, LOG), position ?? { lines: generation });
      return { now, begun, log, start: { state, tally, seconds } };
    };
    const { now, begun, log, start } =
      which === "latest" && checkpoints.has("previous") ? orPrevious(origin, open) : open();
    if (JSON.stringify(now) !== JSON.stringify(file)) {
      writeAtomic(join(path, CONFIG), writeDocument(RUN_FILE, now, 2));
    }
    return { folder: new RunFolder(path, now, kind, lock, checkpoints, log, start), begun };
  }

  /** Ends the run where another process has taken its folder. */
  get lost(): AbortSignal {
    return this.lock.lost;
  }

  /** Other builds that went on with it, as provenance has it; undefined where there were none. */
  get otherBuilds(): RunFile["otherBuilds"] | undefined {
    return this.file.otherBuilds.length > 0 ? this.file.otherBuilds : undefined;
  }

  /** Writes a generation's line, and where it is time for one, a checkpoint; and the champion. */
  record({ line, state, tally, ms, newChampion, writeChampion }: Recorded): void {
    this.lock.check();
    this.taken += ms / 1000;
    this.log.append(line);
    this.checkpoints.writeIfDue(() => this.checkpointText(state(), tally));
    this.championIsOld ||= newChampion;
    if (this.championIsOld && this.champions.isDue) this.champion(writeChampion);
  }

  /** What is kept where generations end for now. */
  checkpoint({ state, tally, writeChampion }: Kept): void {
    this.lock.check();
    this.checkpoints.write(() => this.checkpointText(state(), tally));
    if (this.championIsOld) this.champion(writeChampion);
  }

  private champion(write: () => void): void {
    this.champions.write(write);
    this.championIsOld = false;
  }

  private checkpointText(state: unknown, tally: Tally): string {
    return checkpointText(this.kind.checkpoint, this.file, this.log.sync(), { state, tally, seconds: this.taken });
  }

  /** Writes a file of the folder, whole. */
  write(name: string, text: string): void {
    writeAtomic(join(this.path, name), text);
  }

  async close(): Promise<void> {
    await this.lock.release();
  }
}

/** Removes what killed processes had not finished writing; where that cannot be, it does no harm. */
function tidy(path: string): void {
  try {
    removeLeftOvers(path, "tmp");
  } catch {}
}

/** What `open` gives. What it throws of the checkpoint `origin` says that there is one before it. */
function orPrevious<T>(origin: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof UserError) || !error.message.startsWith(`${origin}: `)) throw error;
    throw new UserError(error.message, "damaged-checkpoint");
  }
}

/** Throws a UserError where a run that has had so many generations is to end before them. */
export function requireAhead(path: string, generation: number, generations: number): void {
  if (generations < generation) {
    throw new UserError(
      `${path}: the run has ${generation} generations already: expected generations of at least ${generation}`,
    );
  }
}

/** The config.json that the run goes on with: another budget, another build. Throws a UserError where it may not. */
function rewritten(path: string, file: RunFile, generation: number, how: Reopening): RunFile {
  const origin = join(path, CONFIG);
  const { budget = {}, assets, behaviour, otherBuild = false } = how;
  const config: Record<string, unknown> = { ...file.config };
  for (const key of BUDGET_KEYS) if (budget[key] !== undefined) config[key] = budget[key];
  requireAhead(path, generation, config.generations as number);
  const kept = { ...file.assets };
  for (const of of ["images", "encoder"] as const) {
    // The first runs noted it in a file of its own.
    const noted = kept[of] ?? oldHash(path, of);
    if (noted !== null && noted !== assets[of]) {
      throw new UserError(`${origin}: assets.${of}: "${noted}": expected that of the ${of} at hand, "${assets[of]}"`);
    }
    kept[of] = assets[of];
  }
  const changed = environmentChanges(file.environment, how.environment);
  if (changed.length > 0) how.notice(`${path}: began with ${changed.join(", ")}: episodes may come to other returns`);
  const last = file.otherBuilds.at(-1)?.behaviour ?? file.behaviour;
  const same = last === null || last === behaviour;
  if (!same && !otherBuild) {
    throw new UserError(
      `${path}: another build began this run, one whose rollouts come to other returns: expected that build`,
      "other-build",
    );
  }
  const otherBuilds = same ? file.otherBuilds : [...file.otherBuilds, { generation, behaviour }];
  return { ...file, config, assets: kept, behaviour: file.behaviour ?? behaviour, otherBuilds };
}

/** What of that which runs the episodes is not as it was. */
function environmentChanges(before: RunFile["environment"], now: RunFile["environment"]): string[] {
  if (!before || !now) return [];
  const versions = (["python", "numpy", "gymnasium"] as const).filter((key) => before[key] !== now[key]);
  const changes = versions.map((key) => `${key} ${before[key]}, not ${now[key]}`);
  return before.spec === now.spec ? changes : [...changes, "another specification of the environment"];
}

function oldHash(path: string, of: "images" | "encoder"): string | null {
  const file = join(path, `${of}.json`);
  if (!existsSync(file)) return null;
  try {
    return String((JSON.parse(readFileSync(file, "utf8")) as { sha256?: unknown } | null)?.sha256);
  } catch {
    throw new UserError(`${file}: not JSON, or cut short: expected the hash of a run's ${of}`);
  }
}
