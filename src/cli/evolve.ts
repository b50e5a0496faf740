/** `wann evolve`: search for a network, record the run, show what came of it. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { markdownTable } from "markdown-table";
import { bangBang } from "../genome/bang-bang.js";
import type { Genome } from "../genome/genome.js";
import { type Sign, squared } from "../genome/squared.js";
import { SearchRun } from "../record/search-run.js";
import type { Score } from "../score/score.js";
import type { SearchConfig } from "../search/search.js";
import { median } from "../statistics.js";
import { TASKS, taskNamed } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import { budgetOptions, type ConfigOptions, configOf, configOptions } from "./config-options.js";
import { dashed, ENCODER_OPTION, refuse, requireData, requireOut, seed, seedRange, whole } from "./options.js";
import { clock, headline, plural } from "./progress.js";
import { QUEUE_OPTION, queueUrl, requireQueue } from "./queue-url.js";
import { percent } from "./rows-table.js";
import { runSearch, type SearchResult, searchSummary } from "./run-search.js";
import { type ResumeOptions, reopening, surroundingsOf } from "./surroundings.js";

interface Options extends ConfigOptions, ResumeOptions {
  readonly workers: number;
  readonly queue?: string | boolean;
  readonly seed?: number;
  readonly seeds?: number[];
  readonly out?: string;
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

export const evolveCommand = budgetOptions(
  configOptions(
    new Command("evolve")
      .description("search for a weight agnostic network")
      .argument(
        "[task]",
        `${TASKS.all.map(({ name }) => name).join(", ")}; not needed with --resume, or a --config that names it`,
      ),
  ),
)
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option(QUEUE_OPTION[0], `run on the machines that have joined ${QUEUE_OPTION[1]}, instead`)
  .option("--seed <n>", "the run's seed (default: 1)", seed)
  .option("--seeds <a..b>", "several runs, and their median", seedRange)
  .option("--out <dir>", "the run's folder; with --seeds, the folder that holds one for each")
  .option("--resume <dir>", "go on with an interrupted run")
  .option("--previous-checkpoint", "with --resume: from the checkpoint before the last one")
  .option("--other-build", "with --resume: also where another build began the run; its champion says so")
  .option("--start <dir>", "begin with the population of another run's folder")
  .option("--bang-bang", "made to drive each output fully, one way or the other, or not at all")
  .addOption(
    new Option(
      "--squared <sign>",
      "made, once, to give at each shared weight w what they gave at w² or −w²; --set squared=… keeps them so",
    ).choices(["positive", "negative"]),
  )
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann evolve swingup --preset quick --seed 7 --out runs/first")
  .action(async (name: string | undefined, options: Options, command: Command) => {
    const queue = options.queue === undefined ? undefined : queueUrl(options.queue);
    if (queue !== undefined)
      refuse(command, ["workers", "encoder"], "has no effect with --queue: its workers are those that joined it");
    if (options.resume === undefined) {
      refuse(command, ["previousCheckpoint", "otherBuild"], "has no effect without --resume");
    }
    const runs = options.resume === undefined ? newRuns(name, options) : [resumedRun(name, options)];
    const task = taskNamed(runs[0].config.task);
    requireData(command, task);
    // Missing images, a missing encoder or a missing queue are to be heard of before a folder is made.
    const surroundings = await surroundingsOf(task, options.data);
    if (queue !== undefined) await requireQueue(queue);
    const results: SearchResult[] = [];
    for (const [i, { open }] of runs.entries()) {
      const run = await open(surroundings);
      const place = runs.length > 1 ? ` (${i + 1} of ${runs.length})` : "";
      const workers = queue === undefined ? plural(options.workers, "worker") : "over a queue";
      headline(`${run.config.task}, seed ${run.seed}${place}, ${workers}, in ${run.path}`);
      const outcome = await runSearch(run, { ...options, queue });
      if (!options.json) console.log(searchSummary(run, outcome));
      results.push(outcome.result);
    }
    if (options.json) {
      console.log(JSON.stringify(options.seeds ? { runs: results, median: medians(results) } : results[0]));
    } else if (options.seeds)
      console.log(`\n${seedsTable(options.seeds, results, task.kind === "images" ? "accuracy" : "return")}`);
  });

/** A run that is to be opened: its folder is made, or read again, when it begins. */
interface Due {
  readonly config: SearchConfig;
  readonly open: (surroundings: Awaited<ReturnType<typeof surroundingsOf>>) => Promise<SearchRun>;
}

function newRuns(name: string | undefined, options: Options): Due[] {
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
  for (const key of ["bangBang", "squared"] as const) {
    if (options[key] && options.start === undefined) {
      throw new UserError(`--${dashed(key)}: expected --start <dir> with it`);
    }
  }
  const due = (path: string, seed: number): Due => {
    requireOut(path);
    const start = startOf(options, config, seed);
    return { config, open: (surroundings) => SearchRun.create(path, { config, seed }, surroundings, start) };
  };
  if (!options.seeds) {
    const seed = options.seed ?? 1;
    return [due(options.out ?? join("runs", `${config.task}-${preset}-seed${seed}`), seed)];
  }
  const parent = options.out ?? join("runs", `${config.task}-${preset}`);
  return options.seeds.map((seed) => due(join(parent, `seed${seed}`), seed));
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
function startOf({ start, bangBang: driving, squared: sign }: Options, config: SearchConfig, seed: number) {
  if (start === undefined) return undefined;
  const transform = (genome: Genome) => {
    const driven = driving ? bangBang(genome) : genome;
    return sign ? squared(driven, sign) : driven;
  };
  return ofStart(start, () => SearchRun.startFrom(start, config, seed, transform));
}

function resumedRun(name: string | undefined, options: Options): Due {
  const expected = name === undefined ? undefined : taskNamed(name).name;
  for (const key of FIXED) {
    if (options[key] === undefined) continue;
    throw new UserError(`--resume and --${dashed(key)}: a run keeps what it began with`);
  }
  const path = options.resume as string;
  const { config } = SearchRun.peek(path);
  if (expected !== undefined && expected !== config.task) {
    throw new UserError(`--resume ${path}: a run of ${config.task}: expected one of ${expected}`);
  }
  return { config, open: (surroundings) => SearchRun.open(path, reopening(surroundings, options)) };
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
