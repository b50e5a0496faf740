import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { presetNamed, resolveConfig } from "../../../src/search/configuration.js";
import { fromOriginal, isOriginal } from "../../../src/search/wann/original.js";
import { UserError } from "../../../src/user-error.js";
import golden from "../../golden/original.json" with { type: "json" };

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
      search: "wann",
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
      values: { search: "wann" },
      warnings: ["p.json: alg_nMean is ignored: the original's code never reads it"],
    });
  });

  it("spreads alg_nVals weights evenly over [−2, 2] where alg_wDist is not standard", () => {
    const { values } = fromOriginal({ alg_wDist: "linspace", alg_nVals: 5 }, "p.json");
    expect(values).toEqual({ search: "wann", sharedWeights: [-2, -1, 0, 1, 2], sampledWeights: null });
  });

  it("takes the original's six weights where a file says how to spread them, not how many, and as many as it says", () => {
    expect(fromOriginal({ alg_wDist: "linspace" }, "p.json").values.sharedWeights).toHaveLength(6);
    expect(fromOriginal({ alg_nVals: 6 }, "p.json").values.sharedWeights).toEqual([-2, -1, -0.5, 0.5, 1, 2]);
    // As the original's code has it: the standard weights are six.
    const five = [-2, -1, 0, 1, 2];
    expect(fromOriginal({ alg_wDist: "standard", alg_nVals: 5 }, "p.json").values.sharedWeights).toEqual(five);
  });

  it("accepts what asks for nothing else: all activations, no species, no crossover", () => {
    const values = { alg_act: 0, alg_speciate: "none", prob_crossover: 0, prob_mutConn: 0 };
    expect(fromOriginal(values, "p.json")).toEqual({ values: { search: "wann" }, warnings: [] });
  });

  it.each<[string, Record<string, unknown>]>([
    ["alg_nVals: 1: expected a whole number from 2 to 1000", { alg_wDist: "linspace", alg_nVals: 1 }],
    ["alg_nVals: 100000000: expected a whole number from 2 to 1000", { alg_nVals: 1e8 }],
    ["prob_crossover: 0.2: expected 0: this search has no crossover", { prob_crossover: 0.2 }],
    ["alg_act: 5: expected 0: this search draws from all activations", { alg_act: 5 }],
    ['alg_speciate: "neat": expected "none": this search has no species', { alg_speciate: "neat" }],
    ["popSize: 1: expected a whole number from 2 to 1000000", { popSize: 1 }],
    ["maxGen: 2.5: expected a whole number from 1 to 1000000", { maxGen: 2.5 }],
    ["prob_addNode: 1.5: expected a number from 0 to 1", { prob_addNode: 1.5 }],
    ["select_cullRatio: 1: expected a number from 0, below 1", { select_cullRatio: 1 }],
    ['bestReps: "20": expected a whole number from 1 to 1000000', { bestReps: "20" }],
    ['task: {"toString":1}: expected a task\'s name', { task: { toString: 1 } }],
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

describe("the original's own files", () => {
  /** Why a file does not run. */
  const REFUSED: Record<string, string> = {
    "prettyNEAT/p/ant.json": 'task: unknown task "bullet_ant"',
    "prettyNEAT/p/biped.json": "alg_act: 5: expected 0",
    "prettyNEAT/p/default_cma.json": "alg_act: 5: expected 0",
    "prettyNEAT/p/default_neat.json": 'alg_speciate: "neat": expected "none"',
    "prettyNEAT/p/moo_swingup.json": "alg_act: 5: expected 0",
    "prettyNEAT/p/swingup.json": "alg_act: 5: expected 0",
    "prettyNeatWann/p/default_neat.json": 'alg_speciate: "neat": expected "none"',
  };
  // It has a comma too many, which the original refuses, too.
  const files = Object.entries(golden.parameters).filter(([name]) => name !== "prettyNEAT/p/mnist256.json");

  it.each(files)("%s: runs, or says why not", (name, text) => {
    const translated = () => {
      const { values } = fromOriginal(JSON.parse(text), name);
      return resolveConfig(presetNamed(`${values.task}-paper`), [{ origin: name, values }]);
    };
    if (REFUSED[name]) expect(translated).toThrow(`${name}: ${REFUSED[name]}`);
    else expect(translated().search).toBe("wann");
  });
});

it("no value whatever gives anything but a configuration or one line", () => {
  const odd: unknown[] = [
    Number.POSITIVE_INFINITY,
    -1,
    0,
    1e300,
    1e-300,
    null,
    "",
    "standard",
    true,
    [],
    {},
    { toString: 1 },
  ];
  const value = fc.oneof(fc.constantFrom(...odd), fc.jsonValue(), fc.double(), fc.integer());
  const keys = [...Object.keys(FILE), "alg_act", "alg_speciate", "alg_nMean", "prob_mutConn", "spec_target"];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), value), (file) => {
      try {
        const { values } = fromOriginal(file, "p.json");
        resolveConfig(presetNamed("swingup-paper"), [{ origin: "p.json", values }]);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as UserError).message).toMatch(/^p\.json: [^\n]*$/);
      }
    }),
    { numRuns: 2000 },
  );
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
