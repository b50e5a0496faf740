/** `wann tune`: the best shared weight, then every weight its own. */
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { Command } from "commander";
import type { Evaluator } from "../evaluate/evaluator.js";
import { loadEvaluator } from "../index.js";
import type { Champion } from "../network/champion.js";
import { pack } from "../network/pack.js";
import { loadChampionFile } from "../record/champion-file.js";
import { requireFree } from "../record/folder.js";
import { TuneFolder } from "../record/tune-folder.js";
import { defaultPopulation } from "../tune/cma.js";
import { checkTuneConfig } from "../tune/config.js";
import { ownWeightsRow, type Row, sharedWeightRow } from "../tune/rows.js";
import { tuneSharedWeight } from "../tune/shared-weight.js";
import { tuneDigest, tuneWeights, withWeights } from "../tune/tune-weights.js";
import { UserError } from "../user-error.js";
import { outColors } from "./colors.js";
import { INTERRUPTED, interruptible, REPORT_EPISODES, REPORT_SEED } from "./long-run.js";
import { positive, seed, whole } from "./options.js";
import { clock, progressBar } from "./progress.js";
import { episodesNote, rowsTable } from "./rows-table.js";

interface Options {
  readonly generations?: number;
  readonly population?: number;
  readonly episodes?: number;
  readonly confirm?: number;
  readonly stepSize?: number;
  readonly workers: number;
  readonly seed?: number;
  readonly out?: string;
  readonly resume?: string;
  readonly task?: string;
  readonly json?: boolean;
}

const DEFAULTS = { generations: 500, episodes: 32, confirmEpisodes: 200, stepSize: 0.3 };

export const tuneCommand = new Command("tune")
  .description("tune a champion's shared weight, then every weight by CMA-ES")
  .argument(
    "[champion]",
    "champion.json, a run's folder, a .out file, or fixed:TASK for the paper's fully connected network; not needed with --resume",
  )
  .option(
    "--generations <n>",
    `generations to run (default: ${DEFAULTS.generations})`,
    whole("--generations", 1, 1_000_000),
  )
  .option(
    "--population <n>",
    "candidates a generation (default: 4 + 3 ln n for n weights)",
    whole("--population", 4, 100_000),
  )
  .option("--episodes <n>", `episodes a candidate (default: ${DEFAULTS.episodes})`, whole("--episodes", 1, 1_000_000))
  .option(
    "--confirm <n>",
    `episodes to confirm a new best (default: ${DEFAULTS.confirmEpisodes})`,
    whole("--confirm", 1, 1_000_000),
  )
  .option("--step-size <s>", `first spread of each weight (default: ${DEFAULTS.stepSize})`, positive("--step-size"))
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--seed <n>", "the run's seed (default: 1)", seed)
  .option("--out <dir>", "the run's folder")
  .option("--resume <dir>", "go on with an interrupted run")
  .option("--task <name>", "the task of a .out file")
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann tune runs/swingup-quick-seed1 --out runs/tuned")
  .action(async (path: string | undefined, options: Options) => {
    const began = performance.now();
    const { folder, evaluator } = await open(path, options);
    const { config, start, task } = folder;
    process.stderr.write(
      `${task.name}, ${pack(start.genome).order.length} weights, seed ${folder.seed}, in ${folder.path}\n`,
    );
    const { signal, release } = interruptible();
    const bar = progressBar("generation", folder.state?.strategy.generation ?? 0, config.generations);
    const shared = start.tunedSharedWeight as number;
    const state = await tuneWeights({
      config,
      genome: start.genome,
      start: new Float64Array(pack(start.genome).order.length).fill(shared),
      seed: folder.seed,
      evaluator,
      signal,
      ...(folder.state && { state: folder.state }),
      observe: (progress) => {
        folder.record(progress);
        const { mean, state } = progress;
        bar.update(progress.generation + 1, `mean ${mean.toFixed(1)}  champion ${state.champion.mean.toFixed(1)}`);
      },
    }).finally(() => bar.stop());
    folder.checkpoint(state);
    if (signal.aborted && state.strategy.generation < config.generations) {
      await evaluator.close();
      process.stderr.write(
        `stopped after generation ${state.strategy.generation} of ${config.generations}; ` +
          `go on with: wann tune --resume ${folder.path}\n`,
      );
      process.exit(INTERRUPTED);
    }
    release();
    const digest = tuneDigest(state);
    folder.writeChampion(state, { digest });
    const plan = { genome: start.genome, episodes: REPORT_EPISODES, seed: REPORT_SEED };
    const rows = [
      await sharedWeightRow(evaluator, plan, shared, "tuned-shared-weight"),
      await ownWeightsRow(evaluator, { ...plan, genome: withWeights(start.genome, state.champion.weights) }),
    ];
    await evaluator.close();
    const seconds = (performance.now() - began) / 1000;
    const { rollouts } = state;
    const { generations } = config;
    if (options.json) {
      const without = ({ returns: _, ...row }: Row) => row;
      const files = { champion: folder.championPath, run: folder.path };
      console.log(JSON.stringify({ digest, ...files, generations, rollouts, seconds, rows: rows.map(without) }));
      return;
    }
    console.log(
      [
        "",
        rowsTable(rows),
        "",
        `${task.name}, ${episodesNote(REPORT_EPISODES, REPORT_SEED)}`,
        "",
        `${outColors.bold("run")}       ${generations} generations, ${rollouts} rollouts in ${clock(seconds)} ` +
          `(seed ${folder.seed}, digest ${digest.slice(0, 16)})`,
        `${outColors.bold("network")}   ${folder.championPath}`,
      ].join("\n"),
    );
  });

/** The run's folder, its champion's shared weight tuned, and the evaluator for its task. */
async function open(path: string | undefined, options: Options): Promise<{ folder: TuneFolder; evaluator: Evaluator }> {
  const { workers } = options;
  if (options.resume !== undefined) {
    for (const key of ["population", "episodes", "confirm", "stepSize", "seed", "out", "task"] as const) {
      if (options[key] === undefined) continue;
      const option = key.replace("S", "-s");
      throw new UserError(`--resume and --${option}: a run keeps what it began with`);
    }
    if (path !== undefined) throw new UserError(`--resume and ${path}: a run keeps the champion it began with`);
    const folder = TuneFolder.resume(options.resume, options.generations);
    return { folder, evaluator: await loadEvaluator(folder.task, { workers }) };
  }
  if (path === undefined) throw new UserError("tune: missing champion: expected one, or --resume <dir>");
  const { champion, task } = loadChampionFile(path, options.task);
  const weights = pack(champion.genome).order.length;
  if (weights === 0) throw new UserError(`${path}: the network has no connections: expected one or more`);
  const config = checkTuneConfig(
    {
      population: options.population ?? defaultPopulation(weights),
      generations: options.generations ?? DEFAULTS.generations,
      episodes: options.episodes ?? DEFAULTS.episodes,
      confirmEpisodes: options.confirm ?? DEFAULTS.confirmEpisodes,
      stepSize: options.stepSize ?? DEFAULTS.stepSize,
    },
    "options",
  );
  const runSeed = options.seed ?? 1;
  const out = options.out ?? join("runs", `${nameOf(path)}-tuned-seed${runSeed}`);
  requireFree(out);
  const evaluator = await loadEvaluator(task, { workers });
  const start = await withSharedWeight(evaluator, champion);
  return { folder: TuneFolder.create(out, config, runSeed, start), evaluator };
}

async function withSharedWeight(evaluator: Evaluator, champion: Champion): Promise<Champion> {
  if (champion.tunedSharedWeight !== undefined) return champion;
  return { ...champion, tunedSharedWeight: await tuneSharedWeight(evaluator, champion.genome, 0) };
}

function nameOf(path: string): string {
  const file = path.replace(/\/+$/, "").replace(/\/champion\.json$/, "");
  return basename(file)
    .replace(/\.(json|out)$/, "")
    .replace(":", "-");
}
