import { describe, expect, it } from "vitest";
import { ACTIVATIONS } from "../../src/genome/activation.js";
import { checkConfig, presetNamed, resolveConfig, settingsFor } from "../../src/search/configuration.js";
import { SEARCHES } from "../../src/search/registry.js";
import { PRESETS, usualPreset } from "../../src/tasks/presets.js";
import { TASKS } from "../../src/tasks/registry.js";

const PAPER = {
  task: "swingup",
  search: "wann",
  generations: 1024,
  untilReturn: null,
  maxRollouts: null,
  population: 192,
  islands: null,
  halveIslandsEvery: null,
  sharedWeights: [-2, -1, -0.5, 0.5, 1, 2],
  sampledWeights: null,
  episodesPerWeight: 3,
  confirmEpisodes: 20,
  averageReturns: null,
  finalists: null,
  finalRounds: null,
  duplicatesLast: null,
  initialConnectionProbability: 0.5,
  maxConnections: null,
  complexityProbability: 0.8,
  cullRatio: 0.2,
  eliteRatio: 0.2,
  tournamentSize: 8,
  changeActivation: 0.5,
  insertNode: 0.25,
  addConnection: 0.2,
  enableConnection: 0.05,
  disableConnection: null,
  guidedAdditions: null,
  hiddenActivations: ACTIVATIONS,
  patience: null,
  forecast: null,
};

it("swingup-paper has the paper's values", () => {
  expect(presetNamed("swingup-paper")).toEqual(PAPER);
});

it("swingup-laptop has the original code's smaller ones", () => {
  const smaller = { population: 64, eliteRatio: 0.05, tournamentSize: 4, confirmEpisodes: 16 };
  expect(presetNamed("swingup-laptop")).toEqual({ ...PAPER, ...smaller });
});

it("every task has a preset of its own, and the paper's", () => {
  for (const { name } of TASKS.all) {
    expect(presetNamed(name).task).toBe(name);
    expect(presetNamed(`${name}-paper`)).toMatchObject({ task: name, sampledWeights: null, averageReturns: null });
  }
});

describe.each(PRESETS.all)("$name", (preset) => {
  it("is complete and valid once it is resolved, and says of itself what it is", () => {
    const config = presetNamed(preset.name);
    expect(checkConfig({ ...config }, preset.name)).toEqual(config);
    expect(resolveConfig(config, [])).toEqual(config);
    expect(preset.title.length).toBeGreaterThan(10);
  });

  it("names no setting that plays no part in it", () => {
    const { task, search, values } = preset;
    const config = presetNamed(preset.name) as unknown as Record<string, unknown>;
    for (const [key, value] of Object.entries(values)) expect([key, config[key]]).toEqual([key, value]);
    expect(config).toMatchObject({ task, search });
    const settings = settingsFor(SEARCHES.named(search), TASKS.named(task));
    expect(Object.keys(config)).toEqual(["task", "search", ...Object.keys(settings)]);
  });
});

it("the preset of a task where none is named is homogeneous where there is one, and a search's own where that is named", () => {
  const names = (search?: string) => TASKS.all.map(({ name }) => usualPreset(name, search).name);
  expect(names()).toEqual([
    "swingup-homogeneous",
    "biped-homogeneous",
    "biped-hardcore-homogeneous",
    "car-racing-homogeneous",
    "mnist-homogeneous",
  ]);
  expect(names("wann")).toEqual(["swingup", "biped", "biped-hardcore", "car-racing", "mnist"]);
  expect(() => usualPreset("mnist", "homogeneous")).toThrow(
    "mnist: there is no preset of it for the search homogeneous",
  );
});
