/** `wann sweep`: return against shared weight, the champion's fingerprint. */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import type { FingerprintPoint } from "../genome/champion.js";
import { loadEvaluator } from "../index.js";
import { weightGrid } from "../optimize/weight-grid.js";
import { writeAtomic } from "../record/atomic.js";
import { fingerprintSvg } from "../report/fingerprint-svg.js";
import { sweep } from "../score/sweep.js";
import { MOST_EPISODES } from "../search/episodes.js";
import { UserError } from "../user-error.js";
import {
  type ChampionOptions,
  championOf,
  ENCODER_OPTION,
  requireData,
  requireSeeds,
  seed,
  TASK_OPTION,
  TOPOLOGY_OPTION,
  whole,
} from "./options.js";
import { episodesNote } from "./rows-table.js";

interface Options extends ChampionOptions {
  readonly weights: number;
  readonly episodes: number;
  readonly seed: number;
  readonly svg?: string;
  readonly data?: string;
  readonly workers: number;
  readonly json?: boolean;
}

export const sweepCommand = new Command("sweep")
  .description("return against shared weight: the champion's fingerprint")
  .argument(
    "<champions...>",
    "champion.json, a run's folder, or a .out file of the original code; several are drawn together",
  )
  .option("--weights <n>", "shared weights, spread evenly over [−2, 2]", whole("--weights", 2, 10_001), 33)
  .option("--episodes <n>", "episodes a weight", whole("--episodes", 1, 1_000_000), 100)
  .option("--seed <n>", "seed of the first episode; the next ones follow", seed, 0)
  .option("--svg <file>", "draw the curve")
  .option(...TASK_OPTION)
  .option(...TOPOLOGY_OPTION)
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann sweep runs/swingup-quick-seed1 --svg fingerprint.svg")
  .action(async (paths: string[], options: Options, command: Command) => {
    const { weights, episodes } = options;
    requireSeeds(options.seed, episodes);
    if (weights * episodes > MOST_EPISODES) {
      throw new UserError(
        `--weights ${weights} --episodes ${episodes}: ${weights * episodes} episodes in all: expected up to ${MOST_EPISODES}`,
      );
    }
    const loaded = paths.map((path) => ({ path, ...championOf(path, options) }));
    const [{ task }] = loaded;
    requireData(command, task);
    for (const { path, task: other } of loaded) {
      if (other !== task) throw new UserError(`${path}: a champion of ${other.name}: expected one of ${task.name}`);
    }
    const evaluator = await loadEvaluator(task, options);
    const seeds = Array.from({ length: options.episodes }, (_, i) => options.seed + i);
    const curves: { label: string; champion: string; points: FingerprintPoint[] }[] = [];
    try {
      for (const { path, champion } of loaded) {
        const points = await sweep(evaluator, champion.genome, weightGrid(options.weights), seeds);
        curves.push({ label: labelOf(path), champion: path, points });
      }
    } finally {
      await evaluator.close();
    }
    const note = `${task.name}, ${episodesNote(options.episodes, options.seed)}`;
    if (options.svg) {
      writeAtomic(options.svg, fingerprintSvg(curves, { title: "Return against shared weight", subtitle: note }));
    }
    if (options.json) {
      const content = curves.length === 1 ? { points: curves[0].points } : { champions: curves };
      console.log(JSON.stringify({ task: task.name, episodes: options.episodes, seed: options.seed, ...content }));
      return;
    }
    const names = curves.flatMap(({ label }) => (curves.length === 1 ? ["mean", "sd"] : [label, "sd"]));
    const rows = weightGrid(options.weights).map((weight, i) => [
      weight.toFixed(3),
      ...curves.flatMap(({ points }) => [points[i].mean.toFixed(1), points[i].sd.toFixed(1)]),
    ]);
    console.log(markdownTable([["shared weight", ...names], ...rows], { align: "r" }));
    console.log(`\n${note}${options.svg ? `\ndrawing: ${options.svg}` : ""}`);
  });

/** A champion's name in tables and drawings: its file's or its run folder's. */
function labelOf(path: string): string {
  const file = path.replace(/\/+$/, "").replace(/\/champion\.json$/, "");
  return basename(file).replace(/\.(json|out)$/, "");
}
