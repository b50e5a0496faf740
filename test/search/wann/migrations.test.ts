import { describe, expect, it } from "vitest";
import { configFromFallPenalty } from "../../../src/search/wann/migrations.js";

const rest = { search: "wann", population: 8, patience: null };
const migrated = (task: string, fallPenaltyFrom: unknown) => configFromFallPenalty({ task, fallPenaltyFrom, ...rest });

describe("a configuration with the generation from which on falls cost", () => {
  it.each<[from: unknown, fallPenalty: unknown]>([
    [null, null],
    [0, true],
    [1, [{ from: 1, value: true }]],
    [45, [{ from: 45, value: true }]],
  ])("of %j has that of the walker's option: %j", (from, fallPenalty) => {
    for (const task of ["biped", "biped-hardcore"])
      expect(migrated(task, from)).toEqual({ task, ...rest, fallPenalty });
  });

  it("has no such option of a task where nothing falls", () => {
    for (const task of ["swingup", "car-racing", "mnist"]) expect(migrated(task, null)).toEqual({ task, ...rest });
  });
});
