import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CmaConfig } from "../../src/config/tuning.js";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { readChampion } from "../../src/formats/champion-json.js";
import type { Champion } from "../../src/genome/champion.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { TuneFolder } from "../../src/record/tune-folder.js";
import { type TuneProgress, type TuneState, tuneWeights } from "../../src/tune/tune-weights.js";
import { UserError } from "../../src/user-error.js";
import { VERSION } from "../../src/version.js";
import { resealed } from "../formats/resealed.js";
import { temporaryFolder } from "./temporary-folder.js";

type Json = Record<string, unknown>;

const SEED = 4_000_000_000;
const CONFIG: CmaConfig = {
  method: "cma",
  population: 6,
  generations: 30,
  episodes: 2,
  confirmEpisodes: 3,
  stepSize: 0.5,
};
const START: Champion = {
  task: "swingup",
  genome: fixedTopology(5, [2], 1, "tanh"),
  tunedSharedWeight: -0.7,
  fingerprint: [{ weight: 1, mean: 20, sd: 3, episodes: 8 }],
  provenance: { from: "a search" },
};
const { order } = pack(START.genome);
const SIZE = order.length;

/** The nearer the weights are to 0, 1, 2, …, the more they earn, with some noise. */
const EVALUATOR: Evaluator = {
  evaluate: async (_, { weights, seeds }) => ({
    returns: Float64Array.from(seeds, (seed, i) =>
      weights.subarray(i * SIZE, (i + 1) * SIZE).reduce((sum, weight, k) => sum - (weight - k) ** 2, Math.sin(seed)),
    ),
    steps: Uint32Array.from(seeds, (seed) => 1 + (seed % 1000)),
    broken: 0,
  }),
  close: async () => {},
};

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

/** Tunes on from the folder's state, or from the start, to `count` generations; records each. */
async function tune(made: TuneFolder, count: number): Promise<{ progress: TuneProgress[]; state: TuneState }> {
  const progress: TuneProgress[] = [];
  const state = await tuneWeights({
    config: { ...(made.config as CmaConfig), generations: count },
    genome: made.start.genome,
    start: Array(SIZE).fill(made.start.tunedSharedWeight),
    seed: made.seed,
    evaluator: EVALUATOR,
    observe: (each) => {
      made.record(each);
      progress.push(each);
    },
    ...(made.state && { state: made.state as TuneState }),
  });
  return { progress, state };
}

/** A run of `count` generations, all recorded and checkpointed. */
async function recorded(run: string, count: number) {
  const made = TuneFolder.create(join(folder, run), CONFIG, SEED, START);
  const { progress, state } = await tune(made, count);
  made.checkpoint(state);
  return { folder: made, progress, state };
}

describe("a tuning's folder", () => {
  it("begins with the config, the seed, the program's version and the champion, parents made as needed", () => {
    const path = join(folder, "deep", "er", "new");
    const made = TuneFolder.create(path, CONFIG, SEED, START);
    expect(readdirSync(path)).toEqual(["config.json", "start.json"]);
    expect(JSON.parse(read("deep/er/new/config.json"))).toEqual({ version: VERSION, seed: SEED, tune: CONFIG });
    expect(readChampion(read("deep/er/new/start.json"), "start.json")).toEqual(START);
    expect([made.task.name, made.state]).toEqual(["swingup", undefined]);
  });

  it("may be there already if it is empty", () => {
    mkdirSync(join(folder, "empty"));
    TuneFolder.create(join(folder, "empty"), CONFIG, SEED, START);
    expect(readdirSync(join(folder, "empty"))).toEqual(["config.json", "start.json"]);
  });

  it.each<[string, string, string]>([
    ["is in use", "used", "the folder is in use"],
    ["is a file", "used/file", "not a folder"],
    ["cannot be made", "used/file/run", "cannot be made (ENOTDIR)"],
  ])("is refused where it %s", (_title, path, says) => {
    mkdirSync(join(folder, "used"), { recursive: true });
    writeFileSync(join(folder, "used/file"), "mine");
    expect(() => TuneFolder.create(join(folder, path), CONFIG, SEED, START)).toThrow(UserError);
    expect(() => TuneFolder.create(join(folder, path), CONFIG, SEED, START)).toThrow(says);
    expect(readdirSync(join(folder, "used"))).toEqual(["file"]);
    expect(read("used/file")).toBe("mine");
  });

  it("gets a log line for each generation", async () => {
    const { progress } = await recorded("logged", 6);
    const lines = read("logged", "log.jsonl").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      progress.map(({ generation, mean, best, stepSize, state }) => ({
        generation,
        mean,
        best,
        stepSize,
        champion: state.champion.mean,
        championSd: state.champion.sd,
        rollouts: state.rollouts,
        steps: state.steps,
      })),
    );
  });

  it("gets the champion with weights on all its connections whenever there is a new one", async () => {
    const made = TuneFolder.create(join(folder, "crowned"), CONFIG, SEED, START);
    expect(made.championPath).toBe(join(folder, "crowned", "champion.json"));
    let champions = 0;
    await tuneWeights({
      config: CONFIG,
      genome: START.genome,
      start: Array(SIZE).fill(-0.7),
      seed: SEED,
      evaluator: EVALUATOR,
      observe: (progress) => {
        rmSync(made.championPath, { force: true });
        made.record(progress);
        expect(existsSync(made.championPath)).toBe(progress.newChampion);
        if (!progress.newChampion) return;
        champions++;
        const { champion, rollouts, steps } = progress.state;
        const { genome, provenance, ...rest } = readChampion(read("crowned", "champion.json"), "champion.json");
        const { genome: before, provenance: start, ...kept } = START;
        expect(packedWeights(genome, order)).toEqual(Float64Array.from(champion.weights));
        expect(pack(genome)).toEqual(pack(before));
        expect(rest).toEqual(kept);
        expect(provenance).toEqual({
          program: `wann ${VERSION}`,
          seed: SEED,
          generation: champion.generation,
          confirmedMean: champion.mean,
          confirmedSd: champion.sd,
          rollouts,
          steps,
          tune: CONFIG,
          start,
        });
      },
    });
    expect(champions).toBeGreaterThan(2);
    expect(champions).toBeLessThan(30);
  });

  it("writes the champion on demand, with more of its provenance", async () => {
    const { folder: made, state } = await recorded("closed", 3);
    made.writeChampion(state, { digest: "d1" });
    expect(readChampion(read("closed", "champion.json"), "champion.json").provenance).toMatchObject({
      seed: SEED,
      digest: "d1",
    });
  });
});

describe("a tuning that goes on", () => {
  it("has its config, seed, start and state back, exactly", async () => {
    const { state } = await recorded("back", 5);
    const made = TuneFolder.resume(join(folder, "back"));
    expect([made.config, made.seed, made.start, made.task.name]).toEqual([CONFIG, SEED, START, "swingup"]);
    expect(made.state).toStrictEqual(state);
  });

  it("ends as if there had been no stop, with each log line once", async () => {
    const whole = await recorded("whole", 12);
    await recorded("cut", 5);
    const before = read("cut", "log.jsonl");
    appendFileSync(join(folder, "cut", "log.jsonl"), '{"generation":5}\n{"generation":6}\n{"genera');
    const made = TuneFolder.resume(join(folder, "cut"));
    expect(read("cut", "log.jsonl")).toBe(before);
    expect((await tune(made, 12)).state).toStrictEqual(whole.state);
    expect(generations("cut")).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(read("cut", "log.jsonl")).toBe(read("whole", "log.jsonl"));
  });

  it("begins anew, log and all, where it has no checkpoint", () => {
    TuneFolder.create(join(folder, "anew"), CONFIG, SEED, START);
    writeFileSync(join(folder, "anew", "log.jsonl"), '{"generation":0}\n{"gene');
    expect(TuneFolder.resume(join(folder, "anew")).state).toBeUndefined();
    expect(read("anew", "log.jsonl")).toBe("");
  });

  it("keeps a new number of generations", async () => {
    await recorded("longer", 3);
    expect(TuneFolder.resume(join(folder, "longer"), 77).config).toEqual({ ...CONFIG, generations: 77 });
    expect(TuneFolder.resume(join(folder, "longer")).config.generations).toBe(77);
  });

  it("refuses fewer generations than it has, and stays as it was", async () => {
    await recorded("fewer", 4);
    const before = read("fewer", "config.json");
    expect(() => TuneFolder.resume(join(folder, "fewer"), 3)).toThrow(
      new UserError(
        `${join(folder, "fewer")}: the run has 4 generations already: expected --generations of at least 4`,
      ),
    );
    expect(read("fewer", "config.json")).toBe(before);
    expect(TuneFolder.resume(join(folder, "fewer"), 4).config.generations).toBe(4);
  });

  const config = (change: Json) => JSON.stringify({ version: VERSION, seed: SEED, tune: CONFIG, ...change });
  it("keeps a training's number of generations, over which its steps shrink", () => {
    const adam = { method: "adam", generations: 4, batches: 2, learningRate: 0.01, confirmEpisodes: 1 } as const;
    TuneFolder.create(join(folder, "training"), adam, SEED, START);
    expect(TuneFolder.resume(join(folder, "training")).config).toEqual(adam);
    expect(() => TuneFolder.resume(join(folder, "training"), 8)).toThrow("steps shrink over the number it began with");
  });

  it.each<[title: string, config: string | undefined, says: string]>([
    ["missing", undefined, "cannot be read: expected the config.json of a run"],
    ["cut short", '{"version":', "not JSON, or cut short"],
    ["another program's", config({ version: "9.9.9" }), 'version: "9.9.9": expected'],
    ["without a seed", config({ seed: null }), "seed: null"],
    ["a search's", config({ tune: undefined }), "tune: missing: expected the folder of a tuning"],
    ["incomplete", config({ tune: { population: 6 } }), "tune.method: undefined"],
    ["of too few", config({ tune: { ...CONFIG, population: 3 } }), "tune.population: 3"],
    ["of no step", config({ tune: { ...CONFIG, stepSize: 0 } }), "tune.stepSize: 0"],
    ["of half an episode", config({ tune: { ...CONFIG, episodes: 0.5 } }), "tune.episodes: 0.5"],
    ["of another kind", config({ tune: { ...CONFIG, confirmEpisodes: "many" } }), 'tune.confirmEpisodes: "many"'],
    ["of more", config({ tune: { ...CONFIG, colour: 3 } }), 'Unrecognized key: "colour"'],
  ])("is refused where its config.json is %s", (title, content, says) => {
    const path = join(folder, title);
    TuneFolder.create(path, CONFIG, SEED, START);
    if (content === undefined) rmSync(join(path, "config.json"));
    else writeFileSync(join(path, "config.json"), content);
    expect(() => TuneFolder.resume(path)).toThrow(UserError);
    expect(() => TuneFolder.resume(path)).toThrow(says);
    expect(() => TuneFolder.resume(path)).toThrow(/config\.json: [^\n]*$/);
    expect(existsSync(join(path, "log.jsonl"))).toBe(false);
  });

  const startWith = (change: Json) => (text: string) => resealed({ ...JSON.parse(text), ...change });

  it.each<[title: string, change: (text: string) => string | undefined, says: string]>([
    ["missing", () => undefined, "cannot be read (ENOENT)"],
    ["cut short", (text) => text.slice(0, -20), "not JSON, or cut short"],
    ["changed", (text) => text.replace('"swingup"', '"biped"'), "damaged"],
    ["for another task", startWith({ task: "biped" }), "expected 24 inputs and 4 outputs for biped"],
    ["for no task", startWith({ task: "pole" }), 'unknown task "pole"'],
    ["without its shared weight", startWith({ tunedSharedWeight: null }), "tunedSharedWeight: null"],
  ])("is refused where its start.json is %s", (title, change, says) => {
    const path = join(folder, `start ${title}`);
    TuneFolder.create(path, CONFIG, SEED, START);
    const content = change(read(`start ${title}`, "start.json"));
    if (content === undefined) rmSync(join(path, "start.json"));
    else writeFileSync(join(path, "start.json"), content);
    expect(() => TuneFolder.resume(path)).toThrow(UserError);
    expect(() => TuneFolder.resume(path)).toThrow(says);
  });
});

describe("a tuning's checkpoint", () => {
  type Parts = Json & { strategy: Json; champion: Json };
  const changed = (change: (file: Parts) => Json) => (text: string) => JSON.stringify(change(JSON.parse(text)));
  const strategy = (values: Json) => changed((file) => ({ ...file, strategy: { ...file.strategy, ...values } }));
  const champion = (values: Json) => changed((file) => ({ ...file, champion: { ...file.champion, ...values } }));
  const many = (count: number) => Array<number>(count).fill(0.5);

  it.each<[title: string, change: (text: string) => string, says: string]>([
    ["is cut short", (text) => text.slice(0, -1), "not a checkpoint, or cut short"],
    ["is empty", () => "", "not a checkpoint, or cut short"],
    ["is null", () => "null", "format: undefined"],
    ["is a search's", changed((file) => ({ ...file, format: "wann-checkpoint" })), 'expected "wann-tuning"'],
    ["has another version", changed((file) => ({ ...file, version: 2 })), "version: 2: expected 1"],
    [
      "has another configuration",
      changed((file) => ({ ...file, config: { ...(file.config as object), population: 99 } })),
      "config.population: 99: expected",
    ],
    ["has another seed", changed((file) => ({ ...file, seed: 7 })), `seed: 7: expected ${SEED}`],
    ["has no strategy", changed(({ strategy: _, ...file }) => file), "strategy: "],
    ["has no champion", changed(({ champion: _, ...file }) => file), "champion: "],
    ["has no digest", changed(({ digest: _, ...file }) => file), "digest: "],
    ["has half a rollout", changed((file) => ({ ...file, rollouts: 0.5 })), "rollouts: "],
    ["has steps below none", changed((file) => ({ ...file, steps: -1 })), "steps: "],
    ["has half a generation", strategy({ generation: 1.5 }), "strategy.generation: "],
    ["has fewer weights", strategy({ mean: many(SIZE - 1) }), "strategy.mean: "],
    ["has a mean that is no number", strategy({ mean: Array(SIZE).fill(null) }), "strategy.mean.0: "],
    ["has no step size", strategy({ stepSize: null }), "strategy.stepSize: "],
    ["has a longer path", strategy({ covariancePath: many(SIZE + 1) }), "strategy.covariancePath: "],
    ["has no step-size path", strategy({ stepSizePath: undefined }), "strategy.stepSizePath: "],
    ["has the diagonal alone", strategy({ covariance: many(SIZE) }), "strategy.covariance: "],
    ["has a champion of fewer weights", champion({ weights: many(SIZE - 1) }), "champion.weights: "],
    ["has a champion without a mean", champion({ mean: undefined }), "champion.mean: "],
    ["has a champion without an sd", champion({ sd: "some" }), "champion.sd: "],
  ])("is refused with a line that says why where it %s", async (title, change, says) => {
    await recorded(title, 2);
    const path = join(folder, title);
    const before = read(title, "log.jsonl");
    writeFileSync(join(path, "checkpoint"), change(read(title, "checkpoint")));
    expect(() => TuneFolder.resume(path)).toThrow(UserError);
    expect(() => TuneFolder.resume(path)).toThrow(says);
    expect(() => TuneFolder.resume(path)).toThrow(/checkpoint: [^\n]*$/);
    expect(read(title, "log.jsonl")).toBe(before);
  });

  it("of more than 300 weights has the diagonal alone", async () => {
    const start = { ...START, genome: fixedTopology(5, [44], 1, "tanh") };
    const size = start.genome.connections.length;
    expect(size).toBeGreaterThan(300);
    const made = TuneFolder.create(join(folder, "large"), CONFIG, SEED, start);
    const state = await tuneWeights({
      config: { ...CONFIG, generations: 2 },
      genome: start.genome,
      start: Array(size).fill(0),
      seed: SEED,
      evaluator: {
        ...EVALUATOR,
        evaluate: async (_, { seeds }) => ({
          returns: Float64Array.from(seeds, (_, i) => i),
          steps: new Uint32Array(seeds.length),
          broken: 0,
        }),
      },
      observe: () => {},
    });
    made.checkpoint(state);
    expect(TuneFolder.resume(join(folder, "large")).state).toStrictEqual(state);
  });
});
