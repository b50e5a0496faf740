/** `wann table`: the paper's table, ours beside theirs. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { loadEvaluator } from "../../index.js";
import { shortName } from "../../own/short-name.js";
import { writeAtomic } from "../../record/atomic.js";
import { committedChampion } from "../../record/champion-file.js";
import { REPORT_EPISODES } from "../../score/rows.js";
import { NETWORKS, type Network } from "../../tasks/network.js";
import { TASKS, type Task, taskNamed } from "../../tasks/registry.js";
import { UserError } from "../../user-error.js";
import { ENCODER_OPTION, takeFiles } from "../champion-options.js";
import { REPORT_SEED, reportRows } from "../long-run.js";
import { positive, refuse, seed, seedRange, whole } from "../options.js";
import { headline } from "../progress.js";
import { profileNote, scoreNote } from "../rows-table.js";
import { outFile, speaker, writeOut } from "../streams.js";
import { type Entry, fromScratch, networksOf } from "./from-scratch.js";
import { linesAgain, linesOf, tableDrawing, tableText } from "./lines.js";
import { type Measured, measure, SECOND_SEED } from "./measure.js";
import { UNPUBLISHED } from "./networks.js";

/** Episodes a figure is over with --quick. */
const QUICK_EPISODES = 20;

/** All tasks of the paper's tables, one after another. */
const ALL = "all";

interface Options {
  readonly episodes: number;
  readonly quick?: boolean;
  readonly fromScratch?: boolean;
  readonly seed: number;
  readonly seeds?: number[];
  readonly only?: Network;
  readonly hours?: number;
  readonly out?: string;
  readonly svg?: string;
  readonly workers: number;
  readonly data?: string;
  readonly json?: boolean;
}

/** What only plays a part where a table is made from nothing. */
const SCRATCH = ["seed", "seeds", "hours", "out"] as const;

/** The tasks in the paper's table. */
const PUBLISHED = TASKS.all.flatMap(({ name, published }) => (published ? [name] : []));

export const tableCommand = new Command("table")
  .argument("<task>", `${PUBLISHED.join(", ")}, ${ALL} of them, or any other task`)
  .option("--episodes <n>", "episodes a figure is over", whole("--episodes", 1, 1_000_000), REPORT_EPISODES)
  .option(
    "--quick",
    `a first look in seconds: ${QUICK_EPISODES} episodes a figure, and fewer weights and episodes for "works at"`,
  )
  .option("--from-scratch", "search and tune anew instead of taking the champions that come with the program")
  .option("--seed <n>", "with --from-scratch, the seed of its searches", seed, 1)
  .option("--seeds <a..b>", "with --from-scratch, several seeds, each with its line, and their median", seedRange)
  .option(
    "--hours <h>",
    "with --from-scratch, what each search may take: generations are chosen before it begins",
    positive("--hours"),
  )
  .option("--out <dir>", "with --from-scratch, the folder of its runs; what stands there is gone on with")
  .option("--only <network>", `of its networks this one alone: ${NETWORKS.join(", ")}`, networkNamed)
  .option("--svg <file>", "draw it", outFile("--svg", ".svg"))
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--json", "print one JSON object with every return")
  .addHelpText("after", "\nExample:\n  wann table swingup --from-scratch --seeds 1..3")
  .action(async (name: string, given: Options, command: Command) => {
    const options = given.quick ? { ...given, episodes: QUICK_EPISODES } : given;
    if (options.quick) refuse(command, ["episodes", "fromScratch"], "not together with --quick");
    if (!options.fromScratch) refuse(command, SCRATCH, "has no effect without --from-scratch");
    if (options.seeds) refuse(command, ["seed"], "not together with --seeds");
    if (name === ALL) refuse(command, ["svg", "encoder", "data", "only"], `not for ${ALL}: expected it with a task`);
    // Of all tasks most are measured over episodes.
    else refuseEpisodes(command, taskNamed(name), options);
    if (options.only === "fixed")
      refuse(command, ["seed", "seeds"], "has no effect with --only fixed, which no search finds");
    const tasks = name === ALL ? PUBLISHED : [name];
    const results = [];
    for (const each of tasks) {
      const out = name === ALL && options.out !== undefined ? join(options.out, each) : options.out;
      results.push(await table(takeFiles(command, taskNamed(each)), { ...options, ...(out !== undefined && { out }) }));
    }
    if (options.json) console.log(JSON.stringify(name === ALL ? results : results[0]));
  });

function networkNamed(text: string): Network {
  const network = NETWORKS.find((each) => each === text);
  if (network) return network;
  throw new UserError(`--only: "${text}": expected ${NETWORKS.join(", ")}`);
}

/** The networks that the table is to have. Throws a UserError where that is one that the task has not. */
function chosen(task: Task, { only }: Options): Network[] {
  const networks = networksOf(task);
  if (only === undefined) return networks;
  if (networks.includes(only)) return [only];
  throw new UserError(`--only ${only}: ${task.name} has no such network: expected ${networks.join(", ")}`);
}

/** Throws a UserError where an option is for episodes, and the task has images. */
function refuseEpisodes(command: Command, task: Task, { fromScratch }: Options): void {
  if (task.kind !== "images") return;
  const measuring = ["episodes", "quick", ...(fromScratch ? [] : ["workers"])];
  refuse(command, measuring, `has no effect: ${task.name} is measured on all its test images, by one thread`);
}

async function table(task: Task, options: Options): Promise<object> {
  const say = speaker({ svg: options.svg }, options.json);
  const published = task.published ?? UNPUBLISHED;
  const folder = folderOf(task, options);
  const networks = chosen(task, options);
  const { entries, digest } = options.fromScratch
    ? await scratch(task, networks, folder, options)
    : committed(task, networks);
  if (entries.length === 0) {
    const which = options.only === undefined ? "" : `, ${options.only}`;
    throw new UserError(`table: ${task.name}${which}: no champion comes with the program: expected --from-scratch`);
  }
  const evaluator = await loadEvaluator(task, task.kind === "images" ? { data: options.data } : options);
  const { measured, score } = await measure(evaluator, task, entries, {
    ...options,
    twice: options.fromScratch === true,
  }).finally(() => evaluator.close());
  const allRows = measured.flatMap(({ rows }) => rows);
  const note = `${task.name}${options.quick ? ", a quick look" : ""}, ${scoreNote(score, allRows)}`;
  const lines = linesOf(measured, networks, published);
  const again = linesAgain(measured);
  const papersNote = published === UNPUBLISHED ? "" : "; the paper's as it reports them";
  const text = [
    ...(options.quick ? [`a quick look: ${QUICK_EPISODES} episodes a figure in place of ${REPORT_EPISODES}\n`] : []),
    tableText(lines, published),
    `\n${note}${papersNote}\n${profileNote(measured[0].profile)}`,
    ...(again.length > 0
      ? [
          `\nThe same over seeds ${SECOND_SEED} to ${SECOND_SEED + options.episodes - 1}:\n\n${tableText(again, published)}`,
        ]
      : []),
    ...(digest ? [`\ndigest ${digest.slice(0, 16)}`] : []),
  ].join("\n");
  const result = {
    task: task.name,
    ...score.over,
    seed: REPORT_SEED,
    ...(digest && { digest }),
    networks: [
      ...measured.map((each) => ({
        ...networkJson(each),
        published: published.networks.find(({ network }) => network === each.network)?.figures,
      })),
    ],
  };
  const drawn = tableDrawing(task.name, lines, published, note);
  if (options.fromScratch) {
    writeAtomic(join(folder, "result.md"), `${text}\n`);
    writeAtomic(join(folder, "result.json"), `${JSON.stringify(result, null, 2)}\n`);
    writeAtomic(join(folder, "result.svg"), drawn);
  }
  if (options.svg) writeOut(options.svg, drawn);
  if (!options.json) {
    say(text);
    if (options.svg) say(`drawing: ${options.svg}`);
    if (options.fromScratch) say(`all of it: ${folder}`);
  }
  return result;
}

function networkJson({ network, seed: of, champion, rows, again, profile, effort }: Measured): object {
  const connections = champion.genome.connections.filter(({ enabled }) => enabled).length;
  const { digest } = champion.provenance;
  return {
    network,
    ...(of !== undefined && { seed: of }),
    connections,
    ...(effort && { effort, digest }),
    profile,
    rows,
    ...(again && { again: reportRows(again) }),
  };
}

/** The champions that come with the program. */
function committed(task: Task, networks: readonly Network[]): { entries: Entry[]; digest?: string } {
  const entries = networks.flatMap((network) => {
    const champion = committedChampion(task, network);
    return champion ? [{ network, champion }] : [];
  });
  return { entries };
}

/** How its seeds are typed, and what they are called in a folder's name; nothing where no search is run. */
function seedsOf({ seed: one, seeds, only }: Options): { typed: string; name: string } | undefined {
  if (only === "fixed") return undefined;
  if (!seeds) return { typed: `--seed ${one}`, name: `seed${one}` };
  const [first, last] = [seeds[0], seeds[seeds.length - 1]];
  return { typed: `--seeds ${first}..${last}`, name: `seeds${first}-${last}` };
}

function folderOf(task: Task, options: Options): string {
  const parts = ["table", shortName(task.name), options.only, seedsOf(options)?.name];
  return options.out ?? join("runs", parts.filter((part) => part !== undefined).join("-"));
}

function scratch(
  task: Task,
  networks: readonly Network[],
  folder: string,
  options: Options,
): Promise<{ entries: readonly Entry[]; digest: string }> {
  const { seeds = [options.seed], hours, only, workers, data } = options;
  const words = [
    `wann table ${task.name} --from-scratch`,
    only && `--only ${only}`,
    seedsOf(options)?.typed,
    hours && `--hours ${hours}`,
    `--out ${folder}`,
  ];
  headline(`${task.name}, in ${folder}`);
  const goOn = words.filter((word) => word !== undefined).join(" ");
  return fromScratch(task, networks, folder, {
    seeds,
    workers,
    goOn,
    ...(hours !== undefined && { hours }),
    ...(only !== undefined && { only }),
    ...(data !== undefined && { data }),
  });
}
