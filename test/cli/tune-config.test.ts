import { describe, expect, it } from "vitest";
import { tuningConfig, tuningStages } from "../../src/cli/tune-config.js";
import { TASKS, taskNamed } from "../../src/config/tasks.js";
import { loadChampionFile } from "../../src/record/champion-file.js";

describe("the stages of a tuning", () => {
  it("are one or more for every task and network, and each can be run", () => {
    for (const task of TASKS.filter(({ fixedLayers }) => fixedLayers.length > 0)) {
      const { genome } = loadChampionFile(`fixed:${task.name}`).champion;
      for (const network of ["wann", "fixed"] as const) {
        const stages = tuningStages(task, network);
        expect(stages.length).toBeGreaterThan(0);
        for (const stage of stages) expect(tuningConfig(task, genome, stage)).toMatchObject({ method: "cma" });
      }
    }
  });

  it("let a fully connected walker's falls cost nothing at first, and then what they cost", () => {
    const [first, ...others] = tuningStages(taskNamed("biped"), "fixed");
    expect(first.fallPenalty).toBe(false);
    expect(others.length).toBeGreaterThan(0);
    for (const stage of others) expect(stage.fallPenalty).toBeUndefined();
  });
});
