/** `wann sweep`: return against shared weight, the champion's fingerprint. */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { loadEvaluator } from "../index.js";
import { weightGrid } from "../optimize/weight-grid.js";
import { fingerprintSvg } from "../report/fingerprint-svg.js";
import type { Score } from "../score/score.js";
import { MOST_EPISODES } from "../search/episodes.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import {
  type ChampionOptions,
  championOf,
  ENCODER_OPTION,
  TASK_OPTION,
  TOPOLOGY_OPTION,
  takeFiles,
} from "./champion-options.js";
import { figure } from "./figures.js";
import { refuse, requireSeeds, seed, whole } from "./options.js";
import { stage } from "./progress.js";
import { percent, scoreNote } from "./rows-table.js";
import { scoreOf } from "./score.js";
import { outFile, speaker, writeOut } from "./streams.js";
import { noticeOthers } from "./surroundings.js";

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
  .argument(
    "<champions...>",
    "champion.json, a run's folder, or a .out file of the original code; several are drawn together",
  )
  .option("--weights <n>", "shared weights, spread evenly over [−2, 2]", whole("--weights", 2, 10_001), 33)
  .option("--episodes <n>", "episodes a weight", whole("--episodes", 1, 1_000_000), 100)
  .option("--seed <n>", "seed of the first episode; the next ones follow", seed, 0)
  .option("--svg <file>", "draw the curve", outFile("--svg", ".svg"))
  .option(...TASK_OPTION)
  .option(...TOPOLOGY_OPTION)
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann sweep runs/swingup-quick-seed1 --svg fingerprint.svg")
  .action(async (paths: string[], options: Options, command: Command) => {
    const say = speaker({ svg: options.svg }, options.json);
    const loaded = paths.map((path) => ({ path, label: labelOf(path), ...championOf(path, options) }));
    const [{ task: named }] = loaded;
    const task = takeFiles(command, named);
    for (const { path, task: other } of loaded) {
      if (other !== named) throw new UserError(`${path}: a champion of ${other.name}: expected one of ${task.name}`);
    }
    requireWork(command, task, options);
    for (const { path, champion } of loaded) await noticeOthers(path, { champion, task });
    const weights = weightGrid(options.weights);
    const evaluator = await loadEvaluator(task, task.kind === "images" ? { data: options.data } : options);
    const names = loaded.map(({ label }) => label).join(", ");
    const { curves, score } = await stage(names, async (counter) => {
      const score = await scoreOf(task, evaluator, options, counter);
      const curves = loaded.map(async ({ path, label, champion }) => {
        return { label, champion: path, points: await score.sweep(champion.genome, weights) };
      });
      return { curves: await Promise.all(curves), score };
    }).finally(() => evaluator.close());
    const note = `${task.name}, ${scoreNote(score, [])}`;
    const accuracy = score.unit === "accuracy";
    if (options.svg) {
      const drawn = { title: `${accuracy ? "Accuracy" : "Return"} against shared weight`, subtitle: note };
      writeOut(options.svg, fingerprintSvg(curves, { ...drawn, unit: accuracy ? "accuracy" : "mean return" }));
    }
    if (options.json) {
      const content = curves.length === 1 ? { points: curves[0].points } : { champions: curves };
      const over = accuracy ? score.over : { ...score.over, seed: options.seed };
      console.log(JSON.stringify({ task: task.name, ...over, ...content }));
      return;
    }
    const columns = accuracy ? [unitOf(score)] : [unitOf(score), "sd"];
    const header = curves.flatMap(({ label }) => (curves.length === 1 ? columns : [label, ...columns.slice(1)]));
    const rows = weights.map((weight, i) => [
      weight.toFixed(3),
      ...curves.flatMap(({ points }) => {
        const { mean, sd } = points[i];
        return accuracy ? [percent({ mean, sd })] : [figure(mean), figure(sd)];
      }),
    ]);
    say(markdownTable([["shared weight", ...header], ...rows], { align: "r" }));
    say(`\n${note}${options.svg ? `\ndrawing: ${options.svg}` : ""}`);
  });

/** Refuses options that have no effect, and more episodes than there may be. */
function requireWork(command: Command, task: Task, { weights, episodes, seed: first }: Options): void {
  if (task.kind === "images") {
    const given = ["episodes", "seed", "workers"];
    refuse(command, given, `has no effect: ${task.name} is measured on all its test images, by one thread`);
    return;
  }
  requireSeeds(first, episodes);
  if (weights * episodes <= MOST_EPISODES) return;
  throw new UserError(
    `--weights ${weights} --episodes ${episodes}: ${weights * episodes} episodes in all: expected up to ${MOST_EPISODES}`,
  );
}

function unitOf({ unit }: Score): string {
  return unit === "accuracy" ? "accuracy" : "mean";
}

/** A champion's name in tables and drawings: its file's or its run folder's. */
function labelOf(path: string): string {
  const file = path.replace(/\/+$/, "").replace(/\/champion\.json$/, "");
  return basename(file).replace(/\.(json|out)$/, "");
}
