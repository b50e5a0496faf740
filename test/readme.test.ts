import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PRESETS } from "../src/tasks/presets.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

describe("the README", () => {
  it("has a library example that runs against the built package", () => {
    const code = /```js\n([\s\S]*?)```/.exec(README)?.[1].replace("runs/first", "docs/quick.json") ?? "";
    expect(code).toContain('from "wann"');
    const report = "console.log(JSON.stringify(session.state)); await evaluator.close();";
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", code + report], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(JSON.parse(output)).toHaveLength(4);
  });

  it("shows pictures that are there", () => {
    const pictures = [...README.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path);
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) expect(existsSync(new URL(`../${picture}`, import.meta.url))).toBe(true);
  });

  it("names every preset", () => {
    for (const { name } of PRESETS.all) expect(README).toContain(`| \`${name}\``);
  });

  it("has commands that the CLI knows", () => {
    const commands = new Set([...README.matchAll(/^wann ([\w-]+)/gm)].map(([, command]) => command));
    const help = execFileSync(process.execPath, ["dist/cli/index.js", "--help"], { cwd: ROOT, encoding: "utf8" });
    expect(commands.size).toBeGreaterThan(3);
    for (const command of commands) expect(help).toMatch(new RegExp(`^ {2}${command} `, "m"));
  });
});
