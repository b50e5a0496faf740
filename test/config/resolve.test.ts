import { describe, expect, it } from "vitest";
import { checkConfig, parseSetting } from "../../src/config/config.js";
import { taskNamed } from "../../src/config/tasks.js";
import { presetNamed } from "../../src/search/configuration.js";
import { UserError } from "../../src/user-error.js";

const COMPLETE = presetNamed("swingup-paper");

function check(change: Record<string, unknown>) {
  return checkConfig({ ...COMPLETE, ...change }, "run.json");
}

describe("checkConfig", () => {
  it("returns a complete configuration as it is", () => {
    expect(check({ population: 2, cullRatio: 0, sampledWeights: 3 })).toEqual({
      ...COMPLETE,
      population: 2,
      cullRatio: 0,
      sampledWeights: 3,
    });
  });

  it("knows the task, and not the harder one of the original code", () => {
    expect(check({ task: "swingup" }).task).toBe("swingup");
    expect(() => check({ task: "swingup_hard" })).toThrow(/unknown task "swingup_hard"/);
  });

  it.each<[string, Record<string, unknown>]>([
    ['unknown key "populaton", did you mean "population"?', { populaton: 64 }],
    [
      'unknown key "zzzzzzz" (keys: task, population, islands, halveIslandsEvery, generations, sharedWeights, sampledWeights, episodesPerWeight, confirmEpisodes, averageReturns, finalists, finalRounds, duplicatesLast, initialConnectionProbability, complexityProbability, cullRatio, eliteRatio, tournamentSize, changeActivation, insertNode, addConnection, enableConnection, guidedAdditions, disableConnection, hiddenActivations, squared, patience, forecast, fallPenaltyFrom)',
      { zzzzzzz: 1 },
    ],
    ['population: "many": expected number, received string', { population: "many" }],
    ["population: 0: expected number to be >=2", { population: 0 }],
    ["population: 2.5: expected int, received number", { population: 2.5 }],
    ["population: 2000000: expected number to be <=1000000", { population: 2_000_000 }],
    ["generations: 0: expected number to be >=1", { generations: 0 }],
    ["generations: null: expected number, received null", { generations: null }],
    ["tournamentSize: 0: expected number to be >=1", { tournamentSize: 0 }],
    ["sampledWeights: -1: expected number to be >=0", { sampledWeights: -1 }],
    ["complexityProbability: 1.5: expected number to be <=1", { complexityProbability: 1.5 }],
    ["initialConnectionProbability: -0.1: expected number to be >=0", { initialConnectionProbability: -0.1 }],
    ["cullRatio: 1: expected number to be <1", { cullRatio: 1 }],
    ["insertNode: -1: expected number to be >=0", { insertNode: -1 }],
    ["sharedWeights: []: expected array to have >=1 items", { sharedWeights: [] }],
    ['sharedWeights.1: "a": expected number, received string', { sharedWeights: [1, "a"] }],
    [
      'task: unknown task "swinup", did you mean "swingup"? (tasks: swingup, biped, biped-hardcore, car-racing, mnist)',
      { task: "swinup" },
    ],
    ['task: unknown task "chess" (tasks: swingup, biped, biped-hardcore, car-racing, mnist)', { task: "chess" }],
    ["task: missing: expected string, received undefined", { task: undefined }],
    [
      'hiddenActivations.0: "swish": expected one of "linear"|"step"|"sine"|"gaussian"|"tanh"|"sigmoid"|"inverse"|"absolute"|"relu"|"cosine"',
      { hiddenActivations: ["swish"] },
    ],
    [
      "changeActivation, insertNode, addConnection, enableConnection, disableConnection: expected one above 0",
      { changeActivation: 0, insertNode: 0, addConnection: 0, enableConnection: 0 },
    ],
    ["guidedAdditions: 8: expected 0: swingup has no gradients", { guidedAdditions: 8 }],
  ])("says “%s”", (line, change) => {
    expect(() => check(change)).toThrow(new UserError(`run.json: ${line}`));
  });
});

describe("parseSetting", () => {
  it.each<[string, unknown]>([
    ["64", 64],
    ["[-1,1]", [-1, 1]],
    ['"64"', "64"],
    ["swingup", "swingup"],
    ["a=b", "a=b"],
    ["", ""],
  ])("takes key=%s", (text, value) => {
    expect(parseSetting(`key=${text}`)).toEqual({ key: value });
  });

  it.each(["population", "=64", ""])("says that “%s” lacks key or value", (setting) => {
    expect(() => parseSetting(setting)).toThrow(new UserError(`--set ${setting}: expected key=value`));
  });
});

describe("taskNamed", () => {
  it("suggests a near name", () => {
    expect(() => taskNamed("swing-up")).toThrow(
      new UserError(
        'task: unknown task "swing-up", did you mean "swingup"? (tasks: swingup, biped, biped-hardcore, car-racing, mnist)',
      ),
    );
  });
});
