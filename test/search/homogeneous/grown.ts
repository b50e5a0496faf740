/** Compact genomes as the search leaves them: random ones after some mutations. */
import * as fc from "fast-check";
import { defaultsOf } from "../../../src/config/settings.js";
import type { CompactGenome, Size } from "../../../src/genome/compact/genome.js";
import { Purpose, Stream } from "../../../src/random/stream.js";
import { randomGenome } from "../../../src/search/homogeneous/initial.js";
import { MUTATIONS } from "../../../src/search/homogeneous/mutations/index.js";
import { mutate, type Odds, oddsOf } from "../../../src/search/mutation.js";

const ODDS = defaultsOf(oddsOf(MUTATIONS)) as Odds;

export interface Growth extends Size {
  readonly mutations: number;
  readonly seed: number;
  readonly largestWeight: number;
}

/** The genome after each mutation, the random one first, and the mutations' names. */
export function lineage({ inputs, outputs, mutations, seed, largestWeight }: Growth) {
  const random = new Stream(seed, Purpose.vary);
  const genomes: CompactGenome[] = [randomGenome({ inputs, outputs }, random)];
  const names: (string | null)[] = [null];
  for (let i = 0; i < mutations; i++) {
    const { genome, mutation } = mutate(genomes[i], MUTATIONS, ODDS, { random, largestWeight });
    genomes.push(genome);
    names.push(mutation);
  }
  return { genomes, names };
}

export function grown(growth: Growth): CompactGenome {
  return lineage(growth).genomes[growth.mutations];
}

export function anyGrowth(mutations = 60, size?: Size): fc.Arbitrary<Growth> {
  return fc.record({
    inputs: size ? fc.constant(size.inputs) : fc.integer({ min: 1, max: 6 }),
    outputs: size ? fc.constant(size.outputs) : fc.integer({ min: 1, max: 4 }),
    mutations: fc.nat({ max: mutations }),
    seed: fc.nat(),
    largestWeight: fc.integer({ min: 1, max: 4 }),
  });
}
