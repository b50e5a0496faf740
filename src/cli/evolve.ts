/** `wann evolve`: search for a network, record the run, show what came of it. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { writeDocument } from "../document.js";
import { shortName } from "../own/short-name.js";
import { writeAtomic } from "../record/atomic.js";
import { BATCH_FILE, type BatchFile, batchPath, batchRun, readBatch } from "../record/batch-file.js";
import { requireAhead, type Surroundings } from "../record/run-folder.js";
import { SearchRun } from "../record/search-run.js";
import { createWhole } from "../record/whole-folder.js";
import type { Score } from "../score/score.js";
import { checkConfig } from "../search/configuration.js";
import type { SearchConfig } from "../search/search.js";
import { median } from "../statistics.js";
import { TASKS, taskNamed } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import { ENCODER_OPTION, takeFiles } from "./champion-options.js";
import { budgetOptions, type ConfigOptions, configOf, configOptions } from "./config-options.js";
import { resumption } from "./long-run.js";
import { dashed, refuse, requireOut, seed, seedRange, share, whole } from "./options.js";
import { clock, headline, plural } from "./progress.js";
import { QUEUE_OPTION, queueUrl, requireQueue } from "./queue-url.js";
import { percent } from "./rows-table.js";
import { runSearch, type SearchResult, searchSummary } from "./run-search.js";
import { budgetOf, type ResumeOptions, reopening, surroundingsOf } from "./surroundings.js";

interface Options extends ConfigOptions, ResumeOptions {
  readonly workers: number;
  readonly queue?: string | boolean;
  readonly checkedShare?: number;
  readonly seed?: number;
  readonly seeds?: number[];
  readonly out?: string;
  readonly start?: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** What a run keeps to its end. */
const FIXED = ["preset", "config", "set", "population", "seed", "seeds", "out", "start"] as const;

export const evolveCommand = budgetOptions(
  configOptions(
    new Command("evolve").argument(
      "[task]",
      `${TASKS.all.map(({ name }) => name).join(", ")}; not needed with --resume, or a --config that names it`,
    ),
  ),
)
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option(QUEUE_OPTION[0], `run on the machines that have joined ${QUEUE_OPTION[1]}, instead`)
  .option(
    "--checked-share <x>",
    "with --queue: the share of its answers that this machine computes, too (default: 0.005)",
    share("--checked-share"),
  )
  .option("--seed <n>", "the run's seed (default: 1)", seed)
  .option("--seeds <a..b>", "several runs, and their median", seedRange)
  .option(
    "--out <dir>",
    "the run's folder; with --seeds, the folder that holds one for each: runs that stand there are gone on with",
  )
  .option("--resume <dir>", "go on with an interrupted run, or with those of --seeds")
  .option("--previous-checkpoint", "with --resume: from the checkpoint before the last one")
  .option("--other-build", "with --resume: also where another build began the run; its champion says so")
  .option("--start <dir>", "begin with the population of another run's folder")
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann evolve swingup --preset quick --seed 7 --out runs/first")
  .action(async (name: string | undefined, options: Options, command: Command) => {
    const queue = options.queue === undefined ? undefined : queueUrl(options.queue);
    if (queue !== undefined)
      refuse(command, ["workers", "encoder"], "has no effect with --queue: its workers are those that joined it");
    else refuse(command, ["checkedShare"], "has no effect without --queue");
    if (options.resume === undefined) {
      refuse(command, ["previousCheckpoint", "otherBuild"], "has no effect without --resume");
    }
    const { runs, batch } = options.resume === undefined ? newRuns(name, options) : resumedRuns(name, options);
    const task = takeFiles(command, taskNamed(runs[0].config.task));
    // Missing images, a missing encoder or a missing queue are to be heard of before a folder is made.
    const surroundings = await surroundingsOf(task, options.data);
    if (queue !== undefined) await requireQueue(queue);
    batch?.begin();
    const results: SearchResult[] = [];
    for (const [i, { open }] of runs.entries()) {
      const run = await open(surroundings);
      const place = runs.length > 1 ? ` (${i + 1} of ${runs.length})` : "";
      const workers = queue === undefined ? plural(options.workers, "worker") : "over a queue";
      headline(`${run.config.task}, seed ${run.seed}${place}, ${workers}, in ${run.path}`);
      const outcome = await runSearch(run, {
        ...options,
        task,
        queue,
        ...(batch && { goOn: resumption("evolve", batch.folder) }),
      });
      if (!options.json) console.log(searchSummary(run, outcome));
      results.push(outcome.result);
    }
    if (options.json) {
      console.log(JSON.stringify(batch ? { runs: results, median: medians(results) } : results[0]));
    } else if (batch)
      console.log(`\n${seedsTable(batch.seeds, results, task.kind === "images" ? "accuracy" : "return")}`);
  });

/** A run that is to be opened: its folder is made, or read again, when it begins. */
interface Due {
  readonly config: SearchConfig;
  readonly open: (surroundings: Surroundings) => Promise<SearchRun>;
}

/** The runs of a command, and what they have in common where they are several. */
interface Runs {
  readonly runs: readonly Due[];
  readonly batch?: { readonly folder: string; readonly seeds: readonly number[]; readonly begin: () => void };
}

function newRuns(name: string | undefined, options: Options): Runs {
  if (name === undefined && options.config === undefined) {
    throw new UserError("evolve: missing task: expected one, a --config <file> that names one, or --resume <dir>");
  }
  if (options.seed !== undefined && options.seeds) throw new UserError("--seed and --seeds: expected one of them");
  const config = configOf(
    name === undefined ? undefined : taskNamed(name),
    options,
    options.start && startedBy(options.start),
  );
  const preset = options.preset ?? config.search;
  const start = options.start ?? null;
  if (!options.seeds) {
    const seed = options.seed ?? 1;
    return {
      runs: [
        newRun(options.out ?? join("runs", `${shortName(config.task)}-${preset}-seed${seed}`), config, seed, start),
      ],
    };
  }
  const parent = options.out ?? join("runs", `${shortName(config.task)}-${preset}`);
  const batch: BatchFile = { seeds: options.seeds, config: { ...config }, start };
  const begun = readBatch(parent);
  if (begun === undefined) requireOut(parent);
  else if (JSON.stringify(begun) !== JSON.stringify(batch)) {
    throw new UserError(
      `--out ${parent}: has runs of another configuration or other seeds: expected a new folder, or --resume ${parent}`,
    );
  }
  return batchRuns(parent, batch, config, options);
}

function newRun(path: string, config: SearchConfig, seed: number, start: BatchFile["start"]): Due {
  requireOut(path);
  const begin = startOf(start, config, seed);
  return { config, open: (surroundings) => SearchRun.create(path, { config, seed }, surroundings, begin) };
}

/** The runs of a batch: those that have been begun are gone on with. */
function batchRuns(folder: string, batch: BatchFile, config: SearchConfig, options: Options): Runs {
  const { seeds, start } = batch;
  const runs = seeds.map((seed) => {
    const path = batchRun(folder, seed);
    return existsSync(path) ? runOfBatch(path, options, config) : newRun(path, config, seed, start);
  });
  const text = writeDocument(BATCH_FILE, batch, 2);
  const begin = () => {
    // All of its runs end where the batch's budget says, whenever each of them is gone on with.
    if (existsSync(batchPath(folder))) writeAtomic(batchPath(folder), text);
    else createWhole(folder, (made) => writeAtomic(batchPath(made), text));
  };
  return { runs, batch: { folder, seeds, begin } };
}

/** The search of the run that --start names. */
function startedBy(start: string): string {
  return ofStart(start, () => SearchRun.peek(start).config.search);
}

/** What `read` finds in the run that --start names; its error says that it is of that. */
function ofStart<T>(start: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`--start ${start}: ${error.message.replace(`${start}: `, "")}`);
    throw error;
  }
}

/** Where --start lets a run begin. */
function startOf(start: BatchFile["start"], config: SearchConfig, seed: number) {
  if (start === null) return undefined;
  return ofStart(start, () => SearchRun.startFrom(start, config, seed));
}

function resumedRuns(name: string | undefined, options: Options): Runs {
  const expected = name === undefined ? undefined : taskNamed(name).name;
  for (const key of FIXED) {
    if (options[key] === undefined) continue;
    throw new UserError(`--resume and --${dashed(key)}: a run keeps what it began with`);
  }
  const path = options.resume as string;
  const batch = readBatch(path);
  const config = batch
    ? checkConfig({ ...batch.config, ...budgetOf(options) }, batchPath(path))
    : SearchRun.peek(path).config;
  if (expected !== undefined && expected !== config.task) {
    throw new UserError(`--resume ${path}: a run of ${config.task}: expected one of ${expected}`);
  }
  if (!batch) return { runs: [begunRun(path, options)] };
  return batchRuns(path, { ...batch, config: { ...config } }, config, options);
}

function begunRun(path: string, options: Options): Due {
  const { config } = SearchRun.peek(path);
  return { config, open: (surroundings) => SearchRun.open(path, reopening(surroundings, options)) };
}

/** A run of a batch: it ends where the batch does, or where it stands, if it has been made longer by itself. */
function runOfBatch(path: string, options: Options, batch: SearchConfig): Due {
  const { config } = SearchRun.peek(path);
  const reached = SearchRun.reached(path, options.previousCheckpoint ? "previous" : "latest") ?? 0;
  // Before anything of the batch is written.
  if (options.generations !== undefined) requireAhead(path, reached, options.generations);
  const { untilReturn, maxRollouts } = batch;
  const budget = { generations: Math.max(batch.generations, reached), untilReturn, maxRollouts };
  return { config, open: (surroundings) => SearchRun.open(path, { ...reopening(surroundings, options), budget }) };
}

function medians(results: readonly SearchResult[]): Record<string, number> {
  const rows = results[0].rows.map((row, i) => [row.row, median(results.map((result) => result.rows[i].mean))]);
  return {
    seconds: median(results.map(({ seconds }) => seconds)),
    connections: median(results.map(({ connections }) => connections)),
    ...Object.fromEntries(rows),
  };
}

/** A line a seed and their median. */
function seedsTable(seeds: readonly number[], results: readonly SearchResult[], unit: Score["unit"]): string {
  const show = (mean: number) => (unit === "accuracy" ? percent({ mean, sd: 0 }) : mean.toFixed(1));
  const titles = results[0].rows.map(({ row }) => row.replaceAll("-", " "));
  const cells = results.map(({ connections, rows, seconds }, i) => {
    return [String(seeds[i]), String(connections), ...rows.map(({ mean }) => show(mean)), clock(seconds)];
  });
  const { seconds, connections, ...means } = medians(results);
  const last = ["median", String(connections), ...Object.values(means).map(show), clock(seconds)];
  return markdownTable([["seed", "connections", ...titles, "time"], ...cells, last], { align: "r" });
}
