/** A search and its folder, which has besides what every run has champion.json, ancestors.json and in the end champion.svg. */
import { join } from "node:path";
import { hashOf, writeDocument } from "../document.js";
import type { Champion } from "../genome/champion.js";
import { EMPTY_TALLY, isSpent, type Progress, type Tally } from "../journey.js";
import { checkConfig } from "../search/configuration.js";
import { SEARCHES } from "../search/registry.js";
import type { Ranking, Search, SearchConfig } from "../search/search.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { ANCESTORS } from "./ancestors.js";
import { searchChampionText, taskModule } from "./champion-texts.js";
import { SEARCH_CHECKPOINT, type Standing } from "./checkpoint.js";
import type { WhichCheckpoint } from "./checkpoints.js";
import { searchLine } from "./log-line.js";
import { type FolderKind, type Reopening, RunFolder, type Surroundings } from "./run-folder.js";
import { stateOrError, storedState } from "./state.js";

const SEARCH_FOLDER: FolderKind = {
  checkpoint: SEARCH_CHECKPOINT,
  problem: ({ config }) => ("search" in config ? undefined : "config.search: missing: expected the folder of a search"),
};

/** Seconds that a run has taken so far, as its checkpoint has them. Throws a UserError where that is missing or damaged. */
export function recordedSeconds(path: string): number {
  const file = RunFolder.readFile(path, SEARCH_FOLDER);
  return RunFolder.readCheckpoint(path, SEARCH_FOLDER, file).seconds;
}

/** How long a figure of memory is good for. */
const RESIDENT_MS = 1000;

export class SearchRun {
  private resident = { mb: 0, until: 0 };

  private constructor(
    readonly folder: RunFolder,
    readonly task: Task,
    readonly config: SearchConfig,
    readonly search: Search,
    /** Where the run stands. */
    readonly tally: Tally,
  ) {}

  /**
   * Makes a new run's folder. Throws a UserError where the path is in use or cannot be written.
   * @param start where it begins, where that is not a search's own beginning.
   */
  static async create(
    path: string,
    { config, seed }: { readonly config: SearchConfig; readonly seed: number },
    surroundings: Surroundings,
    start?: Standing,
    searches = SEARCHES,
    tasks = TASKS,
  ): Promise<SearchRun> {
    const task = tasks.named(config.task);
    const context = { config, shape: task, seed };
    const search = searches.named(config.search).open(context, start?.state);
    const file = { seed, start: start ? startHash(start) : null, config: { ...config } };
    const tally = start?.tally ?? EMPTY_TALLY;
    requireRollouts(path, config, search, tally);
    const standing = { state: search.state, tally, seconds: start?.seconds ?? 0 };
    const folder = await RunFolder.create(path, SEARCH_FOLDER, file, standing, surroundings);
    return new SearchRun(folder, task, config, search, tally);
  }

  /** Opens a run to go on with. Throws a UserError that says what does not fit. */
  static async open(path: string, how: Reopening, searches = SEARCHES, tasks = TASKS): Promise<SearchRun> {
    // Whether it is a run of this program at all is said before anything is waited for.
    const before = SearchRun.peek(path, searches, tasks).config;
    const { keepsGenerations } = searches.named(before.search);
    const { generations } = how.budget ?? {};
    if (generations !== undefined && keepsGenerations && generations !== before.generations) {
      throw new UserError(`${path}: generations: ${generations}: expected ${before.generations}: ${keepsGenerations}`);
    }
    const { folder, begun } = await RunFolder.open(path, SEARCH_FOLDER, how, (stored) => {
      const { file, state, origin, tally } = stored;
      const config = checkConfig(file.config, join(path, "config.json"), searches, tasks);
      const search = openSearch(config, file.seed, state, origin, searches, tasks);
      requireRollouts(path, config, search, tally);
      return { config, search };
    });
    const task = tasks.named(begun.config.task);
    return new SearchRun(folder, task, begun.config, begun.search, folder.start.tally);
  }

  /** The task and the seed of a run, before it is opened. Throws a UserError as `open` does. */
  static peek(path: string, searches = SEARCHES, tasks = TASKS): { config: SearchConfig; seed: number } {
    const { config, seed } = RunFolder.readFile(path, SEARCH_FOLDER);
    return { config: checkConfig(config, join(path, "config.json"), searches, tasks), seed };
  }

  /** How many generations a run has had; undefined where its checkpoint cannot be read: `open` says why. */
  static reached(path: string, which?: WhichCheckpoint): number | undefined {
    const file = RunFolder.readFile(path, SEARCH_FOLDER);
    try {
      return RunFolder.readCheckpoint(path, SEARCH_FOLDER, file, which).state.generation as number;
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }

  /**
   * The state in which a search with `config` begins with the population of another run, whose folder is at `path`. Digest,
   * rollouts and steps go on from that run's.
   */
  static startFrom(path: string, config: SearchConfig, seed: number, searches = SEARCHES, tasks = TASKS): Standing {
    const file = RunFolder.readFile(path, SEARCH_FOLDER);
    const theirs = checkConfig(file.config, join(path, "config.json"), searches, tasks);
    const { state, digest, rollouts, steps, seconds } = RunFolder.readCheckpoint(path, SEARCH_FOLDER, file);
    const [task, origin] = [tasks.named(config.task), tasks.named(theirs.task)];
    if (origin.inputs !== task.inputs || origin.outputs !== task.outputs) {
      throw new UserError(`${path}: a run of ${origin.name}: expected networks of ${task.name}'s size`);
    }
    const checkpoint = join(path, "checkpoint");
    openSearch(theirs, file.seed, state, checkpoint, searches, tasks);
    const [from, to] = [searches.named(theirs.search), searches.named(config.search)];
    if (!from.networksOf || !to.adopt) {
      throw new UserError(`${path}: a run of the search ${from.name}: ${to.name} cannot begin with its networks`);
    }
    const networks = from.networksOf(state, { config: theirs, shape: origin });
    const started = stateOrError(checkpoint, () => to.adopt?.({ config, shape: task, seed }, networks));
    return { state: started, tally: { digest, rollouts, steps }, seconds };
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

  get drawingPath(): string {
    return join(this.path, "champion.svg");
  }

  /** The observer that records a generation. */
  record(progress: Progress<Ranking>): void {
    const { outcome, tally, evaluateMs, learnMs } = progress;
    const line = searchLine(progress, this.residentMb());
    this.folder.record({
      ...this.kept(tally),
      line,
      ms: evaluateMs + learnMs,
      newChampion: outcome.newChampion,
    });
  }

  /** What the process has of memory: to ask takes half a millisecond. */
  private residentMb(): number {
    const now = performance.now();
    if (now >= this.resident.until) {
      this.resident = { mb: Math.round(process.memoryUsage.rss() / 1e5) / 10, until: now + RESIDENT_MS };
    }
    return this.resident.mb;
  }

  checkpoint(tally: Tally): void {
    this.folder.checkpoint(this.kept(tally));
  }

  private kept(tally: Tally) {
    return { state: () => this.search.state, tally, writeChampion: () => this.writeChampion(tally) };
  }

  /** Writes champion.json and its ancestors; `more` is what is known of the champion beyond the search. */
  writeChampion(tally: Tally, more: Partial<Champion> = {}): void {
    const { champion, ancestry } = this.search;
    if (!champion || !ancestry) return;
    const { otherBuilds } = this.folder;
    const provenance = { ...(otherBuilds && { otherBuilds }), ...more.provenance };
    const { task, config, seed } = this;
    const { encoder } = this.folder.file.assets;
    const module = taskModule(task);
    if (module !== undefined) this.folder.write("task.js", module);
    this.folder.write("ancestors.json", writeDocument(ANCESTORS, { search: this.config.search, ancestry }));
    const text = searchChampionText(champion, tally, { task, config, seed, encoder }, { ...more, provenance });
    this.folder.write("champion.json", text);
  }

  close(): Promise<void> {
    return this.folder.close();
  }
}

/** Of what a run begins with, however long that took. */
function startHash({ state, tally }: Standing): string {
  return hashOf(JSON.stringify({ state, tally }));
}

/** Throws a UserError where a run would end before its first generation: its rollouts count those of the run that it began with. */
function requireRollouts(path: string, config: SearchConfig, search: Search, { rollouts }: Tally): void {
  if (search.generation > 0 || !isSpent(config, search, rollouts)) return;
  throw new UserError(
    `${path}: maxRollouts: ${config.maxRollouts}: expected more than ${rollouts}, the rollouts of the run that it begins with`,
  );
}

function openSearch(
  config: SearchConfig,
  seed: number,
  stored: unknown,
  origin: string,
  searches: typeof SEARCHES,
  tasks: typeof TASKS,
) {
  const kind = searches.named(config.search);
  return stateOrError(origin, () => {
    const state = storedState(origin, kind.state, stored);
    return kind.open({ config, shape: tasks.named(config.task), seed }, state);
  });
}
