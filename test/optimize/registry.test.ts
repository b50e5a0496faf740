/** What every optimizer does, of the registry's and of those that someone adds: a file and a row, and all of the host runs it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { readChampion } from "../../src/formats/champion-json.js";
import { express } from "../../src/genome/compact/express.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { finalDigest } from "../../src/journey.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { checkTuning, resolveTuning } from "../../src/optimize/configuration.js";
import type { Optimizer, TuneOutcome } from "../../src/optimize/optimizer.js";
import { OPTIMIZERS, usualOptimizer } from "../../src/optimize/registry.js";
import { TuningRun } from "../../src/record/tuning-run.js";
import { type Standing, tuneWith } from "../../src/runs.js";
import { TASKS, taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { HILL_CLIMBER } from "../fixtures/optimizers/hill-climber.js";
import { reopening, START, SURROUNDINGS, tuneOn } from "../record/sample-run.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { grown } from "../search/homogeneous/grown.js";

const ALL = OPTIMIZERS.with(HILL_CLIMBER);
const SEED = 5;
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value));

it("a task's usual optimizer is the first that suits it", () => {
  expect(TASKS.all.map((task) => [task.name, usualOptimizer(task).name])).toEqual([
    ["swingup", "cma"],
    ["biped", "cma"],
    ["biped-hardcore", "cma"],
    ["car-racing", "cma"],
    ["mnist", "adam"],
  ]);
});

describe.each(ALL.all)("the optimizer $name", (kind) => {
  const task = TASKS.all.find((each) => kind.suits(each)) as (typeof TASKS.all)[number];
  const fixed = fixedTopology(task.inputs, [3], task.outputs, task.outputActivation);
  const bred = grown({ inputs: task.inputs, outputs: task.outputs, mutations: 9, seed: 1, largestWeight: 3 });
  const genome = kind.problem?.(fixed) === undefined ? fixed : express(bred, 4, task.outputActivation);
  const size = genome.connections.length;
  // As many as 4, where it takes more than one.
  const generations = kind.settings.generations.safeParse(4).success ? 4 : 1;
  const config = resolveTuning(task, size, [{ origin: "test", values: { generations } }], kind);
  const open = (state?: unknown) =>
    kind.open({ config, genome, start: new Float64Array(size).fill(0.5), seed: SEED }, state);

  /** Answers a round with what is made up of its weights. */
  function answers(optimizer: Optimizer) {
    const { weights, seeds, gradientsOf } = optimizer.ask();
    const each = weights.length / seeds.length;
    const returns = Float64Array.from(seeds, (seed, i) => Math.sin(seed) - Math.abs(weights[i * each] - 0.3));
    return { returns, ...(gradientsOf && { gradients: weights.map((weight) => weight - 0.3) }) };
  }

  function generation(optimizer: Optimizer): TuneOutcome {
    for (;;) {
      const outcome = optimizer.tell(answers(optimizer));
      if (outcome) return outcome;
    }
  }

  it("has a complete configuration, which files give back", () => {
    expect(checkTuning(throughJson({ ...config }), "config.json", ALL)).toEqual(config);
    expect(kind.title.length).toBeGreaterThan(5);
  });

  it("asks for the same until it is told, and takes as many returns as it asked for", () => {
    const optimizer = open();
    for (let round = 0; round < 5; round++) {
      const asked = structuredClone(optimizer.ask());
      expect(optimizer.ask()).toEqual(asked);
      const { returns, ...gradients } = answers(optimizer);
      for (const length of [0, returns.length + 1]) {
        expect(() => optimizer.tell({ returns: new Float64Array(length), ...gradients })).toThrow(
          new RangeError(`tell: expected ${returns.length} returns, got ${length}`),
        );
      }
      expect(optimizer.ask()).toEqual(asked);
      optimizer.tell({ returns, ...gradients });
    }
  });

  it("goes on from its state, plain data that its schema takes as it is, from every generation", () => {
    const whole = open();
    const states: unknown[] = [];
    const ends: TuneOutcome[] = [];
    for (let i = 0; i < 3; i++) {
      states.push(throughJson(whole.state));
      ends.push(generation(whole));
      expect(ends[i]).toMatchObject({ generation: i, champion: whole.champion });
      expect(whole.championMean).toBe(whole.champion?.mean);
    }
    for (const [i, state] of states.entries()) {
      expect(kind.state(genome).parse(state)).toEqual(state);
      const resumed = open(kind.state(genome).parse(state));
      expect(resumed.generation).toBe(i);
      for (const end of ends.slice(i)) expect(generation(resumed)).toEqual(end);
      expect([resumed.state, resumed.conclusion]).toEqual([whole.state, whole.conclusion]);
    }
  });
});

describe("an optimizer that src/ does not know", () => {
  const { name } = HILL_CLIMBER;
  const kind = ALL.named(name);
  const task = taskNamed("swingup");
  const folder = temporaryFolder();
  const { genome, tunedSharedWeight } = START;
  const { order } = pack(genome);
  const config = resolveTuning(task, order.length, [{ origin: "test", values: { generations: 30 } }], kind);

  const tune = async (generations: number, from?: Standing) => {
    const evaluator = localEvaluator(await loadKernel(task));
    const given = { task, genome, start: tunedSharedWeight, config: { ...config, generations }, seed: SEED };
    return tuneWith(evaluator, { ...given, ...(from && { from }) }, ALL);
  };

  it("runs whole, and goes on from where it stood", async () => {
    const whole = await tune(30);
    const { state, tally } = throughJson(await tune(11));
    expect(await tune(30, { state, tally })).toEqual(whole);
    expect(whole.champion?.mean).toBeGreaterThan(0);
    expect([...(packedWeights(whole.genome, order) ?? [])]).toEqual(whole.champion?.weights);
  });

  it("has a folder, is opened again, and comes to the same", async () => {
    const whole = await tune(30);
    const evaluator = localEvaluator(await loadKernel(task));
    const path = join(folder, "run");
    const run = await TuningRun.create(path, { config, seed: SEED }, START, SURROUNDINGS, ALL);
    const { tally } = await tuneOn(run, 11, evaluator);
    run.checkpoint(tally);
    await run.close();

    expect(TuningRun.peek(path, ALL)).toEqual({ task, config, start: START, seed: SEED });
    const again = await TuningRun.open(path, reopening({ budget: { generations: 31 } }), ALL);
    expect(again.optimizer.state).toEqual(run.optimizer.state);
    const end = await tuneOn(again, 30, evaluator);
    again.checkpoint(end.tally);
    await again.close();
    expect(finalDigest(end.tally, again.optimizer)).toBe(whole.digest);
    const { provenance } = readChampion(readFileSync(again.championPath, "utf8"), "champion.json");
    expect(provenance).toMatchObject({ confirmedMean: whole.champion?.mean, tune: { optimizer: name } });
  });

  it("is refused by a program that does not have it, and for a task that it does not suit", async () => {
    const path = join(folder, "unknown");
    await (await TuningRun.create(path, { config, seed: SEED }, START, SURROUNDINGS, ALL)).close();
    await expect(TuningRun.open(path, reopening())).rejects.toThrow(
      new UserError(
        `${path}/config.json: optimizer: unknown optimizer "${name}" (optimizers: adam, cma, cma-numbers, shared-weight)`,
      ),
    );
    expect(() => resolveTuning(taskNamed("mnist"), 60, [], kind)).toThrow(
      "hill-climber: does not suit mnist: expected one of adam, cma, shared-weight",
    );
  });

  it("is named nowhere in src/", () => {
    const source = fileURLToPath(new URL("../../src", import.meta.url));
    for (const file of readdirSync(source, { recursive: true, encoding: "utf8" })) {
      if (file.endsWith(".ts")) expect(readFileSync(join(source, file), "utf8").includes(name), file).toBe(false);
    }
  });
});
