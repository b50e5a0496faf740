/** The README is short, and what it says to type does what it says, in short form. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { runHere } from "./cli/run-cli.js";
import { temporaryFolder } from "./record/temporary-folder.js";

/** For a machine with other work to do: on an idle one, ten seconds for all of them. */
const LONG = 180_000;

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const SCRIPTS: Readonly<Record<string, string>> = manifest.scripts;

const block = (language: string) =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, text]) => text);
const LINES = block("sh")
  .flatMap((text) => text.trim().split("\n"))
  .map((line) => line.replace(/\s+#.*$/, ""));
const NPX = LINES.filter((line) => line.startsWith("npx wann "));
const FROM_CLONE = LINES.filter((line) => !NPX.includes(line));

/** What makes a command a matter of seconds. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  evolve: ["--generations", "1", "--population", "48", "--set", "initialNetworks=48", "--set", "confirmEpisodes=1"],
  evaluate: ["--episodes", "4"],
  sweep: ["--weights", "3", "--episodes", "2"],
  tune: ["--generations", "1", "--set", "episodes=1", "--set", "confirmEpisodes=1"],
  table: ["--episodes", "2"],
};

describe("the README", () => {
  const folder = temporaryFolder();

  /** Runs a line `wann …`, shortened. */
  async function run(line: string): Promise<string> {
    const words = line.split(" ").slice(1);
    const { code, stdout, stderr } = await runHere([...words, ...SHORT[words[0]]], folder);
    expect(code, `${line}\n${stderr}`).toBe(0);
    return stdout;
  }

  it("has 900 words at most", () => {
    expect(README.split(/\s+/).filter((word) => word !== "").length).toBeLessThanOrEqual(900);
  });

  it("has two commands for a fresh clone, and the page's, whose scripts there are", () => {
    expect(FROM_CLONE).toEqual(["npm ci && npm start", "npm ci && npm test", "npm ci && npm run web"]);
    expect(SCRIPTS.test).toContain("vitest run");
    expect(SCRIPTS.web).toMatch(/build:page && node dist\/cli\/index\.js web$/);
  });

  it(
    "npm start searches and ends with scores, file and drawing",
    async () => {
      const [built, search] = SCRIPTS.start.split(" && ");
      expect(built).toBe("npm run -s build");
      const output = await run(search.replace("node dist/cli/index.js", "wann"));
      expect(output).toMatch(/\| tuned shared weight .*\d ± \d/);
      expect(output).toMatch(/network +\S+champion\.json\n.*drawing +\S+champion\.svg/);
    },
    LONG,
  );

  it(
    "has five lines of npx wann, which work one after another",
    async () => {
      expect(NPX).toHaveLength(5);
      const outputs: Record<string, string> = {};
      for (const line of NPX) outputs[line.split(" ")[2]] = await run(line.replace("npx ", ""));
      expect(outputs.evolve).toContain("runs/first/champion.json");
      expect(outputs.evaluate).toContain("random shared weight");
      expect(outputs.sweep).toContain("fingerprint.svg");
      expect(outputs.tune).toContain("runs/tuned/champion.json");
      expect(outputs.table).toContain("WANN, paper");
    },
    LONG,
  );

  it("has a library example of five lines that runs on what its commands made", () => {
    const [code] = block("js");
    expect(code.trim().split("\n")).toHaveLength(5);
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules/wann"), "junction");
    writeFileSync(join(folder, "example.mjs"), code);
    const reward = Number(execFileSync(process.execPath, ["example.mjs"], { cwd: folder, encoding: "utf8" }));
    expect(reward).toBeGreaterThanOrEqual(0);
    expect(reward).toBeLessThanOrEqual(1);
  });

  it("cites the version that it is of", () => {
    expect(README).toContain(`version ${manifest.version}, `);
  });
});
