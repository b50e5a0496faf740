/** The studies that there are: `npm run bench -- study` and its like. */
import type { Values } from "../src/config/settings.js";
import { presetNamed, resolveConfig } from "../src/search/configuration.js";
import { runStudy } from "./study.js";

const AVERAGED = { averageReturns: true };
const DISTINCT = { duplicatesLast: true };
const SAMPLED = { sampledWeights: 16, episodesPerWeight: 1 };
/** Three halvings take two thirds of the budget. */
const ISLANDS = { islands: 8, halveIslandsEvery: 50 };
const ALL = { ...AVERAGED, ...DISTINCT, ...SAMPLED, ...ISLANDS };

const PAPER_VARIANTS: Readonly<Record<string, Values>> = {
  paper: {},
  "averaged returns": AVERAGED,
  "duplicates last": DISTINCT,
  "sampled weights": SAMPLED,
  islands: ISLANDS,
  "all four": ALL,
  "all but averaged returns": { ...ALL, averageReturns: null },
  "all but duplicates last": { ...ALL, duplicatesLast: null },
  "all but sampled weights": { ...ALL, sampledWeights: null, episodesPerWeight: 3 },
  "all but islands": { ...AVERAGED, ...DISTINCT, ...SAMPLED },
  "all, population 96": { ...ALL, population: 96, halveIslandsEvery: 100 },
  "all, more structural mutations": {
    ...ALL,
    changeActivation: 0.3,
    insertNode: 0.3,
    addConnection: 0.3,
    enableConnection: 0.1,
  },
};

/** What each change to the paper's search buys on swing-up. */
export function study(): Promise<object> {
  return runStudy({
    name: "paper",
    base: presetNamed("swingup-paper"),
    variants: PAPER_VARIANTS,
    budget: 3_000_000,
    seeds: 3,
    episodes: { curve: 200, end: 400 },
    picture: new URL("../docs/study.svg", import.meta.url),
  });
}

/** What each ingredient of the homogeneous search is worth on swing-up. */
export function homogeneousStudy(): Promise<object> {
  return runStudy({
    name: "homogeneous",
    // Eight islands take all of the budget to begin.
    base: resolveConfig(presetNamed("swingup-homogeneous"), [
      { origin: "study", values: { islands: null, initialNetworks: 4096, stages: null } },
    ]),
    variants: {
      "one population": {},
      "gain 1": { gain: 1 },
      "gain 4": { gain: 4 },
      "gain 9": { gain: 9 },
      "gain 16": { gain: 16 },
      "gain 64": { gain: 64 },
      "whole numbers up to 1": { largestWeight: 1 },
      "whole numbers up to 2": { largestWeight: 2 },
      "signed connections counted": { count: "signed" },
      "four islands": { islands: 4, halveIslandsEvery: 20, initialNetworks: 1024 },
      "eight islands": { islands: 8, halveIslandsEvery: 10, initialNetworks: 512 },
      "as many random networks as begin": { initialNetworks: null },
      "no finalists": { finalists: null },
      "no averaged returns": { averageReturns: null },
      "fewer connections count less": { complexityProbability: 0.2 },
    },
    budget: 300_000,
    seeds: 5,
    episodes: { curve: 100, end: 200 },
  });
}

/** The same on the walker, with four islands: twelve take all of the budget to begin. */
export function homogeneousWalkerStudy(): Promise<object> {
  const paidFrom = (from: number) => ({ fallPenalty: [{ from, value: true }] });
  const preset = presetNamed("biped-homogeneous");
  return runStudy({
    name: "homogeneous-walker",
    base: resolveConfig(preset, [{ origin: "study", values: { islands: 4, fewestIslands: 2, stages: null } }]),
    variants: {
      "four islands": {},
      "of which one lives on": { fewestIslands: null },
      "one population": { islands: null, fewestIslands: null },
      "no recombination": { recombination: null },
      "gain 4": { gain: 4 },
      "gain 9": { gain: 9 },
      "gain 36": { gain: 36 },
      "signed connections counted": { count: "signed" },
      "falls paid from generation 10": paidFrom(10),
      "falls always paid": { fallPenalty: true },
      "as many random networks as begin": { initialNetworks: null },
      "2,048 random networks an island": { initialNetworks: 2048 },
    },
    budget: 60_000,
    seeds: 3,
    episodes: { curve: 8, end: 100 },
  });
}
