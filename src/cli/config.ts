/** `wann config`: the resolved configuration, with what each setting means. */
import { Command } from "commander";
import { meaningOf, rangeOf, type Settings, type Values } from "../config/settings.js";
import { resolveTuning, tuningSettingsFor } from "../optimize/configuration.js";
import { OPTIMIZERS } from "../optimize/registry.js";
import { settingsFor } from "../search/configuration.js";
import { SEARCHES } from "../search/registry.js";
import { PRESETS } from "../tasks/presets.js";
import { TASKS, taskNamed } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import { outColors } from "./colors.js";
import { budgetOptions, type ConfigOptions, configOf, configOptions, optionLayers } from "./config-options.js";
import { refuse } from "./options.js";

interface Options extends ConfigOptions {
  readonly optimizer?: string;
  readonly json?: boolean;
}

/** Weights of the network that a tuning's settings are shown for. */
const SAMPLE_WEIGHTS = 100;

export const configCommand = budgetOptions(
  configOptions(
    new Command("config").argument(
      "[task]",
      `${TASKS.all.map(({ name }) => name).join(", ")}; without it and a --config that names it, the presets are listed`,
    ),
  ),
)
  .option(
    "--optimizer <name>",
    `a tuning's settings instead, by ${OPTIMIZERS.all.map(({ name }) => name).join(", ")}, for a network of ${SAMPLE_WEIGHTS} weights`,
  )
  .option("--json", "print one JSON object: the configuration, as --config takes it")
  .addHelpText(
    "after",
    "\nExamples:\n  wann config swingup --preset quick --set population=96\n  wann config biped --json > walker.json",
  )
  .action((name: string | undefined, options: Options, command: Command) => {
    if (name === undefined && (options.config === undefined || options.optimizer !== undefined)) {
      const given = ["preset", "config", "set", "population", "generations", "untilReturn", "maxRollouts", "optimizer"];
      refuse(command, given, "has no effect without a task");
      if (options.json) console.log(JSON.stringify({ presets: PRESETS.all }));
      else console.log(presetsText());
      return;
    }
    const given = name === undefined ? undefined : taskNamed(name);
    if (given && options.optimizer !== undefined) {
      refuse(command, ["preset", "config", "population"], "has no effect with --optimizer: a tuning has no preset");
      const kind = OPTIMIZERS.named(options.optimizer, "--optimizer");
      if (!kind.suits(given)) throw new UserError(`--optimizer ${kind.name}: does not suit ${given.name}`);
      const config = resolveTuning(given, SAMPLE_WEIGHTS, optionLayers(options), kind);
      show(
        config as unknown as Values,
        tuningSettingsFor(kind, given),
        `${given.name}, tuned by ${kind.name}: ${kind.title}`,
        options,
      );
      return;
    }
    const config = configOf(given, options);
    const task = taskNamed(config.task);
    const kind = SEARCHES.named(config.search);
    show(
      config as unknown as Values,
      settingsFor(kind, task),
      `${task.name}, searched by ${kind.name}: ${kind.title}`,
      options,
    );
  });

function show(config: Values, settings: Settings, title: string, { json }: Options): void {
  if (json) {
    console.log(JSON.stringify(config));
    return;
  }
  const lines = Object.entries(settings).map(([key, schema]) => {
    const { meaning, default: usual, only } = meaningOf(schema);
    const notes = [
      rangeOf(schema),
      ...(usual === undefined ? [] : [`default ${JSON.stringify(usual)}`]),
      ...(only ? [`only ${only.when}`] : []),
    ];
    return `${outColors.bold(key)} = ${JSON.stringify(config[key])}\n    ${meaning}\n    ${notes.join("; ")}`;
  });
  console.log([title, ...lines].join("\n\n"));
}

function presetsText(): string {
  const width = Math.max(...PRESETS.all.map(({ name }) => name.length));
  const searches = SEARCHES.all.map(({ name, title }) => `  ${name}: ${title}`);
  const optimizers = OPTIMIZERS.all.map(({ name, title }) => `  ${name}: ${title}`);
  const presets = PRESETS.all.map(
    ({ name, task, search, title }) => `  ${name.padEnd(width)}  ${task}, ${search}: ${title}`,
  );
  return [
    "presets",
    ...presets,
    "",
    "searches",
    ...searches,
    "",
    "optimizers of weights",
    ...optimizers,
    "",
    "wann config TASK shows every setting.",
  ].join("\n");
}
