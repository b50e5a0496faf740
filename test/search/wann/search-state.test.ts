import { describe, expect, it } from "vitest";
import type { Ranking } from "../../../src/search/search.js";
import { WANN } from "../../../src/search/wann/index.js";
import type { WannState } from "../../../src/search/wann/state.js";
import { playGeneration, run, search, throughJson } from "./play.js";

/** Everything that makes a search remember more. */
const REMEMBERING = {
  population: 8,
  islands: 4,
  halveIslandsEvery: 3,
  sampledWeights: 3,
  averageReturns: true,
  finalists: 2,
  finalRounds: 2,
  duplicatesLast: true,
  disableConnection: 0.1,
  maxConnections: 25,
  fallPenalty: [{ from: 4, value: true }],
  confirmEpisodes: 2,
};

describe("a search's state", () => {
  const opened = (state?: WannState) => search(REMEMBERING, 3, state, "biped-paper");

  it("is plain data that its schema takes as it is", () => {
    const wann = opened();
    for (let generation = 0; generation < 8; generation++) {
      const { state } = wann;
      expect(throughJson(state)).toEqual(state);
      expect(WANN.state.parse(throughJson(state))).toEqual(state);
      expect(opened(throughJson(state)).state).toEqual(state);
      playGeneration(wann);
    }
    // It has something of everything.
    const { state } = wann;
    expect(state.returns.some((returns) => returns !== null)).toBe(true);
    expect(state.births.some(({ mean, change }) => mean !== null && change !== null)).toBe(true);
    expect(state.champion).not.toBeNull();
  });

  it("goes on as if uninterrupted, from every generation", () => {
    const whole = opened();
    const states: WannState[] = [];
    const rankings: Ranking[] = [];
    for (let generation = 0; generation < 10; generation++) {
      states.push(throughJson(whole.state));
      rankings.push(playGeneration(whole));
    }
    for (const [generation, state] of states.entries()) {
      const resumed = opened(state);
      expect(resumed.generation).toBe(generation);
      for (const ranking of rankings.slice(generation)) expect(playGeneration(resumed)).toEqual(ranking);
      expect(resumed.state).toEqual(whole.state);
      expect(resumed.ask()).toEqual(whole.ask());
    }
  });

  it("does not change after it has been handed out", () => {
    const wann = opened();
    run(wann, 5);
    const { state } = wann;
    const text = JSON.stringify(state);
    run(wann, 3);
    expect(JSON.stringify(state)).toBe(text);
  });

  it.each<[title: string, change: (state: WannState) => unknown, says: string]>([
    [
      "of another shape",
      (state) => ({ ...state, inputs: 5 }),
      "5 inputs and 2 outputs: expected 3 inputs and 2 outputs",
    ],
    [
      "of another population",
      (state) => ({ ...state, population: state.population.slice(1) }),
      "population: 31 networks: expected 8 an island",
    ],
    [
      "of more islands",
      (state) => ({ ...state, population: [...state.population, ...state.population] }),
      "population: 64 networks: expected 8 an island",
    ],
    ["of fewer returns", (state) => ({ ...state, returns: [] }), "returns: 0: expected 32, one a network"],
    ["of fewer lines", (state) => ({ ...state, lines: [0] }), "lines: 1: expected 32, one a network"],
    [
      "of a line that leads nowhere",
      (state) => ({ ...state, lines: state.lines.with(3, 999) }),
      "lines: 999: expected a place among",
    ],
    [
      "of a parent that comes after its child",
      (state) => ({ ...state, births: state.births.with(0, { ...state.births[0], parent: 5 }) }),
      "births.0: parent: 5",
    ],
    [
      "of returns for other weights",
      (state) => ({ ...state, returns: state.returns.with(1, { episodes: 2, sums: [1] }) }),
      "returns.1.sums: 1: expected 3, one a shared weight",
    ],
    [
      "of a network that is none",
      (state) => ({ ...state, population: state.population.with(2, { activations: [1], connections: [] }) }),
      "nodes: expected at least 6, got 1",
    ],
    [
      "of a champion that is none",
      (state) => ({ ...state, champion: { ...state.champion, genome: { activations: [1], connections: [] } } }),
      "nodes: expected at least 6, got 1",
    ],
  ])("%s is refused", (_, change, says) => {
    const wann = opened();
    run(wann, 1);
    expect(() => opened(change(wann.state) as WannState)).toThrow(RangeError);
    expect(() => opened(change(wann.state) as WannState)).toThrow(says);
  });
});
