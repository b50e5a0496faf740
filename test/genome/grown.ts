/** Genomes as a search leaves them: minimal ones after some mutations. */
import * as fc from "fast-check";
import { ACTIVATIONS } from "../../src/genome/activation.js";
import type { Genome } from "../../src/genome/genome.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { mutate } from "../../src/search/mutation.js";
import { minimalGenome } from "../../src/search/wann/initial.js";
import { MUTATIONS } from "../../src/search/wann/mutations/index.js";

/** Odds of mutations by name; those without any are none. */
export type Odds = Readonly<Record<string, number | null>>;

/** The paper's odds. */
export const ODDS: Odds = { changeActivation: 0.5, insertNode: 0.25, addConnection: 0.2, enableConnection: 0.05 };

/** A child of `parent`, its activations drawn from all. */
export function childOf(parent: Genome, random: Stream, odds: Odds = ODDS): Genome {
  return mutate(parent, MUTATIONS, odds, { hiddenActivations: ACTIVATIONS, random, candidates: [] }).genome;
}

export interface Growth {
  readonly inputs: number;
  readonly outputs: number;
  readonly mutations: number;
  readonly seed: number;
}

/** The genome after each mutation, the minimal one first. */
export function lineage({ inputs, outputs, mutations, seed }: Growth, odds = ODDS): Genome[] {
  const random = new Stream(seed, Purpose.vary);
  const genomes = [minimalGenome({ inputs, outputs, outputActivation: "tanh" }, 0.5, random)];
  for (let i = 0; i < mutations; i++) genomes.push(childOf(genomes[i], random, odds));
  return genomes;
}

export function grown(growth: Growth): Genome {
  return lineage(growth)[growth.mutations];
}

/** The genome with a weight from U(−2, 2) on every connection. */
export function weighted(genome: Genome, seed: number): Genome {
  const random = new Stream(seed, Purpose.randomWeights);
  return { ...genome, connections: genome.connections.map((each) => ({ ...each, weight: random.uniform(-2, 2) })) };
}

export function anyGrowth(mutations = 200, shape: { inputs?: number; outputs?: number } = {}): fc.Arbitrary<Growth> {
  return fc.record({
    inputs: shape.inputs ? fc.constant(shape.inputs) : fc.integer({ min: 1, max: 6 }),
    outputs: shape.outputs ? fc.constant(shape.outputs) : fc.integer({ min: 1, max: 4 }),
    mutations: fc.nat({ max: mutations }),
    seed: fc.nat(),
  });
}
