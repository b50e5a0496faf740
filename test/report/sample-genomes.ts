/** Genomes to draw: random ones as an evolution might leave them, and small ones written out. */
import * as fc from "fast-check";
import type { Connection, Genome } from "../../src/genome/genome.js";

/** A genome with enabled connections written as "1>4 4>3". */
export function genomeOf(inputs: number, outputs: number, activations: number[], connections: string): Genome {
  const pairs = [...connections.matchAll(/(\d+)>(\d+)/g)];
  return {
    inputs,
    outputs,
    activations,
    connections: pairs.map(([, source, target]) => ({ source: Number(source), target: Number(target), enabled: true })),
  };
}

/** Any valid genome with up to `hidden` hidden nodes; some connections are disabled and some hidden nodes unconnected. */
export function anyGenome(hidden = 20): fc.Arbitrary<Genome> {
  return fc
    .record({
      inputs: fc.integer({ min: 1, max: 8 }),
      outputs: fc.integer({ min: 1, max: 4 }),
      hiddenActivations: fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: hidden }),
      weighted: fc.boolean(),
      draws: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean(), fc.double({ min: -3, max: 3, noNaN: true })), {
        maxLength: 3 * hidden,
      }),
    })
    .map(({ inputs, outputs, hiddenActivations, weighted, draws }) => {
      const fixed = inputs + outputs + 1;
      const count = fixed + hiddenActivations.length;
      // Hidden nodes lead to hidden nodes of greater id only, so that there is no cycle.
      const sources = Array.from({ length: count }, (_, id) => id).filter((id) => id <= inputs || id >= fixed);
      const connections = new Map<string, Connection>();
      for (const [a, b, enabled, weight] of draws) {
        const source = sources[a % sources.length];
        const targets = Array.from({ length: count }, (_, id) => id).filter((id) => {
          return id > inputs && (id < fixed || id > source);
        });
        const target = targets[b % targets.length];
        connections.set(`${source}-${target}`, { source, target, enabled, ...(weighted ? { weight } : {}) });
      }
      const activations = [
        ...Array<number>(inputs + 1).fill(1),
        ...Array<number>(outputs).fill(5),
        ...hiddenActivations,
      ];
      return { inputs, outputs, activations, connections: [...connections.values()] };
    });
}
