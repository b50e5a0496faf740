/** `wann evaluate`: how a champion does over fresh episodes. */
import { Command } from "commander";
import type { Evaluator } from "../evaluate/evaluator.js";
import { loadEvaluator } from "../index.js";
import type { Champion } from "../network/champion.js";
import { pack, packedWeights } from "../network/pack.js";
import { loadChampionFile } from "../record/champion-file.js";
import {
  ownWeightsRow,
  type Row,
  type RowPlan,
  randomSharedWeightRow,
  randomWeightsRow,
  sharedWeightRow,
} from "../tune/rows.js";
import { tuneSharedWeight } from "../tune/shared-weight.js";
import { UserError } from "../user-error.js";
import { finite, requireSeeds, seed, whole } from "./options.js";
import { episodesNote, rowsTable } from "./rows-table.js";

interface Options {
  readonly episodes: number;
  readonly seed: number;
  readonly weight?: number;
  readonly rows?: boolean;
  readonly task?: string;
  readonly json?: boolean;
}

export const evaluateCommand = new Command("evaluate")
  .description("mean and sd of a champion's return over fresh episodes")
  .argument("<champion>", "champion.json, a run's folder, or a .out file of the original code")
  .option("--episodes <n>", "episodes a row", whole("--episodes", 1, 1_000_000), 100)
  .option("--seed <n>", "seed of the first episode; the next ones follow", seed, 0)
  .option("--weight <w>", "run with this shared weight", finite("--weight"))
  .option("--rows", "the paper's rows: random weights, random shared weight, tuned shared weight, own weights if any")
  .option("--task <name>", "the task of a .out file")
  .option("--json", "print one JSON object with every return")
  .addHelpText("after", "\nExample:\n  wann evaluate runs/swingup-quick-seed1 --rows")
  .action(async (path: string, options: Options) => {
    if (options.weight !== undefined && options.rows) throw new UserError("--weight and --rows: expected one of them");
    requireSeeds(options.seed, options.episodes);
    const { champion, task } = loadChampionFile(path, options.task);
    const evaluator = await loadEvaluator(task);
    const plan = { genome: champion.genome, episodes: options.episodes, seed: options.seed };
    const rows = await rowsOf(evaluator, champion, plan, options);
    if (options.json) {
      console.log(JSON.stringify({ task: task.name, episodes: options.episodes, seed: options.seed, rows }));
      return;
    }
    console.log(`${rowsTable(rows)}\n\n${task.name}, ${episodesNote(options.episodes, options.seed)}`);
  });

async function rowsOf(evaluator: Evaluator, champion: Champion, plan: RowPlan, options: Options): Promise<Row[]> {
  const hasOwn = packedWeights(champion.genome, pack(champion.genome).order) !== undefined;
  if (options.weight !== undefined) return [await sharedWeightRow(evaluator, plan, options.weight)];
  if (!options.rows && hasOwn) return [await ownWeightsRow(evaluator, plan)];
  const tuned = champion.tunedSharedWeight ?? (await tuneSharedWeight(evaluator, champion.genome, 0));
  const tunedRow = await sharedWeightRow(evaluator, plan, tuned, "tuned-shared-weight");
  if (!options.rows) return [tunedRow];
  return [
    await randomWeightsRow(evaluator, plan),
    await randomSharedWeightRow(evaluator, plan),
    tunedRow,
    ...(hasOwn ? [await ownWeightsRow(evaluator, plan)] : []),
  ];
}
