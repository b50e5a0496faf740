import { describe, expect, it } from "vitest";
import { presetNamed, resolveConfig } from "../../../src/search/configuration.js";
import { fromOriginal, isOriginal } from "../../../src/search/wann/original.js";
import { UserError } from "../../../src/user-error.js";

/** Every key the original's parameter files have, with values unlike our presets'. */
const FILE = {
  task: "swingup",
  maxGen: 7,
  popSize: 40,
  alg_wDist: "standard",
  alg_nVals: 6,
  alg_nReps: 2,
  alg_probMoo: 0.6,
  prob_crossover: 0,
  prob_mutAct: 0.1,
  prob_addNode: 0.2,
  prob_addConn: 0.3,
  prob_enable: 0.4,
  prob_initEnable: 0.25,
  select_cullRatio: 0.3,
  select_eliteRatio: 0.1,
  select_tournSize: 5,
  save_mod: 8,
  bestReps: 9,
};

describe("fromOriginal", () => {
  it("says everything in our terms", () => {
    const { values, warnings } = fromOriginal(FILE, "p.json");
    expect(warnings).toEqual([]);
    expect(values).toEqual({
      task: "swingup",
      generations: 7,
      population: 40,
      sharedWeights: [-2, -1, -0.5, 0.5, 1, 2],
      sampledWeights: null,
      episodesPerWeight: 2,
      complexityProbability: 0.6,
      changeActivation: 0.1,
      insertNode: 0.2,
      addConnection: 0.3,
      enableConnection: 0.4,
      initialConnectionProbability: 0.25,
      cullRatio: 0.3,
      eliteRatio: 0.1,
      tournamentSize: 5,
      confirmEpisodes: 9,
    });
    expect(resolveConfig(presetNamed("swingup-paper"), [{ origin: "p.json", values }])).toMatchObject(values);
  });

  it("warns of alg_nMean and ignores it", () => {
    expect(fromOriginal({ alg_nMean: 8 }, "p.json")).toEqual({
      values: {},
      warnings: ["p.json: alg_nMean is ignored: the original's code never reads it"],
    });
  });

  it("spreads alg_nVals weights evenly over [−2, 2] where alg_wDist is not standard", () => {
    const { values } = fromOriginal({ alg_wDist: "linspace", alg_nVals: 5 }, "p.json");
    expect(values).toEqual({ sharedWeights: [-2, -1, 0, 1, 2], sampledWeights: null });
  });

  it.each<[string, Record<string, unknown>]>([
    ["alg_nVals: 1: expected a whole number of at least 2", { alg_wDist: "linspace", alg_nVals: 1 }],
    ["alg_nVals: missing: expected a whole number of at least 2", { alg_wDist: "linspace" }],
    ["prob_crossover: 0.2: expected 0, this search has no crossover", { prob_crossover: 0.2 }],
    [
      'task: unknown task "swinup", did you mean "swingup"? (tasks: swingup, biped, biped-hardcore, car-racing, mnist)',
      { task: "swinup" },
    ],
    [
      'unknown key "prob_addNod" in a parameter file of the original code, did you mean "prob_addNode"?',
      { prob_addNod: 1 },
    ],
    ['unknown key "constructor" in a parameter file of the original code', { constructor: 1 }],
  ])("says “%s”", (line, values) => {
    expect(() => fromOriginal(values, "p.json")).toThrow(new UserError(`p.json: ${line}`));
  });
});

describe("isOriginal", () => {
  it("knows the original's files by their keys", () => {
    expect(isOriginal(FILE)).toBe(true);
    for (const key of ["maxGen", "popSize", "alg_nReps", "prob_enable", "select_cullRatio"]) {
      expect(isOriginal({ [key]: 1 })).toBe(true);
    }
  });

  it("takes our own files for ours", () => {
    expect(isOriginal(presetNamed("swingup-paper"))).toBe(false);
    expect(isOriginal({})).toBe(false);
  });
});
