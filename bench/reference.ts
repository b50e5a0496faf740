/** The pages that the program itself says: docs/commands.md from its help, docs/settings.md from its settings and presets. */
import type { Command } from "commander";
import { markdownTable } from "markdown-table";
import { programWith } from "../src/cli/program.js";
import type { Preset } from "../src/config/preset.js";
import { meaningOf, rangeOf, type Settings } from "../src/config/settings.js";
import { OPTIMIZERS } from "../src/optimize/registry.js";
import { presetNamed, settingsFor } from "../src/search/configuration.js";
import { SEARCHES } from "../src/search/registry.js";
import { TASKS, type Task } from "../src/tasks/registry.js";

const program = await programWith(() => true);
const HELP_WIDTH = 100;
const GENERATED = "`npm run docs:pages` writes this page; do not edit it.";

/** The text of each page, by its path from the root. */
export const REFERENCE: Readonly<Record<string, () => string>> = {
  "docs/commands.md": commandsPage,
  "docs/settings.md": settingsPage,
};

const RUN_FOLDER = `## A run's folder

| file | holds |
| :--- | :---- |
| \`config.json\` | the complete configuration and the seed; \`--config\` takes it |
| \`log.jsonl\` | a line for each generation; \`wann curve\` shows it |
| \`checkpoint\`, \`checkpoint.previous\` | all that \`--resume\` needs, and the one before it |
| \`champion.json\` | the best network; every command that wants a champion takes the folder, too |
| \`ancestors.json\` | how a search's champion came about |
| \`champion.svg\` | its drawing |

Each has a format, a version and a hash: a damaged one is refused in one line.`;

function commandsPage(): string {
  return page([
    "# Commands",
    "Every command of `wann` with its options, as `wann COMMAND --help` prints them.",
    GENERATED,
    "`npx wann` runs it after `npm ci`. `--json` prints one object for machines. An error is one line and exit code 2: [troubleshooting](troubleshooting.md).",
    list(
      program.commands.map((command) => `[wann ${command.name()}](#wann-${command.name()}): ${command.description()}`),
    ),
    RUN_FOLDER,
    ...program.commands.flatMap((command) => [
      `## wann ${command.name()}`,
      ...[command, ...command.commands].map((each) => fenced(helpOf(each))),
    ]),
  ]);
}

/** What a command's --help prints, the same on every machine. */
function helpOf(command: Command): string {
  const output = { ...command.configureOutput() };
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => HELP_WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  command.configureOutput(output);
  return text.replace(/(--workers <n>\s+worker threads \(default: )\d+\)/, "$1all cores)").trimEnd();
}

function settingsPage(): string {
  const searches = SEARCHES.all.flatMap(({ name, title, settings }) => [
    `## Search \`${name}\``,
    `${sentence(title)}.`,
    settingsTable(settings),
  ]);
  const optimizers = OPTIMIZERS.all.flatMap(({ name, title, settings }) => [
    `## Optimizer \`${name}\``,
    `${sentence(title)}. \`wann tune RUN --optimizer ${name}\``,
    settingsTable(settings),
  ]);
  return page([
    "# Settings and presets",
    "Every setting of searches and tunings: default, range, meaning; and every preset with its values.",
    GENERATED,
    "`wann config TASK` prints a task's resolved settings; `--set key=value` or a file for `--config` changes them. A setting that is off is null. `–` as a default: each preset has its own. " +
      "A setting that plays no part where it is named is refused.",
    list([
      ...SEARCHES.all.map(({ name }) => `[search \`${name}\`](#search-${name})`),
      ...OPTIMIZERS.all.map(({ name }) => `[optimizer \`${name}\`](#optimizer-${name})`),
      "[options of tasks](#options-of-tasks)",
      "[presets](#presets)",
    ]),
    ...searches,
    ...optimizers,
    "## Options of tasks",
    'Settings of every search and of CMA-ES, for the tasks that have them. In a search, a schedule such as `[{"from":45,"value":true}]` changes them from a generation on.',
    optionsTable(),
    "## Presets",
    "The first of a task is taken where none is named. Values that are not here are the search's defaults.",
    ...TASKS.all.flatMap(presetsOf),
  ]);
}

function settingsTable(settings: Settings): string {
  return table([
    ["setting", "default", "range", "meaning"],
    ...Object.entries(settings).map(([key, schema]) => {
      const { meaning, default: usual, only } = meaningOf(schema);
      return [
        code(key),
        usual === undefined ? "–" : value(usual),
        rangeOf(schema),
        only ? `${meaning} Only ${only.when}.` : meaning,
      ];
    }),
  ]);
}

function optionsTable(): string {
  const rows = TASKS.all.flatMap(({ name, options }) =>
    Object.entries(options).map(([key, schema]) => {
      const { meaning, default: usual, reported } = meaningOf(schema);
      return [name, code(key), value(usual), value(reported), rangeOf(schema), meaning];
    }),
  );
  return table([["task", "setting", "default", "in reports and tunings", "range", "meaning"], ...rows]);
}

/** A task's presets, a table for each search: what any of them sets, and what the others have there. */
function presetsOf(task: Task): string[] {
  return [...new Set(task.presets.map(({ search }) => search))].flatMap((search) => {
    const kind = SEARCHES.named(search);
    const presets = task.presets.filter((preset) => preset.search === search);
    const keys = Object.keys(settingsFor(kind, task)).filter((key) =>
      presets.some(({ values }) => Object.hasOwn(values, key)),
    );
    const resolved = presets.map(({ name }) => presetNamed(name) as unknown as Record<string, unknown>);
    return [
      `### ${task.name}, search \`${kind.name}\``,
      list(presets.map(({ name, title }: Preset) => `\`${name}\`: ${title}`)),
      table([
        ["setting", ...presets.map(({ name }) => code(name))],
        ...keys.map((key) => [code(key), ...resolved.map((values) => value(values[key]))]),
      ]),
    ];
  });
}

function page(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** Not aligned: a longer word in one row would change all of them. */
function table(rows: readonly (readonly string[])[]): string {
  return markdownTable(rows, { alignDelimiters: false });
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

function code(text: string): string {
  return `\`${text}\``;
}

function value(of: unknown): string {
  return of === null ? "off" : code(JSON.stringify(of));
}
