import { describe, expect, it } from "vitest";
import type { Values } from "../../src/config/settings.js";
import { resolveTuning } from "../../src/optimize/configuration.js";
import { OPTIMIZERS } from "../../src/optimize/registry.js";
import { presetsOf, usualPreset } from "../../src/tasks/presets.js";
import { TASKS, type Task, taskNamed } from "../../src/tasks/registry.js";
import { type TaskDefinition, taskOf } from "../../src/tasks/task.js";

const optimizing = (name: string, optimizer: string) =>
  resolveTuning(taskNamed(name), 60, [], OPTIMIZERS.named(optimizer));

it("where a rollout is dear, a shared weight is looked for on a coarser grid, over fewer episodes that may end early", () => {
  const sparing = { grid: 41, gridEpisodes: 4, finalists: 4, finalEpisodes: 60, patience: 100, forecast: true };
  expect(optimizing("car-racing", "shared-weight")).toMatchObject(sparing);
  const usual = { grid: 81, gridEpisodes: 6, finalists: 8, finalEpisodes: 100, patience: null, forecast: null };
  for (const name of ["swingup", "biped", "mnist"]) expect(optimizing(name, "shared-weight")).toMatchObject(usual);
  expect(optimizing("car-racing", "cma")).toMatchObject({ episodes: 32, patience: null });
});

/** How the table tunes a network of a task. */
const tuningStages = ({ tuningStages: stages }: Task, network: "homogeneous" | "wann" | "fixed"): readonly Values[] =>
  stages[network] ?? [{}];

describe("a task's tuning stages", () => {
  const all = TASKS.all.flatMap((task) =>
    (["homogeneous", "wann", "fixed"] as const).map((network) => ({ task, network })),
  );

  it.each(all)("are one at least, each with values that its optimizer takes: $task.name, $network", (given) => {
    const { task, network } = given;
    const stages = tuningStages(task, network);
    expect(stages.length).toBeGreaterThan(0);
    for (const values of stages) {
      const config = resolveTuning(task, 60, [{ origin: "stage", values }]);
      expect(config).toMatchObject(values);
    }
  });

  it("teach a fully connected walker to walk before it learns not to fall, in ever smaller steps after that", () => {
    const [first, ...later] = tuningStages(taskNamed("biped"), "fixed");
    expect(first.fallPenalty).toBeNull();
    for (const values of later) {
      expect(values).not.toHaveProperty("fallPenalty");
      expect(values.stepSize).toBeLessThan(first.stepSize as number);
    }
  });
});

describe("a row of the registry", () => {
  const wasm = new URL("file:///some/chess.wasm");
  const definition: TaskDefinition = {
    name: "chess",
    kind: "control",
    inputLabels: ["king", "queen"],
    outputLabels: ["move"],
    outputActivation: "tanh",
    fixedLayers: [3],
  };

  it("has as many inputs and outputs as labels, and nothing of what its folder does not say", () => {
    expect(taskOf(definition, { wasm })).toEqual({
      ...definition,
      inputs: 2,
      outputs: 1,
      aliases: [],
      options: {},
      assets: [],
      presets: [],
      tunings: {},
      tuningStages: {},
      zooBias: 0,
      wasm,
    });
  });

  it("has what its folder says, and its presets name it", () => {
    const preset = { name: "blitz", title: "five minutes", search: "wann", values: { population: 2 } };
    const more = { aliases: ["chess_v0"], presets: [preset] };
    const task = taskOf({ ...definition, ...more }, { wasm });
    expect(task).toMatchObject({ aliases: ["chess_v0"] });
    expect(task.presets).toEqual([{ ...preset, task: "chess" }]);
    const tasks = TASKS.with(task);
    expect(presetsOf(tasks).named("blitz").task).toBe("chess");
    expect(usualPreset("chess_v0", "wann", tasks).name).toBe("blitz");
  });
});
