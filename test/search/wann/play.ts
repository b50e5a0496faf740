/** Searches of small networks that are played without a task: their returns are made up. */
import { expect } from "vitest";
import type { Values } from "../../../src/config/settings.js";
import type { Genome } from "../../../src/genome/genome.js";
import { Purpose, Stream } from "../../../src/random/stream.js";
import type { Ranking, Round, Shape } from "../../../src/search/search.js";
import { MUTATIONS } from "../../../src/search/wann/mutations/index.js";
import { WannSearch } from "../../../src/search/wann/search.js";
import type { WannState } from "../../../src/search/wann/state.js";
import { taskNamed } from "../../../src/tasks/registry.js";
import { wannConfig } from "./wann-config.js";

export const SHAPE: Shape = { inputs: 3, outputs: 2, outputActivation: "sigmoid" };
/** Over the preset. */
export const CONFIG = { population: 24, episodesPerWeight: 2 };

export function search(changes: Values = {}, seed = 1, state?: WannState, preset = "swingup-paper"): WannSearch {
  const config = wannConfig(preset, { ...CONFIG, ...changes });
  const { options } = taskNamed(config.task);
  return new WannSearch({ config, shape: { ...SHAPE, options }, seed }, MUTATIONS, state);
}

/** Returns for the round in hand: a made-up but repeatable number for each episode. */
export function play({ genomes, seeds, weights }: Round): Float64Array {
  const random = new Stream(seeds[0], Purpose.episodes, Math.round(1000 * weights[0]), genomes.length);
  return Float64Array.from({ length: genomes.length * seeds.length }, () => random.uniform(-5, 5));
}

/** Plays to the end of the generation in hand. */
export function playGeneration(wann: WannSearch, seen: (round: Round) => void = () => {}): Ranking {
  for (;;) {
    const round = wann.ask();
    seen(round);
    const ranking = wann.tell({ returns: play(round) });
    if (ranking) return ranking;
  }
}

/** Tells a generation its rounds' returns; where its best is to be confirmed, it earns 0 throughout. */
export function tellAll(wann: WannSearch, ...rounds: Float64Array[]): Ranking {
  for (const returns of rounds) {
    const ranking = wann.tell({ returns });
    if (ranking) return ranking;
  }
  const round = wann.ask();
  expect(round.genomes).toHaveLength(1);
  const ranking = wann.tell({ returns: new Float64Array(round.seeds.length) });
  if (!ranking) throw new Error("the generation has not ended");
  return ranking;
}

export function run(wann: WannSearch, generations: number): readonly Genome[] {
  for (let i = 0; i < generations; i++) playGeneration(wann);
  return wann.ask().genomes;
}

/** A round's shared weights and its seeds, each once. */
export function partsOf({ weights, seeds }: Round): { weights: number[]; seeds: number[] } {
  return { weights: [...new Set(weights)], seeds: [...new Set(seeds)] };
}

/** A state as a file gives it back. */
export const throughJson = (state: WannState) => JSON.parse(JSON.stringify(state)) as WannState;
