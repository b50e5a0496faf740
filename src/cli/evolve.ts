/** `wann evolve`: search for a network, record the run, show what came of it. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { PRESETS } from "../config/presets.js";
import { TASKS, taskNamed } from "../config/tasks.js";
import { enabledConnections } from "../genome/genome.js";
import { loadEvaluator } from "../index.js";
import { requireFree } from "../record/folder.js";
import { RunFolder } from "../record/run-folder.js";
import { networkSvg } from "../report/network-svg.js";
import { median } from "../statistics.js";
import { finalDigest, type Progress, train } from "../train.js";
import { type Row, randomSharedWeightRow, randomWeightsRow, sharedWeightRow } from "../tune/rows.js";
import { tuneSharedWeight } from "../tune/shared-weight.js";
import { UserError } from "../user-error.js";
import { outColors } from "./colors.js";
import { type ConfigOptions, configOf } from "./evolve-config.js";
import { INTERRUPTED, interruptible, REPORT_EPISODES, REPORT_SEED } from "./long-run.js";
import { collect, seed, seedRange, whole } from "./options.js";
import { clock, progressBar } from "./progress.js";
import { episodesNote, rowsTable } from "./rows-table.js";

interface Options extends ConfigOptions {
  readonly workers: number;
  readonly seed?: number;
  readonly seeds?: number[];
  readonly out?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

/** What a run came to, as `--json` prints it. */
interface Result {
  readonly digest: string;
  readonly champion: string;
  readonly run: string;
  readonly generations: number;
  readonly rollouts: number;
  readonly seconds: number;
  readonly connections: number;
  readonly rows: readonly Omit<Row, "returns">[];
}

export const evolveCommand = new Command("evolve")
  .description("search for a weight agnostic network")
  .argument("[task]", `${TASKS.map(({ name }) => name).join(", ")}; not needed with --resume`)
  .option("--preset <name>", `named configuration: ${Object.keys(PRESETS).join(", ")} (default: the task's own)`)
  .option("--config <file>", "JSON with settings of ours or of the original code")
  .option("--set <key=value>", "one setting of a run's config.json; may be given several times", collect)
  .option("--generations <n>", "generations to run", whole("--generations", 1, 1_000_000))
  .option("--population <n>", "networks a generation", whole("--population", 2, 1_000_000))
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--seed <n>", "the run's seed (default: 1)", seed)
  .option("--seeds <a..b>", "several runs, and their median", seedRange)
  .option("--out <dir>", "the run's folder; with --seeds, the folder that holds one for each")
  .option("--resume <dir>", "go on with an interrupted run")
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann evolve swingup --preset quick --seed 7 --out runs/first")
  .action(async (task: string | undefined, options: Options) => {
    const folders = options.resume === undefined ? newRuns(task, options) : [() => resumedRun(task, options)];
    const results: Result[] = [];
    for (const [i, open] of folders.entries()) {
      const folder = open();
      const place = folders.length > 1 ? ` (${i + 1} of ${folders.length})` : "";
      const workers = `${options.workers} worker${options.workers > 1 ? "s" : ""}`;
      process.stderr.write(`${folder.config.task}, seed ${folder.seed}${place}, ${workers}, in ${folder.path}\n`);
      results.push(await evolve(folder, options));
    }
    if (options.json) {
      console.log(JSON.stringify(options.seeds ? { runs: results, median: medians(results) } : results[0]));
    } else if (options.seeds) console.log(`\n${seedsTable(options.seeds, results)}`);
  });

/** One opener a seed: a folder is made when its run begins. */
function newRuns(task: string | undefined, options: Options): (() => RunFolder)[] {
  if (task === undefined) throw new UserError("evolve: missing task: expected one, or --resume <dir>");
  if (options.seed !== undefined && options.seeds) throw new UserError("--seed and --seeds: expected one of them");
  const config = configOf(taskNamed(task).name, options);
  const name = options.preset ?? config.task;
  if (!options.seeds) {
    const seed = options.seed ?? 1;
    const path = options.out ?? join("runs", `${config.task}-${name}-seed${seed}`);
    return [() => RunFolder.create(path, config, seed)];
  }
  const parent = options.out ?? join("runs", `${config.task}-${name}`);
  const runs = options.seeds.map((seed) => ({ seed, path: join(parent, `seed${seed}`) }));
  for (const { path } of runs) requireFree(path);
  return runs.map(
    ({ seed, path }) =>
      () =>
        RunFolder.create(path, config, seed),
  );
}

function resumedRun(task: string | undefined, options: Options): RunFolder {
  const expected = task === undefined ? undefined : taskNamed(task).name;
  for (const key of ["preset", "config", "set", "population", "seed", "seeds", "out"] as const) {
    if (options[key] !== undefined) throw new UserError(`--resume and --${key}: a run keeps what it began with`);
  }
  const folder = RunFolder.resume(options.resume as string, options.generations);
  if (expected !== undefined && expected !== folder.config.task) {
    throw new UserError(`--resume ${folder.path}: a run of ${folder.config.task}: expected one of ${expected}`);
  }
  return folder;
}

async function evolve(folder: RunFolder, options: Options): Promise<Result> {
  const { config } = folder;
  const task = taskNamed(config.task);
  const began = performance.now();
  const { signal, release } = interruptible();
  const evaluator = await loadEvaluator(task, { workers: options.workers });
  const done = folder.state?.search.generation ?? 0;
  const bar = progressBar("generation", done, config.generations);
  const state = await train({
    config,
    shape: task,
    seed: folder.seed,
    evaluator,
    signal,
    ...(folder.state && { state: folder.state }),
    observe: (progress) => {
      folder.record(progress);
      bar.update(progress.ranking.generation + 1, note(progress));
    },
  }).finally(() => bar.stop());
  folder.checkpoint(state);
  if (signal.aborted && state.search.generation < config.generations) {
    await evaluator.close();
    process.stderr.write(
      `stopped after generation ${state.search.generation} of ${config.generations}; ` +
        `go on with: wann evolve --resume ${folder.path}\n`,
    );
    process.exit(INTERRUPTED);
  }
  release();

  const { champion } = state;
  if (!champion) throw new Error("a run of no generations has no champion");
  const { genome } = champion;
  const tuned = await tuneSharedWeight(evaluator, genome, folder.seed);
  const plan = { genome, episodes: REPORT_EPISODES, seed: REPORT_SEED };
  const rows = [
    await randomWeightsRow(evaluator, plan),
    await randomSharedWeightRow(evaluator, plan),
    await sharedWeightRow(evaluator, plan, tuned, "tuned-shared-weight"),
  ];
  await evaluator.close();
  const digest = finalDigest(state);
  folder.writeChampion(state, { tunedSharedWeight: tuned, provenance: { digest } });
  const drawing = folder.write("champion.svg", networkSvg(genome, task));
  const seconds = (performance.now() - began) / 1000;
  const connections = enabledConnections(genome);
  if (!options.json) {
    console.log(
      [
        "",
        `${outColors.bold("champion")}  ${connections} connections, found in generation ${champion.generation}, ` +
          `mean ${champion.mean.toFixed(1)} over its ${config.confirmEpisodes * config.episodesPerWeight} confirming ` +
          "episodes at each shared weight",
        "",
        rowsTable(rows),
        "",
        `${task.name}, ${episodesNote(REPORT_EPISODES, REPORT_SEED)}`,
        "",
        `${outColors.bold("run")}       ${config.generations} generations, ${state.rollouts} rollouts in ${clock(seconds)} ` +
          `(seed ${folder.seed}, digest ${digest.slice(0, 16)})`,
        `${outColors.bold("network")}   ${folder.championPath}`,
        `${outColors.bold("drawing")}   ${drawing}`,
      ].join("\n"),
    );
  }
  return {
    digest,
    champion: folder.championPath,
    run: folder.path,
    generations: state.search.generation,
    rollouts: state.rollouts,
    seconds,
    connections,
    rows: rows.map(({ returns: _, ...row }) => row),
  };
}

function note({ ranking, state, evaluateMs }: Progress): string {
  const champion = state.champion;
  const best = champion ? `champion ${champion.mean.toFixed(0)} (${enabledConnections(champion.genome)} conn.)` : "";
  return `best ${ranking.best.mean.toFixed(0)}  ${best}  ${evaluateMs.toFixed(0)} ms/gen`;
}

function medians(results: readonly Result[]): Record<string, number> {
  const rows = results[0].rows.map((row, i) => [row.row, median(results.map((result) => result.rows[i].mean))]);
  return {
    seconds: median(results.map(({ seconds }) => seconds)),
    connections: median(results.map(({ connections }) => connections)),
    ...Object.fromEntries(rows),
  };
}

/** A line a seed and their median. */
function seedsTable(seeds: readonly number[], results: readonly Result[]): string {
  const titles = results[0].rows.map(({ row }) => row.replaceAll("-", " "));
  const cells = results.map(({ connections, rows, seconds }, i) => {
    return [String(seeds[i]), String(connections), ...rows.map(({ mean }) => mean.toFixed(1)), clock(seconds)];
  });
  const { seconds, connections, ...means } = medians(results);
  const last = ["median", String(connections), ...Object.values(means).map((mean) => mean.toFixed(1)), clock(seconds)];
  return markdownTable([["seed", "connections", ...titles, "time"], ...cells, last], { align: "r" });
}
