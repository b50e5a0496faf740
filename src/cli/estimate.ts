/** `wann estimate`: how long a search will take. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import type { Evaluator } from "../evaluate/evaluator.js";
import { loadEvaluator } from "../index.js";
import { type Estimate, type EstimateInput, estimate, type Timing } from "../profile/estimate.js";
import { machine } from "../profile/profile.js";
import { largestCommitted } from "../record/champion-file.js";
import { TASKS, taskNamed } from "../tasks/registry.js";
import { ENCODER_OPTION, takeFiles } from "./champion-options.js";
import { budgetOptions, type ConfigOptions, configOf, configOptions } from "./config-options.js";
import { refuse, seed, whole } from "./options.js";
import { clock, plural, stage } from "./progress.js";

interface Options extends ConfigOptions {
  readonly workers: number;
  readonly seed: number;
  readonly data?: string;
  readonly json?: boolean;
}

export const estimateCommand = budgetOptions(
  configOptions(
    new Command("estimate").argument(
      "[task]",
      `${TASKS.all.map(({ name }) => name).join(", ")}; not needed with a --config that names it`,
    ),
  ),
)
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--seed <n>", "the run's seed", seed, 1)
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann estimate biped --preset biped-paper --workers 8")
  .action(async (name: string | undefined, options: Options, command: Command) => {
    refuse(command, ["untilReturn"], "has no effect: nobody can tell when a return will be reached");
    const config = configOf(name === undefined ? undefined : taskNamed(name), options);
    const task = takeFiles(command, taskNamed(config.task));
    const evaluator = await loadEvaluator(task, options);
    const input = { task, config, seed: options.seed };
    const timing = () => estimateRun(input, evaluator, options.workers);
    const result = await stage("timing networks", timing).finally(() => evaluator.close());
    if (options.json) console.log(JSON.stringify({ task: task.name, machine: machine(), ...result }));
    else console.log(estimateText(task.name, result));
  });

/** The estimate of a run on this machine, with the task's committed champion as the measure of large networks. */
export function estimateRun(
  input: Omit<EstimateInput, "champion">,
  evaluator: Evaluator,
  workers: number,
): Promise<Estimate> {
  const champion = largestCommitted(input.task, input.config.search);
  return estimate({ ...input, ...(champion && { champion }) }, evaluator, { workers, cores: availableParallelism() });
}

/**
 * A run's estimate in one line.
 * @param gone seconds that it has taken so far.
 */
export function estimateLine({ seconds, rollouts, generations, diskBytes, memoryBytes }: Estimate, gone = 0): string {
  const more = gone > 0 ? "more " : "";
  return (
    `estimate: ${about(gone + seconds)} in all, for ${plural(generations, `${more}generation`)}, ${plural(Number(rollouts.toPrecision(2)), "rollout")}; ` +
    `${megabytes(memoryBytes)} of memory, ${megabytes(diskBytes)} of disk`
  );
}

function estimateText(task: string, result: Estimate): string {
  const { small, grown, byWorkers, secondMachineSeconds, workers, cores, rolloutSeconds, hostSeconds } = result;
  const timing = (title: string, each: Timing) => [
    title,
    String(each.connections),
    String(each.rollouts),
    each.stepsPerRollout.toFixed(0),
    each.usPerRollout.toFixed(1),
    (each.hostMsPerNetwork * 1000).toFixed(0),
  ];
  const others = byWorkers.map((each) => [plural(each.workers, "worker"), about(each.seconds)]);
  const { cpu, node } = machine();
  return [
    estimateLine(result),
    "",
    markdownTable(
      [
        ["networks", "connections", "rollouts timed", "steps each", "µs each", "host, µs a network"],
        timing("as it begins", small),
        timing("as a champion", grown),
      ],
      { align: ["l", "r", "r", "r", "r", "r"] },
    ),
    "",
    markdownTable(
      [
        ["with", "time"],
        ...others,
        [`a second machine like this, ${2 * workers} workers in all`, about(secondMachineSeconds)],
      ],
      { align: ["l", "r"] },
    ),
    "",
    `${task}, ${plural(workers, "worker")}: ${about(rolloutSeconds)} of rollouts, ${about(hostSeconds)} of the host alone; ` +
      `${cpu}, ${plural(cores, "core")}, Node ${node}`,
  ].join("\n");
}

/** To as many digits as an estimate has. */
function about(seconds: number): string {
  const step = seconds < 60 ? 0.1 : seconds < 600 ? 5 : seconds < 7200 ? 60 : 600;
  return `about ${clock(Math.round(seconds / step) * step)}`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
