import { describe, expect, it } from "vitest";
import type { Values } from "../../src/config/settings.js";
import { checkTuning, resolveTuning, tuningSettingsFor } from "../../src/optimize/configuration.js";
import type { OptimizerKind } from "../../src/optimize/optimizer.js";
import { OPTIMIZERS, usualOptimizer } from "../../src/optimize/registry.js";
import { type Task, taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";

const [SWINGUP, BIPED, MNIST] = ["swingup", "biped", "mnist"].map((name) => taskNamed(name));

const over = (values: Values, task = SWINGUP, kind = usualOptimizer(task)) =>
  resolveTuning(task, 60, [{ origin: "tune.json", values }], kind);

describe("resolveTuning", () => {
  it("is of the task's usual optimizer with its usual values for so many weights", () => {
    const cma = {
      task: "swingup",
      optimizer: "cma",
      generations: 500,
      untilReturn: null,
      maxRollouts: null,
      population: 16,
      episodes: 32,
      confirmEpisodes: 200,
      stepSize: 0.3,
      patience: null,
    };
    expect(resolveTuning(SWINGUP, 60)).toEqual(cma);
    expect(resolveTuning(BIPED, 2760)).toEqual({ ...cma, task: "biped", population: 27, fallPenalty: true });
    expect(resolveTuning(MNIST, 2570)).toEqual({
      task: "mnist",
      optimizer: "adam",
      generations: 60,
      untilReturn: null,
      maxRollouts: null,
      batches: 60,
      learningRate: 0.01,
      confirmEpisodes: 10,
    });
  });

  it("lays later layers over earlier ones", () => {
    const layers = [
      { origin: "tune.json", values: { population: 10, stepSize: 1 } },
      { origin: "--set population=20", values: { population: 20 } },
    ];
    expect(resolveTuning(SWINGUP, 60, layers)).toMatchObject({ population: 20, stepSize: 1 });
  });

  it("takes false for off", () => {
    expect(over({ fallPenalty: false, patience: 50 }, BIPED)).toMatchObject({ fallPenalty: null, patience: 50 });
  });

  it("has the task's options, where its optimizer may change them", () => {
    const added = (kind: OptimizerKind, task: Task) =>
      Object.keys(tuningSettingsFor(kind, task)).filter((key) => !Object.hasOwn(kind.settings, key));
    expect(OPTIMIZERS.all.map((kind) => [kind.name, added(kind, BIPED)])).toEqual([
      ["adam", []],
      ["cma", ["fallPenalty"]],
      ["cma-numbers", ["fallPenalty"]],
      ["shared-weight", []],
    ]);
    for (const kind of OPTIMIZERS.all) expect(added(kind, SWINGUP)).toEqual([]);
    expect(() => over({ fallPenalty: [{ from: 0, value: true }] }, BIPED)).toThrow(
      new UserError('tune.json: fallPenalty: [{"from":0,"value":true}]: expected true'),
    );
  });

  it("takes another optimizer, where it suits the task", () => {
    expect(over({}, MNIST, OPTIMIZERS.named("cma"))).toMatchObject({ optimizer: "cma", patience: null });
    expect(() => over({}, SWINGUP, OPTIMIZERS.named("adam"))).toThrow(
      new UserError("adam: does not suit swingup: expected one of cma, cma-numbers, shared-weight"),
    );
  });

  it.each<[line: string, values: Values]>([
    ["population: 3: expected number to be >=4", { population: 3 }],
    ["stepSize: 0: expected number to be >0", { stepSize: 0 }],
    ["episodes: 0.5: expected int", { episodes: 0.5 }],
    ['confirmEpisodes: "many": expected number', { confirmEpisodes: "many" }],
    ['unknown key "populaton", did you mean "population"?', { populaton: 10 }],
    [
      'unknown key "learningRate" (keys: generations, untilReturn, maxRollouts, population, episodes, confirmEpisodes, stepSize, patience)',
      { learningRate: 1 },
    ],
    ["fallPenalty: true: has no effect here: it is an option of biped, biped-hardcore", { fallPenalty: true }],
  ])("says “%s”", (line, values) => {
    expect(() => over(values)).toThrow(new UserError(`tune.json: ${line}`));
  });
});

describe("checkTuning", () => {
  const complete = resolveTuning(SWINGUP, 60);

  it("returns a complete configuration as it is", () => {
    expect(checkTuning({ ...complete }, "config.json")).toEqual(complete);
  });

  it.each<[line: string, change: Values]>([
    ["population: missing: expected number", { population: undefined }],
    ['unknown key "fallPenalty"', { fallPenalty: null }],
    ['unknown key "colour"', { colour: 3 }],
    ["optimizer: missing: expected a name", { optimizer: undefined }],
    ["task: null: expected a name", { task: null }],
    ['optimizer: unknown optimizer "sgd" (optimizers: adam, cma, cma-numbers, shared-weight)', { optimizer: "sgd" }],
    ['task: unknown task "chess" (tasks: swingup, biped, biped-hardcore, car-racing, mnist)', { task: "chess" }],
  ])("says “%s”", (line, change) => {
    expect(() => checkTuning({ ...complete, ...change }, "config.json")).toThrow(new UserError(`config.json: ${line}`));
  });
});
