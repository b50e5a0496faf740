import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { figure } from "../../src/cli/figures.js";
import type { LogLine, TuneLogLine } from "../../src/record/log-line.js";
import { copyOldRun } from "../record/old-files.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { parseXml } from "../report/xml.js";
import { jsonOf, runHere } from "./run-cli.js";

const folder = temporaryFolder();

beforeAll(async () => {
  for (const seed of ["1", "2"]) {
    const tiny = ["--population", "8", "--generations", "10", "--seed", seed, "--out", `run${seed}`, "--json"];
    jsonOf(await runHere(["evolve", "swingup", "--preset", "swingup", ...tiny], folder));
  }
  const tiny = [
    "--set",
    "population=4",
    "--generations",
    "9",
    "--set",
    "episodes=2",
    "--set",
    "confirmEpisodes=3",
    "--out",
    "tuned",
  ];
  jsonOf(await runHere(["tune", "run1", ...tiny, "--json"], folder));
});

function drawnLabels(svg: string): string[] {
  return parseXml(readFileSync(join(folder, svg), "utf8"))
    .filter(({ name }) => name === "text")
    .map(({ text }) => text);
}

/** A log's line without what makes it part of a log. */
function contentOf<T = object>(line: string): T {
  const { format: _, version: __, hash: ___, ...content } = JSON.parse(line);
  return content as T;
}

describe("wann curve", () => {
  it("prints the first and the last generation and some between", async () => {
    const { stdout } = await runHere(["curve", "run1", "--rows", "4"], folder);
    const rows = stdout.split("\n").filter((line) => /^\| +\d/.test(line));
    expect(rows.map((row) => Number(row.split("|")[1]))).toEqual([0, 3, 6, 9]);
  });

  it("prints every generation's log line as JSON", async () => {
    const { runs } = jsonOf<{ runs: { run: string; lines: LogLine[] }[] }>(
      await runHere(["curve", "run1", "run2", "--json"], folder),
    );
    expect(runs.map(({ run, lines }) => [run, lines.length])).toEqual([
      ["run1", 10],
      ["run2", 10],
    ]);
    const log = readFileSync(join(folder, "run2", "log.jsonl"), "utf8")
      .trim()
      .split("\n");
    expect(runs[1].lines).toEqual(log.map((line) => contentOf(line)));
  });

  it("draws one run's champion, best and median, several runs' champions", async () => {
    await runHere(["curve", "run1", "--svg", "one.svg"], folder);
    expect(drawnLabels("one.svg")).toEqual(expect.arrayContaining(["champion", "median network", "connections"]));
    await runHere(["curve", "run1/", "run2", "--svg", "two.svg"], folder);
    expect(drawnLabels("two.svg")).toEqual(expect.arrayContaining(["run1", "run2"]));
    expect(drawnLabels("two.svg")).not.toContain("median network");
  });

  it("has the time of searches in place of rollouts, and refuses a tuning, whose log has none", async () => {
    const { stdout } = await runHere(["curve", "run1", "run2", "--against", "seconds", "--svg", "timed.svg"], folder);
    expect(stdout).toContain("generation | seconds |");
    expect(drawnLabels("timed.svg")).toEqual(
      expect.arrayContaining(["Return and connections against seconds", "seconds"]),
    );
    const { runs } = jsonOf<{ runs: { lines: LogLine[] }[] }>(await runHere(["curve", "run1", "--json"], folder));
    const took = runs[0].lines.reduce((sum, { evaluateMs = 0, searchMs = 0 }) => sum + evaluateMs + searchMs, 0);
    const rows = stdout
      .split("run2")[0]
      .split("\n")
      .filter((line) => /^\| +9 /.test(line));
    expect(rows.map((row) => Number(row.split("|")[2]))).toEqual([Math.round(took / 1000)]);
    const { code, stderr } = await runHere(["curve", "run1", "tuned", "--against", "seconds"], folder);
    expect(code).toBe(2);
    expect(stderr.trimEnd()).toBe(
      "error: --against seconds: tuned: its log has no times: expected searches of this version",
    );
  });

  it("prints every generation of a tuning", async () => {
    const log: TuneLogLine[] = readFileSync(join(folder, "tuned", "log.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => contentOf<TuneLogLine>(line));
    const { stdout } = await runHere(["curve", "tuned"], folder);
    const rows = stdout.split("\n").filter((line) => /^\| +\d/.test(line));
    expect(rows.map((row) => row.split("|").slice(1, 6).map(Number))).toEqual(
      log.map(({ generation, rollouts, champion, best, mean }) => {
        return [generation, rollouts, ...[champion, best, mean].map((value) => Number(figure(value)))];
      }),
    );
    const { runs } = jsonOf<{ runs: object[] }>(await runHere(["curve", "tuned", "--json"], folder));
    expect(runs).toEqual([{ run: "tuned", lines: log }]);
  });

  it("draws a tuning's champion, best candidate and mean, without connections", async () => {
    await runHere(["curve", "tuned", "--svg", "tuned.svg"], folder);
    const drawn = drawnLabels("tuned.svg");
    expect(drawn).toEqual(expect.arrayContaining(["champion", "best candidate", "the search's mean"]));
    expect(drawn).not.toContain("connections");
  });

  it("draws a search and a tuning together, and says what the returns of either are", async () => {
    const { stdout } = await runHere(["curve", "run1", "tuned", "--svg", "both.svg"], folder);
    expect(stdout).toContain("as searched: means over");
    expect(stdout).toContain("as tuned: means over");
    expect(drawnLabels("both.svg")).toEqual(expect.arrayContaining(["run1", "tuned", "connections"]));
  });

  it("draws a run that cannot be gone on with, and says why", async () => {
    copyOldRun("biped-third", join(folder, "third"));
    const { code, stdout, stderr } = await runHere(["curve", "third"], folder);
    expect([code, stdout]).toEqual([0, expect.stringContaining("| generation |")]);
    expect(stderr).toContain('squared: "positive": expected null');
  });

  it("says what a log lacks, and shows what it has", async () => {
    const log = readFileSync(join(folder, "run1", "log.jsonl"), "utf8");
    const lines = log.split("\n");
    const changed = async (text: string) => {
      cpSync(join(folder, "run1"), join(folder, "changed"), { recursive: true });
      writeFileSync(join(folder, "changed", "log.jsonl"), text);
      const outcome = await runHere(["curve", "changed", "--json"], folder);
      const { runs } = jsonOf<{ runs: { lines: object[] }[] }>(outcome);
      return [runs[0].lines.length, outcome.stderr];
    };
    const path = join("changed", "log.jsonl");
    expect(await changed(log)).toEqual([10, ""]);
    expect(await changed(`${lines.slice(0, 7).join("\n")}\n`)).toEqual([
      7,
      `note: ${path}: has 7 lines: expected at least 10, as the checkpoint says: lines are missing\n`,
    ]);
    expect(await changed(readFileSync(join(folder, "run2", "log.jsonl"), "utf8"))).toEqual([
      10,
      `note: ${path}: another run's: expected the 10 lines that the checkpoint knows\n`,
    ]);
    expect(await changed(`${log}{"generation":10,`)).toEqual([
      10,
      `note: ${path}: the last line is not whole: left out\n`,
    ]);
    writeFileSync(join(folder, "changed", "checkpoint"), "damaged");
    const { stderr } = await runHere(["curve", "changed"], folder);
    expect(stderr).toBe(`note: ${path}: the last line is not whole: left out\n`);
  });
});
