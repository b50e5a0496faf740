import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readChampion } from "../../src/formats/champion-json.js";
import { bangBang } from "../../src/genome/bang-bang.js";
import { squared } from "../../src/genome/squared.js";
import { RunFolder } from "../../src/record/run-folder.js";
import type { Progress } from "../../src/train.js";
import { UserError } from "../../src/user-error.js";
import { VERSION } from "../../src/version.js";
import { CONFIG, SEED, sampleRun } from "./sample-run.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

function read(...path: string[]): string {
  return readFileSync(join(folder, ...path), "utf8");
}

function generations(run: string): number[] {
  return read(run, "log.jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).generation);
}

/** A run of `count` generations, all recorded and checkpointed. */
async function recorded(run: string, count: number): Promise<{ folder: RunFolder; last: Progress }> {
  const made = RunFolder.create(join(folder, run), CONFIG, SEED);
  const progress: Progress[] = [];
  const state = await sampleRun(count, undefined, (one) => {
    made.record(one);
    progress.push(one);
  });
  made.checkpoint(state);
  return { folder: made, last: progress[count - 1] };
}

describe("a run's folder", () => {
  it("begins with the config, the seed and the program's version, parents made as needed", () => {
    const path = join(folder, "deep", "er", "new");
    RunFolder.create(path, CONFIG, SEED);
    expect(readdirSync(path)).toEqual(["config.json"]);
    expect(JSON.parse(read("deep/er/new/config.json"))).toEqual({ version: VERSION, seed: SEED, config: CONFIG });
  });

  it("may be there already if it is empty", () => {
    mkdirSync(join(folder, "empty"));
    RunFolder.create(join(folder, "empty"), CONFIG, SEED);
    expect(readdirSync(join(folder, "empty"))).toEqual(["config.json"]);
  });

  it.each<[string, string, string]>([
    ["is in use", "used", "the folder is in use"],
    ["is a file", "used/file", "not a folder"],
    ["cannot be made", "used/file/run", "cannot be made (ENOTDIR)"],
  ])("is refused where it %s", (_title, path, says) => {
    mkdirSync(join(folder, "used"), { recursive: true });
    writeFileSync(join(folder, "used/file"), "mine");
    expect(() => RunFolder.create(join(folder, path), CONFIG, SEED)).toThrow(UserError);
    expect(() => RunFolder.create(join(folder, path), CONFIG, SEED)).toThrow(says);
    expect(readdirSync(join(folder, "used"))).toEqual(["file"]);
    expect(read("used/file")).toBe("mine");
  });

  it("gets a log line for each generation and the champion whenever there is a new one", async () => {
    const { folder: run, last } = await recorded("whole", 8);
    const { champion, rollouts, steps } = last.state;
    const lines = read("whole", "log.jsonl").trimEnd().split("\n");
    expect(generations("whole")).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(JSON.parse(lines[7])).toMatchObject({
      bestMean: last.ranking.best.mean,
      bestWeight: last.ranking.best.bestWeight,
      medianMean: last.ranking.medianMean,
      medianConnections: last.ranking.medianConnections,
      championMean: champion?.mean,
      rollouts,
      steps,
    });
    const saved = readChampion(read("whole", "champion.json"), "champion.json");
    expect(saved.fingerprint).toEqual(champion?.fingerprint);
    expect(saved.provenance).toMatchObject({ seed: SEED, generation: champion?.generation, config: CONFIG });
    expect(run.championPath).toBe(join(folder, "whole", "champion.json"));
  });

  it("goes on from its checkpoint with just the log lines that the checkpoint knows of", async () => {
    const { last } = await recorded("cut", 5);
    const before = read("cut", "log.jsonl");
    appendFileSync(join(folder, "cut", "log.jsonl"), '{"generation":5}\n{"generation":6}\n{"genera');
    const run = RunFolder.resume(join(folder, "cut"));
    expect(run.state).toStrictEqual(last.state);
    expect(read("cut", "log.jsonl")).toBe(before);
    await sampleRun(9, run.state, (progress) => run.record(progress));
    expect(generations("cut")).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("drops a half line where the log has fewer lines than the checkpoint knows of", async () => {
    await recorded("lost", 3);
    writeFileSync(join(folder, "lost", "log.jsonl"), '{"generation":0}\n{"gene');
    RunFolder.resume(join(folder, "lost"));
    expect(read("lost", "log.jsonl")).toBe('{"generation":0}\n');
  });

  it("begins anew, log and all, where it has no checkpoint", () => {
    RunFolder.create(join(folder, "anew"), CONFIG, SEED);
    writeFileSync(join(folder, "anew", "log.jsonl"), '{"generation":0}\n{"gene');
    expect(RunFolder.resume(join(folder, "anew")).state).toBeUndefined();
    expect(read("anew", "log.jsonl")).toBe("");
  });

  it("keeps a new number of generations", async () => {
    await recorded("longer", 3);
    expect(RunFolder.resume(join(folder, "longer"), 77).config).toEqual({ ...CONFIG, generations: 77 });
    expect(RunFolder.resume(join(folder, "longer")).config.generations).toBe(77);
  });

  it("refuses fewer generations than it has, and stays as it was", async () => {
    await recorded("fewer", 4);
    const before = read("fewer", "config.json");
    expect(() => RunFolder.resume(join(folder, "fewer"), 3)).toThrow("the run has 4 generations already");
    expect(RunFolder.resume(join(folder, "fewer"), 4).config.generations).toBe(4);
    expect(before).not.toBe(read("fewer", "config.json"));
  });

  it.each<[title: string, config: string | undefined, says: string]>([
    ["missing", undefined, "cannot be read: expected the config.json of a run"],
    ["cut short", '{"version":', "not JSON, or cut short"],
    ["no object", "null", "not JSON, or cut short"],
    ["another program's", JSON.stringify({ version: "9.9.9", seed: 1, config: CONFIG }), 'version: "9.9.9": expected'],
    ["without a seed", JSON.stringify({ version: VERSION, config: CONFIG }), "seed: undefined"],
    ["incomplete", JSON.stringify({ version: VERSION, seed: 1, config: { task: "swingup" } }), "population: missing"],
  ])("is refused where its config.json is %s", (title, config, says) => {
    const path = join(folder, title);
    mkdirSync(path);
    if (config !== undefined) writeFileSync(join(path, "config.json"), config);
    expect(() => RunFolder.resume(path)).toThrow(UserError);
    expect(() => RunFolder.resume(path)).toThrow(says);
    expect(existsSync(join(path, "log.jsonl"))).toBe(false);
  });
});

describe("a run that starts from another's population", () => {
  it("begins with its networks, elites first, and goes on from its digest", async () => {
    const { last } = await recorded("origin", 3);
    const config = { ...CONFIG, population: CONFIG.population + 2 };
    const start = RunFolder.startFrom(join(folder, "origin"), config);
    const { population } = last.state.search;
    expect(start.search.generation).toBe(0);
    expect(start.search.population).toEqual(
      Array.from({ length: config.islands * config.population }, (_, i) => population[i % population.length]),
    );
    expect(start.search.earnings).toEqual(Array(start.search.population.length).fill(null));
    expect(start.champion).toBeUndefined();
    expect([start.digest, start.rollouts]).toEqual([last.state.digest, last.state.rollouts]);
    RunFolder.create(join(folder, "next"), config, SEED + 1, start);
    expect(RunFolder.resume(join(folder, "next")).state).toEqual(start);
  });

  it("begins with what its networks are made: bang-bang, then squared", async () => {
    const { last } = await recorded("plain", 1);
    const made = RunFolder.startFrom(join(folder, "plain"), CONFIG, { bangBang: true, squared: "negative" });
    const expected = last.state.search.population.map((genome) => squared(bangBang(genome), "negative"));
    expect(made.search.population).toEqual(expected);
  });

  it("is refused where that one has no checkpoint, or networks of another size", async () => {
    RunFolder.create(join(folder, "young"), CONFIG, SEED);
    expect(() => RunFolder.startFrom(join(folder, "young"), CONFIG)).toThrow("the run has no checkpoint yet");
    await recorded("pole", 1);
    expect(() => RunFolder.startFrom(join(folder, "pole"), { ...CONFIG, task: "biped" })).toThrow(
      `--start ${join(folder, "pole")}: a run of swingup: expected networks of biped's size`,
    );
    expect(() => RunFolder.startFrom(join(folder, "nowhere"), CONFIG)).toThrow("cannot be read");
  });
});
