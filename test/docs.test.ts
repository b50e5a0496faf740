/** The pages: links lead somewhere, commands exist, what is generated is up to date. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { REFERENCE } from "../bench/reference.js";
import { programWith } from "../src/cli/program.js";
import { tuningSettingsFor } from "../src/optimize/configuration.js";
import { OPTIMIZERS } from "../src/optimize/registry.js";
import { settingsFor } from "../src/search/configuration.js";
import { SEARCHES } from "../src/search/registry.js";
import { PRESETS } from "../src/tasks/presets.js";
import { TASKS } from "../src/tasks/registry.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

const program = await programWith(() => true);

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file.replaceAll("\\", "/"))),
];

/** A page without its code, in which nothing is a link. */
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`]*`/g, "code");

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  const headings = [
    ...read(path)
      .replace(/^```[\s\S]*?^```/gm, "")
      .matchAll(/^#+ (.*)$/gm),
  ];
  return headings.map(([, text]) => {
    return text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
  });
}

/** What is wrong with a page's links and pictures. */
function brokenLinks(page: string): string[] {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path, anchor] = link.split("#");
    const target = path === "" ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
}

describe.each(PAGES)("%s", (page) => {
  it("has links and pictures that lead somewhere", () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it("has commands that the program knows, with options, settings and presets that it knows", () => {
    expect(commandsOf(read(page)).flatMap(commandProblems)).toEqual([]);
  });

  it("runs scripts that there are", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const known = new Set([...Object.keys(scripts), "install"]);
    const named = [...read(page).matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(test|start)\b)/g)].map(([, a, b]) => a ?? b);
    expect(named.filter((script) => !known.has(script))).toEqual([]);
  });

  it("begins with its title and a line that says what it is for", () => {
    const [title, empty, purpose] = read(page).split("\n");
    expect(title).toMatch(/^# \S/);
    expect([empty, purpose.length > 20]).toEqual(["", true]);
  });
});

it("finds pages, commands and links", () => {
  expect(PAGES.length).toBeGreaterThan(15);
  expect(PAGES.flatMap((page) => commandsOf(read(page))).length).toBeGreaterThan(60);
  expect(anchorsOf("docs/by-construction.md")).toContain("what-it-finds");
});

describe.each(Object.entries(REFERENCE))("%s", (path, generated) => {
  it("is what npm run docs:pages writes", () => {
    expect(read(path)).toBe(generated());
  });

  it("is the same on a machine with other cores, and names none", () => {
    expect(generated()).not.toMatch(/--workers <n>.*\d/);
  });
});

it("docs/settings.md has every preset, setting and option", () => {
  const text = read("docs/settings.md");
  const settings = [...SEARCHES.all, ...OPTIMIZERS.all].flatMap((kind) => Object.keys(kind.settings));
  const options = TASKS.all.flatMap((task) => Object.keys(task.options));
  for (const { name, title } of PRESETS.all) expect(text).toContain(`- \`${name}\`: ${title}\n`);
  for (const key of [...settings, ...options]) expect(text).toContain(`| \`${key}\` |`);
});

it("docs/from-the-original.md has every key of the original's parameter files", () => {
  const [, settings] = read("docs/from-the-original.md").split("## Settings");
  const original = read("src/search/wann/original.ts");
  const keys = [...original.matchAll(/\b(?:(?:alg|prob|select)_\w+|maxGen|popSize|bestReps|save_mod)\b/g)].map(
    ([key]) => key,
  );
  expect(new Set(keys).size).toBeGreaterThan(15);
  for (const key of new Set(keys)) expect(settings).toContain(`\`${key}\``);
});

it("docs/troubleshooting.md has messages that the program has", () => {
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => read(join("src", file.replaceAll("\\", "/"))))
    .join("\n")
    // As they are put together.
    .replace(/`\s*\+\s*`/g, "");
  const rows = [...read("docs/troubleshooting.md").matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell);
  const pieces = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, message]) => message.split("…")));
  expect(rows.length).toBeGreaterThan(30);
  expect(pieces.filter((piece) => piece.trim().length > 2 && !sources.includes(piece.trim()))).toEqual([]);
});

describe("a command line", () => {
  it.each([
    ["wann evolv swingup", ["evolv: no command"]],
    ["wann evolve swingup --sed 3", ["evolve: --sed: no option"]],
    ["wann evolve swingup --preset quik", ["evolve: --preset quik: no preset"]],
    ["wann evolve swingup --set popullation=3", ["evolve: --set popullation: no setting"]],
    ["wann queue stats", ["queue: stats: no command"]],
    ["wann table swingup biped", ["table: 2 arguments: expected at most 1"]],
    ['wann evolve biped --set \'fallPenalty=[{"from":45,"value":true}]\' --queue --out a > b', []],
  ])("%s is checked", (line, problems) => {
    expect(commandProblems(line)).toEqual(problems);
  });
});

/** The lines of a page that run `wann`: in blocks, where a backslash goes on, and in the text. */
function commandsOf(text: string): string[] {
  const joined = text.replace(/\\\n\s*/g, "");
  const blocks = [...joined.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, block]) => block.split("\n"));
  const inline = [...joined.replace(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`]+)`/g)].map(([, code]) => code);
  return [...blocks, ...inline.map((code) => code.replaceAll("\n", " "))]
    .map((line) => line.trim().replace(/^npx /, ""))
    .filter((line) => /^wann [a-z]/.test(line));
}

/** What is wrong with a command line, as far as names go. Words in capitals stand for any. */
function commandProblems(line: string): string[] {
  const [bare] = line.split(/ [#>|] ?/);
  const words = [...bare.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", "")).slice(1);
  const name = words.shift() as string;
  let command = program.commands.find((each) => each.name() === name);
  if (!command) return [`${name}: no command`];
  if (command.commands.length > 0) {
    const part = words.shift() as string;
    const found: Command | undefined = command.commands.find((each) => each.name() === part);
    if (!found) return [`${name}: ${part}: no command`];
    command = found;
  }
  const problems: string[] = [];
  let positions = 0;
  for (let i = 0; i < words.length; i++) {
    if (!words[i].startsWith("--")) {
      positions++;
      continue;
    }
    if (words[i] === "--help") continue;
    const option = command.options.find(({ long }) => long === words[i]);
    if (!option) {
      problems.push(`${name}: ${words[i]}: no option`);
      continue;
    }
    const takes = option.required || (option.optional && words[i + 1]?.includes(":"));
    if (!takes || i + 1 >= words.length) continue;
    const value = words[++i];
    if (option.variadic) while (words[i + 1] && !words[i + 1].startsWith("--")) i++;
    if (value === value.toUpperCase()) continue;
    if (option.long === "--preset" && !isPreset(value)) problems.push(`${name}: --preset ${value}: no preset`);
    const [key] = value.split("=");
    if (option.long === "--set" && !SETTINGS.has(key)) problems.push(`${name}: --set ${key}: no setting`);
  }
  const { registeredArguments } = command;
  const most = registeredArguments.some(({ variadic }) => variadic)
    ? Number.POSITIVE_INFINITY
    : registeredArguments.length;
  if (problems.length === 0 && positions > most)
    problems.push(`${name}: ${positions} arguments: expected at most ${most}`);
  return problems;
}

const isPreset = (name: string) => /[A-Z]/.test(name) || PRESETS.all.some((preset) => preset.name === name);

const SETTINGS = new Set([
  "key",
  ...TASKS.all.flatMap((task) => [
    ...SEARCHES.all.flatMap((kind) => Object.keys(settingsFor(kind, task))),
    ...OPTIMIZERS.all.flatMap((kind) => Object.keys(tuningSettingsFor(kind, task))),
  ]),
]);
