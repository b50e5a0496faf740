import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readDocument, writeDocument } from "../../src/document.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { RUN_FILE } from "../../src/record/run-file.js";
import { forgetLock } from "../record/stale-lock.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, type Outcome, runHere, startCli } from "./run-cli.js";

interface Result {
  digest: string;
  generations: number;
  rollouts: number;
  rows: unknown;
}

const GENERATIONS = 24;
const RUN = [
  "evolve",
  "swingup",
  "--preset",
  "swingup",
  "--population",
  "12",
  "--set",
  "islands=2",
  "--workers",
  "2",
  "--json",
];
const FULL = [...RUN, "--generations", String(GENERATIONS)];
const KILLS = 2;
const folder = temporaryFolder();

function path(run: string, file: string): string {
  return join(folder, run, file);
}

function lines(run: string): string[] {
  try {
    return readFileSync(path(run, "log.jsonl"), "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
}

/** Starts `args` on the folder `run` and sends `signal` once its log has more than `count` lines. */
async function stopped(args: string[], run: string, count: number, signal: NodeJS.Signals): Promise<Outcome> {
  const { child, outcome } = startCli(args, folder);
  // The folder appears whole, under another name at first: there is nothing to watch yet.
  const looking = setInterval(() => {
    if (lines(run).length <= count) return;
    child.kill(signal);
    clearInterval(looking);
  }, 2);
  return outcome.finally(() => clearInterval(looking));
}

/** What of the log does not depend on time and place. */
function history(run: string): object[] {
  return lines(run).map((line) => {
    const { evaluateMs: _, searchMs: __, residentMb: ___, hash: ____, ...rest } = JSON.parse(line);
    return rest;
  });
}

describe("wann evolve --resume", () => {
  let whole: Result;

  beforeAll(async () => {
    whole = jsonOf<Result>(await runHere([...FULL, "--out", "whole"], folder));
  });

  /** Expects the run to have ended as the uninterrupted one. */
  function expectWhole(outcome: Outcome, run: string): void {
    const { digest, generations, rollouts, rows } = jsonOf<Result>(outcome);
    expect({ digest, generations, rollouts, rows }).toEqual({
      digest: whole.digest,
      generations: GENERATIONS,
      rollouts: whole.rollouts,
      rows: whole.rows,
    });
    expect(history(run)).toEqual(history("whole"));
    expect(readFileSync(path(run, "champion.json"))).toEqual(readFileSync(path("whole", "champion.json")));
  }

  it("records each generation once", () => {
    expect(history("whole")).toHaveLength(GENERATIONS);
    expect(lines("whole").map((line) => JSON.parse(line).generation)).toEqual([...Array(GENERATIONS).keys()]);
  });

  it("ends as an uninterrupted run after SIGKILL at any moments", async () => {
    const random = new Stream(20, Purpose.vary);
    for (let kill = 0; kill < KILLS; kill++) {
      const args = kill === 0 ? [...FULL, "--out", "killed"] : ["evolve", "--resume", "killed", "--json"];
      const { code, stdout } = await stopped(args, "killed", lines("killed").length + random.integer(5), "SIGKILL");
      forgetLock(path("killed", ""));
      expect({ code, stdout }).toEqual({ code: null, stdout: "" });
      expect(lines("killed").length).toBeLessThan(GENERATIONS);
    }
    expectWhole(await runHere(["evolve", "--resume", "killed", "--json"], folder), "killed");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("saves and says how to go on when %s stops it", async (signal, exit) => {
    const { code, stdout, stderr } = await stopped([...FULL, "--out", signal], signal, 4, signal);
    const done = lines(signal).length;
    expect(code).toBe(exit);
    expect(stdout).toBe("");
    expect(stderr).toContain("\nstopping after this generation; again to stop now\n");
    expect(stderr.split("\n").at(-2)).toBe(
      `stopped after generation ${done} of ${GENERATIONS}; go on with: wann evolve --resume ${signal}`,
    );
    expect(JSON.parse(readFileSync(path(signal, "checkpoint"), "utf8")).state.generation).toBe(done);
    expectWhole(await runHere(["evolve", "--resume", signal, "--json", "--workers", "1"], folder), signal);
  });

  it("comes to the same again, without new rollouts, where the run has ended", async () => {
    cpSync(path("whole", ""), path("again", ""), { recursive: true });
    expectWhole(await runHere(["evolve", "--resume", "again", "--json"], folder), "again");
  });

  it("never restarts a run whose checkpoint is gone or empty: one line says so", async () => {
    for (const [name, what] of [
      ["gone", "missing"],
      ["emptied", "empty"],
    ] as const) {
      cpSync(path("whole", ""), path(name, ""), { recursive: true });
      rmSync(path(name, "checkpoint"));
      if (name === "emptied") writeFileSync(path(name, "checkpoint"), "");
      const { code, stdout, stderr } = await runHere(["evolve", "--resume", name], folder);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(new RegExp(`^error: ${join(name, "checkpoint")}: ${what}[^\n]+--previous-checkpoint\n$`));
    }
  });

  it("goes on from the checkpoint before the last one where that is asked for, to the same end", async () => {
    cpSync(path("whole", ""), path("previous", ""), { recursive: true });
    writeFileSync(path("previous", "checkpoint"), "damaged");
    const args = ["evolve", "--resume", "previous", "--previous-checkpoint", "--json"];
    expectWhole(await runHere(args, folder), "previous");
  });

  it("extends a run to --generations as if it had been that long from the start", async () => {
    const half = jsonOf<Result>(await runHere([...RUN, "--generations", "9", "--out", "half"], folder));
    expect(half.digest).not.toBe(whole.digest);
    const extended = await runHere(
      ["evolve", "--resume", "half", "--generations", String(GENERATIONS), "--json"],
      folder,
    );
    expectWhole(extended, "half");
    expect(JSON.parse(readFileSync(path("half", "config.json"), "utf8")).config.generations).toBe(GENERATIONS);
  });

  it("says which part of its budget ends a run that is resumed at its end", async () => {
    cpSync(path("whole", ""), path("ended", ""), { recursive: true });
    const { rollouts } = whole;
    const args = ["evolve", "--resume", "ended", "--json", "--generations", String(GENERATIONS + 5)];
    const outcome = await runHere([...args, "--max-rollouts", "100"], folder);
    expect(outcome.stderr).toContain(
      `note: ended: goes no further: maxRollouts: 100: the run has come to ${rollouts}\n`,
    );
    expect(jsonOf<Result>(outcome)).toMatchObject({ digest: whole.digest, generations: GENERATIONS });
  });

  it("goes on with a run of another build where that is asked for, and its champion says so", async () => {
    jsonOf(await runHere([...RUN, "--generations", "9", "--out", "built"], folder));
    const file = readDocument(RUN_FILE, readFileSync(path("built", "config.json"), "utf8"), "config.json");
    const behaviour = "0".repeat(64);
    writeFileSync(path("built", "config.json"), writeDocument(RUN_FILE, { ...file, behaviour }));
    const args = ["evolve", "--resume", "built", "--generations", String(GENERATIONS), "--json"];
    const { code, stderr } = await runHere(args, folder);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: built: another build began this run, one whose rollouts come to other returns: expected that build; to go on with " +
        "this one: --other-build\n",
    });
    const { digest } = jsonOf<Result>(await runHere([...args, "--other-build"], folder));
    expect(digest).toBe(whole.digest);
    const { provenance } = JSON.parse(readFileSync(path("built", "champion.json"), "utf8"));
    expect(provenance.otherBuilds).toEqual([{ generation: 9, behaviour: file.behaviour }]);
    // From then on it is this build's.
    expect(jsonOf<Result>(await runHere(args, folder)).digest).toBe(whole.digest);
  });

  it("ends with one line where the checkpoint cannot be read", async () => {
    cpSync(path("whole", ""), path("blocked", ""), { recursive: true });
    rmSync(path("blocked", "checkpoint"));
    symlinkSync("checkpoint", path("blocked", "checkpoint"));
    const { code, stderr } = await runHere(["evolve", "--resume", "blocked"], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: [^\n]*checkpoint: (cannot be read \(ELOOP|missing)[^\n]*\n$/);
  });
});
