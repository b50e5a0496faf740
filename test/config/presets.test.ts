import { describe, expect, it } from "vitest";
import { checkConfig } from "../../src/config/config.js";
import { PRESETS } from "../../src/config/presets.js";
import { TASKS } from "../../src/config/tasks.js";
import { ACTIVATIONS } from "../../src/genome/activation.js";
import { presetNamed, resolveConfig } from "../../src/search/configuration.js";
import { UserError } from "../../src/user-error.js";

const PAPER = {
  task: "swingup",
  population: 192,
  islands: 1,
  halveIslandsEvery: 1,
  generations: 1024,
  sharedWeights: [-2, -1, -0.5, 0.5, 1, 2],
  sampledWeights: 0,
  episodesPerWeight: 3,
  confirmEpisodes: 20,
  averageReturns: false,
  finalists: 0,
  finalRounds: 1,
  duplicatesLast: false,
  initialConnectionProbability: 0.5,
  complexityProbability: 0.8,
  cullRatio: 0.2,
  eliteRatio: 0.2,
  tournamentSize: 8,
  changeActivation: 0.5,
  insertNode: 0.25,
  addConnection: 0.2,
  guidedAdditions: 0,
  enableConnection: 0.05,
  disableConnection: 0,
  hiddenActivations: ACTIVATIONS,
  squared: null,
  patience: 0,
  forecast: false,
  fallPenaltyFrom: null,
};

it("swingup-paper has the paper's values", () => {
  expect(presetNamed("swingup-paper")).toEqual(PAPER);
});

it("swingup-laptop has the original code's smaller ones", () => {
  const smaller = { population: 64, eliteRatio: 0.05, tournamentSize: 4, confirmEpisodes: 16 };
  expect(presetNamed("swingup-laptop")).toEqual({ ...PAPER, ...smaller });
});

it("every task has a preset of its own, and the paper's", () => {
  for (const { name } of TASKS) {
    expect(presetNamed(name).task).toBe(name);
    expect(presetNamed(`${name}-paper`)).toMatchObject({ task: name, sampledWeights: 0, averageReturns: false });
  }
});

it.each(Object.entries(PRESETS))("%s is complete and valid", (name, preset) => {
  expect(checkConfig(preset, name)).toEqual(preset);
});

describe("presetNamed", () => {
  it.each([
    ["swinup", ', did you mean "swingup"?'],
    ["nothing-like-it", ""],
    ["constructor", ""],
  ])("says that there is no %s", (name, suggestion) => {
    expect(() => presetNamed(name)).toThrow(
      new UserError(`--preset: unknown preset "${name}"${suggestion} (presets: ${Object.keys(PRESETS).join(", ")})`),
    );
  });
});

describe("resolveConfig", () => {
  const layers = [
    { origin: "run.json", values: { population: 10, generations: 5 } },
    { origin: "--set population=20", values: { population: 20 } },
  ];

  it("lays later layers over earlier ones and the preset", () => {
    expect(resolveConfig(presetNamed("swingup-paper"), layers)).toEqual({ ...PAPER, population: 20, generations: 5 });
    expect(presetNamed("swingup-paper")).toEqual(PAPER);
  });

  it("names the layer that is wrong", () => {
    const wrong = { origin: "--set population=1", values: { population: 1 } };
    expect(() => resolveConfig(presetNamed("swingup-paper"), [...layers, wrong])).toThrow(
      new UserError("--set population=1: population: 1: expected number to be >=2"),
    );
  });
});
