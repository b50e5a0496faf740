import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Values } from "../../src/config/settings.js";
import { behaviourOf } from "../../src/evaluate/behaviour.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { readChampion, writeChampion } from "../../src/formats/champion-json.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { finalDigest, type Progress } from "../../src/journey.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { resolveTuning } from "../../src/optimize/configuration.js";
import type { OptimizerConfig, TuneOutcome } from "../../src/optimize/optimizer.js";
import { OPTIMIZERS } from "../../src/optimize/registry.js";
import { readLog } from "../../src/record/log.js";
import type { Reopening } from "../../src/record/run-folder.js";
import { TuningRun, type TuningStart } from "../../src/record/tuning-run.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { VERSION } from "../../src/version.js";
import { resealed } from "../formats/resealed.js";
import { copyOldRun, ENDS } from "./old-files.js";
import {
  NEARNESS,
  OTHER_BUILD,
  reopening,
  SEED,
  START,
  SURROUNDINGS,
  TUNING,
  tuneOn,
  writingsCostNothing,
} from "./sample-run.js";
import { temporaryFolder } from "./temporary-folder.js";

type Json = Record<string, unknown>;

const { order } = pack(START.genome);
const SIZE = order.length;
const SWINGUP = taskNamed("swingup");
const folder = temporaryFolder();
const path = (...parts: string[]) => join(folder, ...parts);
const read = (...parts: string[]) => readFileSync(path(...parts), "utf8");

let open: TuningRun[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const run of open) await run.close();
  open = [];
});

async function opening(run: Promise<TuningRun>): Promise<TuningRun> {
  open.push(await run);
  return run;
}

const made = (name: string, config: OptimizerConfig = TUNING, start: TuningStart = START) =>
  opening(TuningRun.create(path(name), { config, seed: SEED }, start, SURROUNDINGS));

const opened = (name: string, how: Partial<Reopening> = {}) => opening(TuningRun.open(path(name), reopening(how)));

/** A tuning of `count` generations, all recorded and checkpointed, and closed. */
async function recorded(name: string, count: number) {
  const run = await made(name);
  const { tally, progress } = await tuneOn(run, count);
  run.checkpoint(tally);
  await run.close();
  return { run, tally, progress };
}

/** What a generation came to, without its times. */
const outcomeOf = ({ outcome, tally }: Progress<TuneOutcome>) => ({ outcome, tally });

describe("a tuning's folder", () => {
  it("begins with its configuration, its seed, the champion and a checkpoint, parents made as needed", async () => {
    const run = await made("deep/er/new");
    const files = ["checkpoint", "config.json", "lock", "start.json"];
    expect(readdirSync(path("deep/er/new")).sort()).toEqual(files);
    expect(readChampion(read("deep/er/new", "start.json"), "start.json")).toEqual(START);
    expect(TuningRun.peek(path("deep/er/new"))).toEqual({
      task: SWINGUP,
      config: TUNING,
      start: START,
      seed: SEED,
    });
    expect([run.task.name, run.seed, run.path]).toEqual(["swingup", SEED, path("deep/er/new")]);
    expect(run.championPath).toBe(path("deep/er/new", "champion.json"));
  });

  it("gets a log line for each generation", async () => {
    const { progress } = await recorded("logged", 6);
    expect(readLog(path("logged", "log.jsonl"))).toEqual({
      kind: "tuning",
      lines: progress.map(
        ({ outcome: { generation, mean, best, stepSize, champion }, tally: { rollouts, steps } }) => ({
          generation,
          mean,
          best,
          stepSize,
          champion: champion.mean,
          championSd: champion.sd,
          rollouts,
          steps,
        }),
      ),
    });
  });

  it("gets the champion whenever there is a new one, with weights of its own", async () => {
    writingsCostNothing();
    const run = await made("champions");
    let champions = 0;
    const { progress } = await tuneOn(run, 30, {
      ...NEARNESS,
      async evaluate(networks, plan) {
        const { champion } = run.optimizer;
        // Before a generation's candidates: what the last one has left.
        if (champion && champion.generation > 0 && plan.seeds.length > 3) {
          champions++;
          const { genome, provenance, ...rest } = readChampion(read("champions", "champion.json"), "champion.json");
          const { genome: before, provenance: start, ...kept } = START;
          expect([...(packedWeights(genome, order) ?? [])]).toEqual([...champion.weights]);
          expect(pack(genome)).toEqual(pack(before));
          expect(rest).toEqual(kept);
          expect(provenance).toMatchObject({
            program: `wann ${VERSION}`,
            seed: SEED,
            generation: champion.generation,
            confirmedMean: champion.mean,
            confirmedSd: champion.sd,
            tune: TUNING,
            start,
          });
        }
        return NEARNESS.evaluate(networks, plan);
      },
    });
    expect(champions).toBeGreaterThan(10);
    const last = progress.filter(({ outcome }) => outcome.newChampion).at(-1);
    const { provenance } = readChampion(read("champions", "champion.json"), "champion.json");
    expect(provenance).toMatchObject({ rollouts: last?.tally.rollouts, steps: last?.tally.steps });
  });

  it("gets what else is known of the champion when it is told, and which builds have run it", async () => {
    await recorded("told", 3);
    const run = await opened("told", { behaviour: OTHER_BUILD, otherBuild: true });
    run.writeChampion(run.tally, { digest: "d1" });
    expect(readChampion(read("told", "champion.json"), "champion.json").provenance).toMatchObject({
      seed: SEED,
      digest: "d1",
      otherBuilds: [{ generation: 3, behaviour: OTHER_BUILD }],
    });
  });

  it("of one shared weight gets the champion with that, and without weights of its own", async () => {
    const values = { grid: 11, gridEpisodes: 2, finalists: 3, finalEpisodes: 4 };
    const kind = OPTIMIZERS.named("shared-weight");
    const config = resolveTuning(SWINGUP, SIZE, [{ origin: "test", values }], kind);
    const run = await made("shared", config);
    // The best that is looked at is 0.48: the nearer, the more.
    const nearness = { ...NEARNESS };
    nearness.evaluate = async (_, { weights }) => {
      const returns = weights.map((weight) => -Math.abs(weight - 0.5));
      return { returns, steps: new Uint32Array(returns.length), nonFinite: 0 };
    };
    const { tally } = await tuneOn(run, 1, nearness);
    run.checkpoint(tally);
    const { genome, tunedSharedWeight, provenance } = readChampion(read("shared", "champion.json"), "champion.json");
    expect(tunedSharedWeight).toBeCloseTo(0.48, 12);
    expect(genome).toEqual(START.genome);
    expect(provenance).toMatchObject({ tune: config });
    await run.close();
    const again = await opened("shared");
    expect(again.optimizer.state).toEqual(run.optimizer.state);
  });
});

describe("a tuning that goes on", () => {
  it("has its configuration, seed, start and state back, exactly", async () => {
    const { run: before, tally } = await recorded("back", 5);
    const run = await opened("back");
    expect([run.config, run.seed, run.start, run.tally]).toEqual([TUNING, SEED, START, tally]);
    expect(run.optimizer.state).toStrictEqual(before.optimizer.state);
  });

  it("ends as if there had been no stop, with each log line once, wherever it stopped", async () => {
    const whole = await recorded("whole", 12);
    for (const count of [0, 1, 5, 11]) {
      const name = `cut ${count}`;
      await recorded(name, count);
      if (count > 0) {
        const before = read(name, "log.jsonl");
        appendFileSync(path(name, "log.jsonl"), '{"generation":5}\n{"generation":6}\n{"genera');
        await (await opened(name)).close();
        expect(read(name, "log.jsonl")).toBe(before);
      }
      const run = await opened(name);
      const { tally, progress } = await tuneOn(run, 12);
      expect(progress.map(outcomeOf)).toEqual(whole.progress.slice(count).map(outcomeOf));
      expect(run.optimizer.state).toStrictEqual(whole.run.optimizer.state);
      expect(finalDigest(tally, run.optimizer)).toBe(finalDigest(whole.tally, whole.run.optimizer));
      expect(read(name, "log.jsonl")).toBe(read("whole", "log.jsonl"));
    }
  });

  it("may have another budget, and keeps it", async () => {
    await recorded("longer", 3);
    const run = await opened("longer", { budget: { generations: 77, untilReturn: 9 } });
    expect(run.config).toEqual({ ...TUNING, generations: 77, untilReturn: 9 });
    expect(TuningRun.peek(path("longer")).config).toEqual(run.config);
  });

  it("keeps the number of generations over which its steps shrink", async () => {
    const start = { ...START, task: "mnist", genome: fixedTopology(256, [], 10, "linear") };
    const values = { generations: 4, batches: 2, confirmEpisodes: 1 };
    const config = resolveTuning(taskNamed("mnist"), 2570, [{ origin: "test", values }]);
    await (await made("training", config, start)).close();
    await (await opened("training", { budget: { generations: 4, maxRollouts: 99 } })).close();
    await expect(opened("training", { budget: { generations: 8 } })).rejects.toThrow(
      new UserError(
        `${path("training")}: generations: 8: expected 4: the steps of adam shrink over the number it began with`,
      ),
    );
    expect((await opened("training")).config).toEqual({ ...config, maxRollouts: 99 });
  });

  it("of more than 300 weights has the diagonal alone", async () => {
    const start = { ...START, genome: fixedTopology(5, [44], 1, "tanh") };
    const size = start.genome.connections.length;
    expect(size).toBeGreaterThan(300);
    const values = { population: 6, generations: 2, episodes: 2, confirmEpisodes: 3 };
    const config = resolveTuning(SWINGUP, size, [{ origin: "test", values }]);
    const run = await made("large", config, start);
    const { tally } = await tuneOn(run, 2);
    run.checkpoint(tally);
    await run.close();
    const again = await opened("large");
    expect(again.optimizer.state).toStrictEqual(run.optimizer.state);
    expect((again.optimizer.state as Json).covariance).toHaveLength(size);
  });

  it("starts from weights of the champion's own, where it has them", async () => {
    const { run } = await recorded("first", 6);
    const tuned = readChampion(read("first", "champion.json"), "champion.json") as TuningStart;
    const next = await made("second", TUNING, tuned);
    expect((next.optimizer.state as Json).mean).toEqual(run.optimizer.champion?.weights);
  });
});

/** The one line with which a run is refused; whoever comes next finds its folder free, and its log as it was. */
async function refusal(name: string): Promise<string> {
  const log = () => (readdirSync(path(name)).includes("log.jsonl") ? read(name, "log.jsonl") : "");
  const before = log();
  const refused = await opened(name).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect(readdirSync(path(name))).not.toContain("lock");
  expect(log()).toBe(before);
  const { message } = refused as UserError;
  expect(message).not.toContain("\n");
  return message.replaceAll(path(name), "RUN");
}

describe("a tuning's folder is refused with a line that says why", () => {
  const config = (change: Values) => (file: Json) => ({ ...file, config: { ...(file.config as Values), ...change } });

  it.each<[title: string, change: (file: Json) => Json, line: string]>([
    [
      "of a search",
      config({ optimizer: undefined, search: "wann" }),
      "config.optimizer: missing: expected the folder of a tuning",
    ],
    ["without a seed", ({ seed: _, ...file }) => file, "seed: missing: expected number"],
    ["of too few", config({ population: 3 }), "population: 3: expected number to be >=4"],
    ["of no step", config({ stepSize: 0 }), "stepSize: 0: expected number to be >0"],
    ["of half an episode", config({ episodes: 0.5 }), "episodes: 0.5: expected int"],
    ["of another kind", config({ confirmEpisodes: "many" }), 'confirmEpisodes: "many": expected number'],
    ["of more", config({ colour: 3 }), 'unknown key "colour"'],
    [
      "of an optimizer that there is not",
      config({ optimizer: "sgd" }),
      'optimizer: unknown optimizer "sgd" (optimizers: adam, cma, cma-numbers, shared-weight)',
    ],
  ])("where its config.json is %s", async (title, change, line) => {
    const name = `config ${title}`;
    await recorded(name, 1);
    writeFileSync(path(name, "config.json"), resealed(change(JSON.parse(read(name, "config.json")))));
    expect(await refusal(name)).toBe(`RUN/config.json: ${line}`);
  });

  it.each<[title: string, change: (text: string) => string | undefined, says: string]>([
    ["missing", () => undefined, "cannot be read (ENOENT"],
    [
      "cut short",
      (text) => text.slice(0, -20),
      "another champion than the run began with: expected that of config.json",
    ],
    ["changed", (text) => text.replace('"swingup"', '"biped"'), "another champion than the run began with"],
    [
      "another's",
      () => writeChampion({ ...START, tunedSharedWeight: 1 }, SWINGUP),
      "another champion than the run began",
    ],
  ])("where its start.json is %s", async (title, change, says) => {
    const name = `start ${title}`;
    await (await made(name)).close();
    const content = change(read(name, "start.json"));
    if (content === undefined) rmSync(path(name, "start.json"));
    else writeFileSync(path(name, "start.json"), content);
    const line = await refusal(name);
    expect(line).toContain(says);
    expect(line).toMatch(/^RUN\/start\.json: /);
  });

  it.each<[title: string, change: (file: Json) => Json, says: string]>([
    ["for another task", (file) => ({ ...file, task: "biped" }), "expected 24 inputs and 4 outputs for biped"],
    ["for no task", (file) => ({ ...file, task: "pole" }), 'unknown task "pole"'],
    [
      "without its shared weight",
      ({ tunedSharedWeight: _, ...file }) => file,
      "tunedSharedWeight: missing: expected a number",
    ],
  ])("where the start.json of a run of version 1, which kept no hash of it, is %s", async (title, change, says) => {
    const name = `old start ${title}`;
    copyOldRun("tuning", path(name));
    writeFileSync(path(name, "start.json"), JSON.stringify(change(JSON.parse(read(name, "start.json")))));
    const line = await refusal(name);
    expect(line).toContain(says);
    expect(line).toMatch(/^RUN\/start\.json: /);
  });

  const state = (values: Json) => (before: Json) => ({ ...before, ...values });
  const champion = (values: Json) => (before: Json) => ({
    ...before,
    champion: { ...(before.champion as Json), ...values },
  });
  const many = (count: number) => Array<number>(count).fill(0.5);

  it.each<[title: string, change: (before: Json) => Json, line: string]>([
    ["has no champion", ({ champion: _, ...rest }) => rest, "champion: missing: expected object"],
    ["has half a generation", state({ generation: 1.5 }), "generation: 1.5: expected int"],
    [
      "has fewer weights",
      state({ mean: many(SIZE - 1) }),
      `mean: ${JSON.stringify(many(SIZE - 1))}: expected array to have`,
    ],
    ["has a mean that is no number", state({ mean: Array(SIZE).fill(null) }), "mean.0: null: expected number"],
    ["has no step size", state({ stepSize: null }), "stepSize: null: expected number"],
    ["has a longer path", state({ covariancePath: many(SIZE + 1) }), "covariancePath: "],
    ["has no step-size path", state({ stepSizePath: undefined }), "stepSizePath: missing: expected array"],
    ["has the diagonal alone", state({ covariance: many(SIZE) }), "covariance: "],
    ["has more than a state", state({ colour: 3 }), "colour: 3: expected no such key"],
    ["has a champion of fewer weights", champion({ weights: many(SIZE - 1) }), "champion.weights: "],
    ["has a champion without a mean", champion({ mean: undefined }), "champion.mean: missing: expected number"],
    ["has a champion without an sd", champion({ sd: "some" }), 'champion.sd: "some": expected number'],
  ])("where its checkpoint %s", async (title, change, says) => {
    const name = `checkpoint ${title}`;
    await recorded(name, 2);
    const { state: before, ...file } = JSON.parse(read(name, "checkpoint"));
    writeFileSync(path(name, "checkpoint"), resealed({ ...file, state: change(before) }));
    const line = await refusal(name);
    expect(line.startsWith(`RUN/checkpoint: state.${says}`), line).toBe(true);
  });
});

describe("a tuning of version 1", () => {
  it("opens, and goes on to what the program of that time came to", async () => {
    copyOldRun("tuning", path("old"));
    const { generations, digest, rollouts, steps, championMean } = ENDS.tuning;
    const run = await opened("old", { budget: { generations } });
    expect(run.optimizer.generation).toBe(3);
    const evaluator = localEvaluator(await loadKernel(SWINGUP));
    const { tally } = await tuneOn(run, generations, evaluator);
    expect(finalDigest(tally, run.optimizer)).toBe(digest);
    expect(tally).toMatchObject({ rollouts, steps });
    expect(run.optimizer.champion?.mean).toBe(championMean);
    run.checkpoint(tally);
    await run.close();

    // From then on it is one of this version; the champion that it began with stays as it was.
    const again = await opened("old");
    expect(again.optimizer.state).toEqual(run.optimizer.state);
    expect(again.config).toEqual(run.config);
    expect(readLog(path("old", "log.jsonl")).lines.map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4, 5]);
    const files = ["config.json", "checkpoint", "start.json"];
    expect(files.map((file) => JSON.parse(read("old", file)).version)).toEqual([4, 3, 1]);
  });
});

describe("a tuning whose config.json is of version 2", () => {
  it("opens, and goes on to what the program of that time came to", async () => {
    const biped = taskNamed("biped");
    copyOldRun("second-tuning", path("second"));
    const { generations, digest, rollouts, steps, championMean } = ENDS["second-tuning"];
    const kernel = await loadKernel(biped);
    const same = { behaviour: behaviourOf(kernel, biped) };
    const run = await opened("second", { ...same, budget: { generations } });
    expect(run.optimizer.generation).toBe(3);
    expect(run.config).toMatchObject({ task: "biped", fallPenalty: null });
    const { tally } = await tuneOn(run, generations, localEvaluator(kernel));
    expect(finalDigest(tally, run.optimizer)).toBe(digest);
    expect(tally).toMatchObject({ rollouts, steps });
    expect(run.optimizer.champion?.mean).toBe(championMean);
    run.checkpoint(tally);
    await run.close();

    const again = await opened("second", same);
    expect(again.optimizer.state).toEqual(run.optimizer.state);
    expect(again.config).toEqual(run.config);
    expect(JSON.parse(read("second", "config.json")).version).toBe(4);
  });
});
