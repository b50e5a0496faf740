import { describe, expect, it } from "vitest";
import { tuningStages } from "../../src/config/efforts.js";
import { TASKS, taskNamed } from "../../src/config/tasks.js";
import { resolveTuning } from "../../src/optimize/configuration.js";
import { OPTIMIZERS } from "../../src/optimize/registry.js";

const optimizing = (name: string, optimizer: string) =>
  resolveTuning(taskNamed(name), 60, [], OPTIMIZERS.named(optimizer));

it("where a rollout is dear, a shared weight is looked for on a coarser grid, over fewer episodes that may end early", () => {
  const sparing = { grid: 81, gridEpisodes: 12, finalists: 8, finalEpisodes: 60, patience: 100, forecast: true };
  expect(optimizing("car-racing", "shared-weight")).toMatchObject(sparing);
  const usual = { grid: 401, gridEpisodes: 30, finalists: 16, finalEpisodes: 300, patience: null, forecast: null };
  for (const name of ["swingup", "biped", "mnist"]) expect(optimizing(name, "shared-weight")).toMatchObject(usual);
  expect(optimizing("car-racing", "cma")).toMatchObject({ episodes: 32, patience: null });
});

describe("a task's tuning stages", () => {
  const all = TASKS.flatMap((task) => (["wann", "fixed"] as const).map((network) => ({ task, network })));

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
