import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readChampion } from "../../src/formats/champion-json.js";
import { writeOut } from "../../src/formats/out.js";
import type { Champion } from "../../src/genome/champion.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { resealed } from "../formats/resealed.js";
import { forgetLock } from "../record/stale-lock.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, type Outcome, runHere, startCli } from "./run-cli.js";

interface Row {
  row: string;
  weight?: number;
  mean: number;
  sd: number;
}

interface Result {
  digest: string;
  champion: string;
  run: string;
  generations: number;
  rollouts: number;
  seconds: number;
  rows: Row[];
}

const TINY = ["--generations", "6", "--set", "population=6", "--set", "episodes=4", "--set", "confirmEpisodes=8"];
const folder = temporaryFolder();

function read(...path: string[]): string {
  return readFileSync(join(folder, ...path), "utf8");
}

function champion(...path: string[]): Champion {
  return readChampion(read(...path), path.join("/"));
}

function lines(run: string): string[] {
  const log = join(folder, run, "log.jsonl");
  return existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(0, -1) : [];
}

async function tune(...args: string[]): Promise<Result> {
  return jsonOf<Result>(await runHere(["tune", ...args, "--json"], folder));
}

beforeAll(async () => {
  const tiny = ["--population", "24", "--generations", "12", "--workers", "2", "--out", "run", "--json"];
  jsonOf(await runHere(["evolve", "swingup", "--preset", "swingup", ...tiny], folder));
});

describe("wann tune", () => {
  let printed: Outcome;
  let result: Result;
  let start: Champion;

  beforeAll(async () => {
    start = champion("run", "champion.json");
    printed = await runHere(["tune", "run", ...TINY, "--workers", "2", "--out", "base", "--json"], folder);
    result = jsonOf<Result>(printed);
  });

  it("prints one JSON object with --json", () => {
    const row = { mean: expect.any(Number), sd: expect.any(Number) };
    expect(result).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      champion: join("base", "champion.json"),
      run: "base",
      generations: 6,
      rollouts: expect.any(Number),
      seconds: expect.any(Number),
      rows: [
        { row: "tuned-shared-weight", weight: start.tunedSharedWeight, ...row },
        { row: "own-weights", ...row },
      ],
    });
    // 6 generations, each of 6 candidates and their mean × 4 episodes, and 8 for the start and each challenger.
    const confirming = result.rollouts - 6 * 7 * 4;
    expect(confirming).toBeGreaterThan(0);
    expect(confirming % 8).toBe(0);
  });

  it("tells what it tunes and its progress in plain lines where standard error is no terminal", () => {
    const weights = start.genome.connections.length;
    const [first, ...rest] = printed.stderr.split("\n");
    expect(first).toBe(`swingup, ${weights} weights, seed 1, in base`);
    expect(rest).toContainEqual(expect.stringMatching(/^generation 1\/6 {2}[ -~]+$/));
    expect(rest.at(-2)).toMatch(/^generation 6\/6 {2}[ -~]+$/);
  });

  it("leaves a folder with config, start, log, checkpoint and champion", () => {
    expect(readdirSync(join(folder, "base")).sort()).toEqual(
      ["champion.json", "checkpoint", "checkpoint.previous", "config.json", "log.jsonl", "start.json"].sort(),
    );
    const config = { population: 6, generations: 6, episodes: 4, confirmEpisodes: 8, stepSize: 0.3 };
    expect(JSON.parse(read("base", "config.json"))).toMatchObject({ seed: 1, config });
    expect(champion("base", "start.json")).toEqual(start);
    expect(lines("base").map((line) => JSON.parse(line).generation)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(champion("base", "champion.json").provenance).toMatchObject({
      seed: 1,
      rollouts: result.rollouts,
      digest: result.digest,
      tune: config,
      start: start.provenance,
    });
  });

  it("leaves the network as it was, with a weight of its own on each connection", () => {
    const tuned = champion("base", "champion.json").genome;
    expect(tuned.connections.map(({ weight }) => typeof weight)).toEqual(start.genome.connections.map(() => "number"));
    expect(pack(tuned)).toEqual(pack(start.genome));
    expect(champion("run", "champion.json")).toEqual(start);
  });

  it("has the rows that wann evaluate gives", async () => {
    const rows = async (command: string) => {
      const outcome = await runHere([...command.split(" "), "--json"], folder);
      return jsonOf<{ rows: (Row & { returns: number[] })[] }>(outcome).rows.map(({ returns: _, ...row }) => row);
    };
    expect(await rows("evaluate base")).toEqual([result.rows[1]]);
    expect(await rows("evaluate run")).toEqual([result.rows[0]]);
    expect((await rows("evaluate base --rows")).slice(2)).toEqual(result.rows);
  });

  it("has the same digest, rollouts and rows with 1 worker as with 2", async () => {
    const { digest, rollouts, rows } = await tune("run", ...TINY, "--workers", "1", "--out", "alone");
    expect({ digest, rollouts, rows }).toEqual({ digest: result.digest, rollouts: result.rollouts, rows: result.rows });
    expect(read("alone", "champion.json")).toBe(read("base", "champion.json"));
  });

  it("has another digest with another seed or first step", async () => {
    const digests = await Promise.all([
      tune("run", ...TINY, "--seed", "2", "--out", "seed-2"),
      tune("run", ...TINY, "--set", "stepSize=0.2", "--out", "near"),
    ]).then((results) => results.map(({ digest }) => digest));
    expect(new Set([...digests, result.digest]).size).toBe(3);
  });

  it("goes on from the weights of its own that a network has", async () => {
    const file = JSON.parse(read("base", "champion.json"));
    const connections = file.connections.map((each: object, k: number) => ({ ...each, weight: 0.1 * k - 1 }));
    writeFileSync(join(folder, "own.json"), resealed({ ...file, connections }));
    const args = ["--generations", "2", "--set", "episodes=4", "--set", "confirmEpisodes=8", "--set", "stepSize=1e-9"];
    const further = await tune("own.json", ...args, "--out", "further");
    const own = ({ genome }: Champion) => [...(packedWeights(genome, pack(genome).order) ?? [])];
    const [before, after] = [own(champion("own.json")), own(champion("further", "champion.json"))];
    for (const [k, weight] of before.entries()) expect(after[k]).toBeCloseTo(weight, 6);
    expect(further.rows.map(({ row }) => row)).toEqual(["tuned-shared-weight", "own-weights"]);
  });

  it("compares the shared weight that it finds with the one before, where that is what is tuned", async () => {
    const grid = ["--set", "grid=11", "--set", "gridEpisodes=2", "--set", "finalists=2", "--set", "finalEpisodes=4"];
    const { rows } = await tune("run", "--optimizer", "shared-weight", ...grid, "--out", "shared");
    const { tunedSharedWeight, genome } = champion("shared", "champion.json");
    expect(rows.map(({ row, weight }) => [row, weight])).toEqual([
      ["shared-weight", start.tunedSharedWeight],
      ["tuned-shared-weight", tunedSharedWeight],
    ]);
    expect(genome).toEqual(start.genome);
  });

  it("takes the tutorial's population where none is given", async () => {
    await tune("run", "--generations", "1", "--set", "episodes=1", "--set", "confirmEpisodes=1", "--out", "default");
    const weights = start.genome.connections.length;
    expect(JSON.parse(read("default", "config.json")).config).toEqual({
      task: "swingup",
      optimizer: "cma",
      generations: 1,
      untilReturn: null,
      maxRollouts: null,
      population: 4 + Math.floor(3 * Math.log(weights)),
      episodes: 1,
      confirmEpisodes: 1,
      stepSize: 0.3,
      patience: null,
    });
  });

  it("prints the rows and where the network is, in plain text, into a folder named after the champion", async () => {
    const { code, stdout } = await runHere(["tune", "run/champion.json", ...TINY], folder);
    expect(code).toBe(0);
    const [shared, own] = result.rows.map(({ mean, sd }) => `${mean.toFixed(1)} ± ${sd.toFixed(1)}`);
    expect(stdout).toMatch(
      new RegExp(`^\\| tuned shared weight .* ${shared} \\|\\n\\| own weights +\\| +${own} \\|$`, "m"),
    );
    expect(stdout).toContain("population sd over 100 episodes, seeds 0 to 99");
    expect(stdout).toContain(`6 generations, ${result.rollouts} rollouts`);
    expect(stdout).toContain(`digest ${result.digest.slice(0, 16)}`);
    const path = join("runs", "run-tuned-seed1", "champion.json");
    expect(stdout).toContain(`network   ${path}\n`);
    expect(stdout.replace(/[ -~\n±]/g, "")).toBe("");
    expect(read(path)).toBe(read("base", "champion.json"));
  });
});

describe("wann tune of other networks", () => {
  it("tunes the paper's fully connected one", async () => {
    const { run, rows } = await tune("fixed:swingup", ...TINY);
    expect(run).toBe(join("runs", "fixed-swingup-tuned-seed1"));
    const { genome, tunedSharedWeight, provenance } = champion(run, "champion.json");
    expect(genome.connections).toHaveLength(60);
    expect(packedWeights(genome, pack(genome).order)).toHaveLength(60);
    expect(rows.map(({ row, weight }) => [row, weight])).toEqual([
      ["tuned-shared-weight", tunedSharedWeight],
      ["own-weights", undefined],
    ]);
    expect(provenance).toMatchObject({ start: { topology: "fully connected 5-5-5-1" } });
  });

  it("tunes a .out file's, from a shared weight that it looks for first", async () => {
    const { genome } = champion("run", "champion.json");
    writeFileSync(join(folder, "network.out"), writeOut(genome));
    const args = ["network.out", "--task", "swingup"];
    const { run, rows } = await tune(...args, ...TINY);
    expect(run).toBe(join("runs", "network-tuned-seed1"));
    const { tunedSharedWeight } = champion(run, "start.json");
    expect(tunedSharedWeight).toBe(rows[0].weight);
    const evaluated = await runHere(["evaluate", ...args, "--rows", "--episodes", "1", "--json"], folder);
    expect(tunedSharedWeight).toBe(jsonOf<Result>(evaluated).rows[2].weight);
  });
});

describe("wann tune --resume", () => {
  const GENERATIONS = 40;
  const RUN = ["run", "--set", "population=12", "--set", "episodes=32", "--workers", "2", "--json"];
  const FULL = [...RUN, "--generations", String(GENERATIONS)];
  let whole: Result;

  beforeAll(async () => {
    whole = await tune(...FULL, "--out", "whole");
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
    expect(lines(run)).toHaveLength(GENERATIONS);
    expect(lines(run)).toEqual(lines("whole"));
    expect(read(run, "champion.json")).toBe(read("whole", "champion.json"));
  }

  /** Starts `args` on the folder `run` and sends `signal` once its log has more than `count` lines. */
  async function stopped(args: string[], run: string, count: number, signal: NodeJS.Signals): Promise<Outcome> {
    const { child, outcome } = startCli(["tune", ...args], folder);
    // The folder appears whole, under another name at first: there is nothing to watch yet.
    const looking = setInterval(() => {
      if (lines(run).length <= count) return;
      child.kill(signal);
      clearInterval(looking);
    }, 2);
    return outcome.finally(() => clearInterval(looking));
  }

  it("ends as an uninterrupted run after SIGKILL", async () => {
    const first = await stopped([...FULL, "--out", "killed"], "killed", 5, "SIGKILL");
    forgetLock(join(folder, "killed"));
    const second = await stopped(["--resume", "killed", "--json"], "killed", lines("killed").length + 5, "SIGKILL");
    forgetLock(join(folder, "killed"));
    for (const { code, stdout } of [first, second]) expect({ code, stdout }).toEqual({ code: null, stdout: "" });
    expect(lines("killed").length).toBeLessThan(GENERATIONS);
    expectWhole(await runHere(["tune", "--resume", "killed", "--json"], folder), "killed");
  });

  it("saves and says how to go on when SIGINT stops it", async () => {
    const { code, stdout, stderr } = await stopped([...FULL, "--out", "stopped"], "stopped", 5, "SIGINT");
    const done = lines("stopped").length;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr.split("\n").at(-2)).toBe(
      `stopped after generation ${done} of ${GENERATIONS}; go on with: wann tune --resume stopped`,
    );
    expect(JSON.parse(read("stopped", "checkpoint")).state.generation).toBe(done);
    const again = await stopped(["--resume", "stopped"], "stopped", done + 5, "SIGINT");
    expect(again.stderr.split("\n").at(-2)).toMatch(/^stopped .*; go on with: wann tune --resume stopped$/);
    expectWhole(await runHere(["tune", "--resume", "stopped", "--json", "--workers", "1"], folder), "stopped");
  });

  it("comes to the same again, without new rollouts, where the run has ended", async () => {
    cpSync(join(folder, "whole"), join(folder, "again"), { recursive: true });
    expectWhole(await runHere(["tune", "--resume", "again", "--json"], folder), "again");
  });

  it("extends a run to --generations as if it had been that long from the start", async () => {
    const half = await tune(...RUN, "--generations", "12", "--out", "half");
    expect(half.digest).not.toBe(whole.digest);
    const args = ["tune", "--resume", "half", "--generations", String(GENERATIONS), "--json"];
    const extended = await runHere(args, folder);
    expectWhole(extended, "half");
    expect(JSON.parse(read("half", "config.json")).config.generations).toBe(GENERATIONS);
  });
});

it("wann tune --help holds an example", async () => {
  const { code, stdout } = await runHere(["tune", "--help"], folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nExample:\n {2}wann tune \S/);
});
