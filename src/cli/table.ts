/** `wann table`: the paper's table, ours beside theirs. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { counted, type Evaluator } from "../evaluate/evaluator.js";
import { bangBang } from "../genome/bang-bang.js";
import type { Champion, WeightProfile } from "../genome/champion.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { loadEvaluator } from "../index.js";
import { pack } from "../network/pack.js";
import { resolveTuning } from "../optimize/configuration.js";
import { isOwnName, shortName } from "../own/short-name.js";
import { committedChampion, loadChampionFile } from "../record/champion-file.js";
import { SearchRun } from "../record/search-run.js";
import { TuningRun } from "../record/tuning-run.js";
import { type TableSeries, tableSvg } from "../report/table-svg.js";
import { paperRows, type Score, type ScoreRow } from "../score/score.js";
import { tuneSharedWeight } from "../score/shared-weight.js";
import { FULL_PROFILE, REPORT_PROFILE } from "../score/weight-profile.js";
import { presetNamed } from "../search/configuration.js";
import { crossPlan } from "../search/episodes.js";
import { type Figure, type PublishedTable, RETURN_COLUMNS } from "../tasks/published.js";
import { TASKS, type Task, taskNamed } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import { ENCODER_OPTION, takeFiles } from "./champion-options.js";
import { REPORT_EPISODES, REPORT_SEED } from "./long-run.js";
import { refuse, seed, whole } from "./options.js";
import { clock, headline, plural, stage } from "./progress.js";
import { percent, profileNote, scoreNote, sharePercent } from "./rows-table.js";
import { runSearch } from "./run-search.js";
import { beginTuning, runTuning } from "./run-tuning.js";
import { scoreOf } from "./score.js";
import { outFile, speaker, writeOut } from "./streams.js";
import { surroundingsOf } from "./surroundings.js";

type Network = TableSeries["network"];

/** Episodes a figure is over with --quick. */
const QUICK_EPISODES = 20;

interface Options {
  readonly episodes: number;
  readonly quick?: boolean;
  readonly fromScratch?: boolean;
  readonly seed: number;
  readonly out?: string;
  readonly svg?: string;
  readonly workers: number;
  readonly data?: string;
  readonly json?: boolean;
}

/** A line of the table; of ours, with the share of the weights at which the network works. */
interface Line extends TableSeries {
  readonly worksAt?: string;
}

/** A network of ours with its figures. */
interface Measured {
  readonly network: Network;
  readonly champion: Champion;
  readonly rows: readonly ScoreRow[];
  readonly profile: WeightProfile;
}

/** The tasks in the paper's table. */
const PUBLISHED = TASKS.all.flatMap(({ name, published }) => (published ? [name] : []));

/** The same table for a user's task, of which the paper has nothing. */
const UNPUBLISHED: PublishedTable = {
  accuracy: false,
  columns: RETURN_COLUMNS,
  networks: [
    { network: "wann", figures: [] },
    { network: "fixed", figures: [] },
  ],
};

const NAMES: Readonly<Record<Network, string>> = {
  homogeneous: "WANN by construction",
  wann: "WANN",
  fixed: "fixed topology",
};

export const tableCommand = new Command("table")
  .argument("<task>", PUBLISHED.join(", "))
  .option("--episodes <n>", "episodes a figure is over", whole("--episodes", 1, 1_000_000), REPORT_EPISODES)
  .option(
    "--quick",
    `a first look in seconds: ${QUICK_EPISODES} episodes a figure, and fewer weights and episodes for "works at"`,
  )
  .option("--from-scratch", "search and tune anew instead of taking the champions that come with the program")
  .option("--seed <n>", "with --from-scratch, the seed of its runs", seed, 1)
  .option("--out <dir>", "with --from-scratch, the folder of its runs; what stands there is gone on with")
  .option("--svg <file>", "draw it", outFile("--svg", ".svg"))
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--json", "print one JSON object with every return")
  .addHelpText("after", "\nExample:\n  wann table swingup --svg table.svg")
  .action(async (name: string, given: Options, command: Command) => {
    const options = given.quick ? { ...given, episodes: QUICK_EPISODES } : given;
    const task = takeFiles(command, taskNamed(name));
    if (options.quick) refuse(command, ["episodes", "fromScratch"], "not together with --quick");
    if (!options.fromScratch) refuse(command, ["seed", "out"], "has no effect without --from-scratch");
    if (task.kind === "images") {
      const measuring = ["episodes", "quick", ...(options.fromScratch ? [] : ["workers"])];
      refuse(command, measuring, `has no effect: ${task.name} is measured on all its test images, by one thread`);
    }
    const say = speaker({ svg: options.svg }, options.json);
    const published = task.published ?? (isOwnName(task.name) ? UNPUBLISHED : undefined);
    if (!published) {
      throw new UserError(`table: ${task.name}: not in the paper's table: expected ${PUBLISHED.join(", ")}`);
    }
    const champions: [Network, Champion][] = [];
    const add = (network: Network, champion: Champion | undefined) => {
      if (champion) champions.push([network, champion]);
    };
    if (!options.fromScratch) add("homogeneous", committedChampion(task, "homogeneous"));
    for (const { network } of published.networks) {
      add(network, options.fromScratch ? await fromScratch(task, network, options) : committedChampion(task, network));
    }
    if (champions.length === 0) {
      throw new UserError(`table: ${task.name}: no champion comes with the program: expected --from-scratch`);
    }
    const evaluator = await loadEvaluator(task, task.kind === "images" ? { data: options.data } : options);
    const { measured, score } = await measure(evaluator, task, champions, options).finally(() => evaluator.close());
    const allRows = measured.flatMap(({ rows }) => rows);
    const note = `${task.name}${options.quick ? ", a quick look" : ""}, ${scoreNote(score, allRows)}`;
    const ours = (network: Network): Line[] => measured.filter((each) => each.network === network).map(lineOf);
    const papers = published.networks.flatMap(({ network, figures }): Line[] => {
      if (published === UNPUBLISHED) return ours(network);
      return [...ours(network), { label: `${NAMES[network]}, paper`, network, published: true, figures }];
    });
    const series = [...ours("homogeneous"), ...papers];
    if (options.svg) writeOut(options.svg, drawing(task, published, series, note));
    if (options.json) {
      const found = (network: Network) =>
        measured
          .filter((each) => each.network === network)
          .map(({ champion, profile, rows }) => ({ connections: enabledConnections(champion.genome), profile, rows }));
      const results = [
        ...found("homogeneous").map((each) => ({ network: "homogeneous", ...each })),
        ...published.networks.map(({ network, figures }) => ({ network, ...found(network)[0], published: figures })),
      ];
      console.log(JSON.stringify({ task: task.name, ...score.over, seed: REPORT_SEED, networks: results }));
      return;
    }
    const lines = series.map((each) => {
      return [
        each.label,
        each.worksAt ?? "–",
        ...published.columns.map((_, i) => cell(each.figures[i], each, published)),
      ];
    });
    const align = ["l", "r", ...published.columns.map(() => "r")];
    if (options.quick) say(`a quick look: ${QUICK_EPISODES} episodes a figure in place of ${REPORT_EPISODES}\n`);
    say(markdownTable([["network", "works at", ...published.columns], ...lines], { align }));
    const papersNote = published === UNPUBLISHED ? "" : "; the paper's as it reports them";
    say(`\n${note}${papersNote}\n${profileNote(measured[0].profile)}`);
    if (options.svg) say(`drawing: ${options.svg}`);
  });

/** A network of ours as a line of the table. */
function lineOf({ network, champion, rows, profile }: Measured): Line {
  const label = `${NAMES[network]}, ours, ${plural(enabledConnections(champion.genome), "connection")}`;
  const figures = rows.map(({ mean, sd }) => ({ mean, sd }));
  return { label, network, published: false, figures, worksAt: sharePercent(profile) };
}

function cell(figure: Figure | undefined, { published }: TableSeries, { accuracy }: PublishedTable): string {
  if (!figure) return "–";
  if (accuracy) return percent(figure);
  const { mean, sd } = figure;
  return published ? `${mean} ± ${sd}` : `${mean.toFixed(1)} ± ${sd.toFixed(1)}`;
}

function drawing(task: Task, { accuracy, columns }: PublishedTable, lines: Line[], note: string): string {
  const title = `${task.name}: what each kind of weights ${accuracy ? "gets right" : "earns"}`;
  const unit = accuracy ? "accuracy" : "mean return";
  const series = lines.map(({ worksAt, ...line }) => {
    return worksAt === undefined ? line : { ...line, label: `${line.label}, works at ${worksAt} of weights` };
  });
  return tableSvg(series, { columns, title, subtitle: note, unit });
}

/** Each network's row for each column; the last only of one that has weights of its own. */
function measure(
  evaluator: Evaluator,
  task: Task,
  champions: readonly [Network, Champion][],
  options: Options,
): Promise<{ measured: Measured[]; score: Score }> {
  const named = champions.map(([network]) => NAMES[network]).join(", ");
  return stage(named, async (counter) => {
    const score = await scoreOf(task, evaluator, { ...options, seed: REPORT_SEED }, counter);
    const measured = champions.map(async ([network, champion]) => {
      const { genome } = champion;
      const shared =
        champion.tunedSharedWeight ?? (await tuneSharedWeight(counted(evaluator, counter), task, genome, 0));
      const [rows, profile] = await Promise.all([
        paperRows(score, genome, shared),
        score.profile(genome, options.quick ? REPORT_PROFILE : FULL_PROFILE),
      ]);
      return { network, champion, rows, profile };
    });
    return { measured: await Promise.all(measured), score };
  });
}

/** The champion that the task's preset and the tuner come to: for `fixed`, the tuner alone. */
async function fromScratch(task: Task, network: "wann" | "fixed", options: Options): Promise<Champion> {
  const folder = options.out ?? join("runs", `table-${shortName(task.name)}-seed${options.seed}`);
  let start = `fixed:${task.name}`;
  await announce(task, network, options);
  const surroundings = await surroundingsOf(task, options.data);
  if (network === "wann") {
    for (const [stage, { preset, bangBang: driving = false }] of task.stages.entries()) {
      const path = join(folder, `search-${preset}`);
      const config = presetNamed(preset);
      const { seed } = options;
      const begin = () => {
        const transform = (genome: Genome) => (driving ? bangBang(genome) : genome);
        const from = stage > 0 ? SearchRun.startFrom(start, config, seed, transform) : undefined;
        return SearchRun.create(path, { config, seed }, surroundings, from);
      };
      await runSearch(existsSync(path) ? await SearchRun.open(path, surroundings) : await begin(), {
        ...options,
        task,
      });
      start = path;
    }
  }
  const stages = task.tuningStages[network] ?? [{}];
  for (const [stage, values] of stages.entries()) {
    const last = stage === stages.length - 1;
    const path = join(folder, last ? network : `${network}-${stage + 1}`);
    const begin = () => {
      const { champion } = loadChampionFile(start);
      const weights = pack(champion.genome).order.length;
      const config = resolveTuning(task, weights, [{ origin: "the table's stages", values }]);
      return beginTuning(path, champion, config, options.seed + stage, { ...options, task });
    };
    await runTuning(existsSync(path) ? await TuningRun.open(path, surroundings) : await begin(), { ...options, task });
    start = path;
  }
  return loadChampionFile(start).champion;
}

/** Says how long the runs will take, where that is known: what those behind the program's champion simulated, at this machine's speed. */
async function announce(task: Task, network: "wann" | "fixed", options: Options): Promise<void> {
  const champion = committedChampion(task, network);
  if (!champion) return;
  const { genome, provenance } = champion;
  const evaluator = await loadEvaluator(task, options);
  const seeds = Array.from({ length: 64 * options.workers }, (_, i) => 2 ** 31 + i);
  const probe = () => evaluator.evaluate([pack(genome).words], crossPlan([1], seeds));
  await probe();
  const began = performance.now();
  const lived = (await probe()).steps.reduce((sum, each) => sum + each, 0);
  const seconds = (((performance.now() - began) / lived) * allSteps(provenance)) / 1000;
  await evaluator.close();
  headline(`${NAMES[network]}: about ${clock(seconds)} with ${plural(options.workers, "worker")}`);
}

interface Effort {
  readonly steps?: number;
  readonly start?: Effort;
}

/** Of a run and of those that it started from. */
function allSteps({ steps = 0, start }: Effort): number {
  return steps + (start ? allSteps(start) : 0);
}
