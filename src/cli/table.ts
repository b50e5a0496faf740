/** `wann table`: the paper's table, ours beside theirs. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import type { Task } from "../config/tasks.js";
import { taskNamed } from "../config/tasks.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import { enabledConnections } from "../genome/genome.js";
import { loadEvaluator } from "../index.js";
import type { Champion } from "../network/champion.js";
import { writeAtomic } from "../record/atomic.js";
import { committedChampion } from "../record/champion-file.js";
import { type Figures, PUBLISHED, WEIGHT_KINDS } from "../report/published.js";
import { type TableSeries, tableSvg } from "../report/table-svg.js";
import { ownWeightsRow, type Row, randomSharedWeightRow, randomWeightsRow, sharedWeightRow } from "../tune/rows.js";
import { tuneSharedWeight } from "../tune/shared-weight.js";
import { UserError } from "../user-error.js";
import { REPORT_EPISODES, REPORT_SEED } from "./long-run.js";
import { whole } from "./options.js";
import { episodesNote } from "./rows-table.js";

interface Options {
  readonly svg?: string;
  readonly workers: number;
  readonly json?: boolean;
}

export const tableCommand = new Command("table")
  .description("the paper's table for a task, ours beside theirs")
  .argument("<task>", Object.keys(PUBLISHED).join(", "))
  .option("--svg <file>", "draw it")
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--json", "print one JSON object with every return")
  .addHelpText("after", "\nExample:\n  wann table swingup --svg table.svg")
  .action(async (name: string, { svg, workers, json }: Options) => {
    const task = taskNamed(name);
    const published = PUBLISHED[task.name];
    if (!published) {
      throw new UserError(
        `table: ${task.name}: not in the paper's table: expected ${Object.keys(PUBLISHED).join(", ")}`,
      );
    }
    const evaluator = await loadEvaluator(task, { workers });
    const networks = [];
    for (const network of ["wann", "fixed"] as const) {
      const champion = committedChampion(task, network);
      networks.push({ network, champion, rows: await tableRows(evaluator, champion) });
    }
    await evaluator.close();

    const note = `${task.name}, ${episodesNote(REPORT_EPISODES, REPORT_SEED)}`;
    const series = networks.flatMap(({ network, champion, rows }): TableSeries[] => {
      const name = network === "wann" ? "WANN" : "fixed topology";
      const connections = enabledConnections(champion.genome);
      return [
        { label: `${name}, ours, ${connections} connections`, network, published: false, figures: figuresOf(rows) },
        { label: `${name}, paper`, network, published: true, figures: published[network] },
      ];
    });
    if (svg) {
      const title = `${titleOf(task)}: what each kind of weights earns`;
      writeAtomic(svg, tableSvg(series, { title, subtitle: note, unit: "mean return" }));
    }
    if (json) {
      const results = networks.map(({ network, champion, rows }) => {
        return { network, connections: enabledConnections(champion.genome), rows, published: published[network] };
      });
      console.log(JSON.stringify({ task: task.name, episodes: REPORT_EPISODES, seed: REPORT_SEED, networks: results }));
      return;
    }
    const header = ["network", "random weights", "random shared weight", "tuned shared weight", "tuned weights"];
    const lines = series.map(({ label, figures, published }) => [
      label,
      ...WEIGHT_KINDS.map((kind) => {
        const { mean, sd } = figures[kind];
        return published ? `${mean} ± ${sd}` : `${mean.toFixed(1)} ± ${sd.toFixed(1)}`;
      }),
    ]);
    console.log(markdownTable([header, ...lines], { align: ["l", "r", "r", "r", "r"] }));
    console.log(`\n${note}; the paper's as it reports them${svg ? `\ndrawing: ${svg}` : ""}`);
  });

/** The four rows of a champion that has a tuned shared weight and weights of its own. */
async function tableRows(evaluator: Evaluator, champion: Champion): Promise<Row[]> {
  const plan = { genome: champion.genome, episodes: REPORT_EPISODES, seed: REPORT_SEED };
  const shared = champion.tunedSharedWeight ?? (await tuneSharedWeight(evaluator, champion.genome, 0));
  return [
    await randomWeightsRow(evaluator, plan),
    await randomSharedWeightRow(evaluator, plan),
    await sharedWeightRow(evaluator, plan, shared, "tuned-shared-weight"),
    await ownWeightsRow(evaluator, plan),
  ];
}

function figuresOf(rows: readonly Row[]): Figures {
  return Object.fromEntries(rows.map(({ row, mean, sd }) => [row, { mean, sd }])) as unknown as Figures;
}

function titleOf({ name }: Task): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
