import { describe, expect, it } from "vitest";
import type { Values } from "../../../src/config/settings.js";
import { configFromStages } from "../../../src/search/homogeneous/migrations.js";

const rest = { search: "homogeneous", population: 8 };
const migrated = (task: string, values: Values) => configFromStages({ task, ...rest, ...values });
const biped = (fallPenalty: unknown, stages: unknown) => migrated("biped", { fallPenalty, stages });

describe("a configuration whose stages say from when on falls cost", () => {
  it("has one value where no stage says so", () => {
    const stages = [{ from: 3, episodes: 9 }];
    for (const fallPenalty of [true, null]) {
      expect(biped(fallPenalty, stages)).toEqual({ task: "biped", ...rest, stages, fallPenalty });
      expect(biped(fallPenalty, null)).toEqual({ task: "biped", ...rest, stages: null, fallPenalty });
    }
  });

  it("has a schedule of what they say, and stages without it", () => {
    const stages = [
      { from: 45, fallPenalty: true, episodes: 5 },
      { from: 60, patience: null },
      { from: 90, fallPenalty: null },
    ];
    expect(biped(null, stages)).toEqual({
      task: "biped",
      ...rest,
      stages: [
        { from: 45, episodes: 5 },
        { from: 60, patience: null },
      ],
      fallPenalty: [
        { from: 45, value: true },
        { from: 90, value: null },
      ],
    });
  });

  it("has a schedule from the start where they cost from there on", () => {
    expect(biped(true, [{ from: 9, fallPenalty: null }])).toEqual({
      task: "biped",
      ...rest,
      stages: null,
      fallPenalty: [
        { from: 0, value: true },
        { from: 9, value: null },
      ],
    });
  });

  it("has no such option of a task where nothing falls", () => {
    const stages = [{ from: 400, finalRounds: 8 }];
    for (const task of ["swingup", "car-racing"]) {
      expect(migrated(task, { fallPenalty: null, stages })).toEqual({ task, ...rest, stages });
      expect(migrated(task, { fallPenalty: null, stages: null })).toEqual({ task, ...rest, stages: null });
      // Its stages could name what had no effect.
      expect(migrated(task, { fallPenalty: null, stages: [{ from: 4, fallPenalty: null }] })).toEqual({
        task,
        ...rest,
        stages: null,
      });
    }
  });
});
