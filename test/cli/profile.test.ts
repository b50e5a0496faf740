import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { profileText } from "../../src/cli/profile-text.js";
import type { Change } from "../../src/profile/compare.js";
import type { Estimate } from "../../src/profile/estimate.js";
import type { Profile } from "../../src/profile/profile.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, runHere, withoutProgress } from "./run-cli.js";

const SMALL = ["--population", "6", "--rounds", "2", "--workers", "2"];
const folder = temporaryFolder();
const run = (...words: string[]) => runHere(words, folder);
const lines = (name: string) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n");

let saved: Profile;

beforeAll(async () => {
  cpSync(fileURLToPath(new URL("../../docs/quick.json", import.meta.url)), join(folder, "champion.json"));
  saved = jsonOf(await run("profile", "swingup", "--preset", "swingup", ...SMALL, "--json"));
  writeFileSync(join(folder, "a.json"), JSON.stringify(saved));
  writeFileSync(join(folder, "cut.json"), JSON.stringify(saved).slice(0, 100));
  writeFileSync(join(folder, "old.json"), JSON.stringify({ ...saved, version: 0 }));
  writeFileSync(join(folder, "rows.json"), JSON.stringify({ ...saved, step: { rows: [{ row: "reset" }] } }));
  writeFileSync(join(folder, "walker.json"), JSON.stringify({ ...saved, task: "biped" }));
});

describe("wann profile", () => {
  it("prints a table with bars, the machine and what it costs to look", async () => {
    const { code, stdout, stderr } = await run("profile", "swingup", "--preset", "swingup", ...SMALL);
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: "" });
    for (const part of ["forward pass", "physics: motion", "reward", "waiting for a worker", "█", saved.machine.cpu]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).toMatch(/overhead −?-?\d+\.\d%/);
    expect(stdout).toContain("residual");
  });

  it("draws no bar where a phase took less than its clock reads", () => {
    const rows = saved.step.rows.map((row) => (row.row === "reward" ? { ...row, share: -0.3 } : row));
    expect(profileText({ ...saved, step: { ...saved.step, rows } })).toMatch(/^\| reward .* -30\.0% \| +\d+ \| +\|$/m);
  });

  it("runs a champion over its confirming episodes, and writes rollouts and a trace", async () => {
    const files = ["--rollouts", "rollouts.csv", "--trace", "trace.json"];
    const profile = jsonOf<Profile>(
      await run("profile", "champion.json", "--preset", "quick", ...SMALL, ...files, "--json"),
    );
    expect([profile.task, profile.networks, profile.rollouts]).toEqual(["swingup", 1, 16 * 20]);
    expect(profile.connections).toBeNull();
    expect(lines("rollouts.csv")).toHaveLength(1 + profile.rollouts);
    expect(JSON.parse(lines("trace.json")[0]).traceEvents.length).toBeGreaterThan(10);
  });

  it("profiles a search that moves weights of its own, and a champion of it", async () => {
    for (const subject of [
      "mnist",
      fileURLToPath(new URL("../../champions/mnist-homogeneous.json", import.meta.url)),
    ]) {
      const { code, stderr } = await run("profile", subject, "--rounds", "1", "--workers", "1", "--json");
      expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: "" });
    }
  });

  it("times a walker's physics", async () => {
    const profile = jsonOf<Profile>(
      await run(
        "profile",
        "biped",
        "--preset",
        "biped",
        "--set",
        "sampledWeights=2",
        ...SMALL,
        "--rounds",
        "1",
        "--json",
      ),
    );
    const rows = profile.step.rows.map(({ row }) => row);
    expect(rows).toEqual(expect.arrayContaining(["lidar", "pairs", "velocities", "positions", "impacts", "reward"]));
    expect(profile.step.counts["velocity-iterations"]).toBe(180 * profile.step.counts["world-steps"]);
  });

  it("finds no change between a profile and itself", async () => {
    const { changes } = jsonOf<{ changes: Change[] }>(await run("profile", "--diff", "a.json", "a.json", "--json"));
    expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(["no change"]));
    const { stdout } = await run("profile", "--diff", "a.json", "a.json");
    expect(stdout).toContain("of rounds; no change where one is within the ratio's quartiles");
  });

  it("compares pairs that were taken in turn", async () => {
    const { stdout } = await run("profile", "--diff", "a.json", "a.json", "a.json", "a.json");
    expect(stdout).toMatch(/forward pass .* 1\.000 \(1\.000–1\.000\) .*no change/);
    expect(stdout).toContain("of 2 pairs;");
  });
});

describe("wann estimate", () => {
  it("says how long a run will take and with what", async () => {
    const words = [
      "estimate",
      "swingup",
      "--preset",
      "swingup",
      "--generations",
      "10",
      "--population",
      "20",
      "--workers",
      "2",
    ];
    const estimate = jsonOf<Estimate & { task: string }>(await run(...words, "--json"));
    expect([estimate.task, estimate.generations, estimate.workers]).toEqual(["swingup", 10, 2]);
    expect(estimate.seconds).toBeGreaterThan(0);
    const { stdout } = await run(...words);
    expect(stdout).toMatch(/^estimate: about [\d:.]+ s? ?in all, for 10 generations, \d+ rollouts; \d+ MB of memory/);
    expect(stdout).toContain("a second machine like this, 4 workers in all");
  });

  it("is told of after the first second of an evolve, but not with --json", async () => {
    const words = ["evolve", "swingup", "--preset", "swingup", "--generations", "3", "--population", "8"];
    const now = performance.now.bind(performance);
    // A clock on which a run takes no time, then one on which each generation takes seconds.
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now() / 10_000);
    try {
      const first = await run(...words, "--set", "islands=null", "--out", "short");
      expect(first.stderr).not.toContain("estimate");
      clock.mockImplementation(() => 10_000 * now());
      const shown = await run(...words, "--set", "islands=null", "--out", "shown");
      expect(shown.code).toBe(0);
      expect(shown.stderr).toContain("\nestimate: about ");
      const plain = await run(...words, "--set", "islands=null", "--out", "plain", "--json");
      expect(plain.stderr).not.toContain("estimate");
    } finally {
      clock.mockRestore();
    }
  });
});

describe("profile and estimate, given what they cannot use", () => {
  it.each([
    ["profile", "missing subject", "--diff"],
    ["profile swngup", 'unknown task "swngup"', 'did you mean "swingup"?'],
    ["profile missing.json", "missing.json", "ENOENT"],
    ["profile swingup --rounds 0", "--rounds", '"0"', "1"],
    ["profile swingup --preset biped", "--preset biped", "expected one for swingup"],
    [
      "profile swingup --population 6 --rounds 1 --trace missing/t.json",
      "--trace missing/t.json",
      "there is no folder missing",
    ],
    ["profile --diff a.json", "1 file", "expected two"],
    ["profile --diff a.json a.json a.json", "3 files", "before and after in turn"],
    ["profile swingup --diff a.json a.json", "--diff", "swingup"],
    ["profile --diff a.json missing.json", "missing.json", "ENOENT"],
    ["profile --diff a.json cut.json", "cut.json", "cut short"],
    ["profile --diff champion.json a.json", "champion.json", '"wann-champion"', '"wann-profile"'],
    ["profile --diff old.json a.json", "old.json", "version: 0: expected 1"],
    ["profile --diff rows.json a.json", "rows.json", "step.rows"],
    ["profile --diff a.json walker.json", "walker.json", "biped", "swingup"],
    ["profile --diff a.json a.json a.json walker.json", "walker.json", "biped", "swingup"],
    ["estimate", "missing task"],
    ["estimate pole", 'unknown task "pole"'],
    ["estimate swingup --workers 0", "--workers", '"0"'],
    ["estimate swingup --preset biped", "--preset biped", "expected one for swingup"],
  ])("%s: one line, exit code 2", async (command, ...says) => {
    const { code, stdout, stderr } = await run(...command.split(" "));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    for (const part of says) expect(stderr).toContain(part);
    expect(existsSync(join(folder, "missing"))).toBe(false);
  });
});
