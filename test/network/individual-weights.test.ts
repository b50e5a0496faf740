import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Genome } from "../../src/genome/genome.js";
import { packedWeights, withWeights } from "../../src/network/individual-weights.js";
import { pack, unpack } from "../../src/network/pack.js";
import { anyGrowth, grown, weighted } from "../genome/grown.js";

/** One input, outputs 2 and 3, hidden nodes 4 (relu) and 5 (sine), joined 5 → 4. */
const GENOME: Genome = {
  inputs: 1,
  outputs: 2,
  activations: [1, 1, 5, 6, 9, 3],
  connections: [
    { source: 4, target: 2, enabled: true, weight: 0.1 },
    { source: 5, target: 4, enabled: true, weight: 0.2 },
    { source: 1, target: 2, enabled: true, weight: 0.3 },
    { source: 1, target: 5, enabled: false, weight: 0.4 },
    { source: 0, target: 5, enabled: true, weight: 0.5 },
    { source: 0, target: 2, enabled: true, weight: 0.6 },
  ],
};

describe("packedWeights", () => {
  it("are the connections' own weights in packed order", () => {
    expect(packedWeights(GENOME, pack(GENOME).order)).toEqual(Float64Array.of(0.5, 0.2, 0.6, 0.3, 0.1));
  });

  it("are none where an enabled connection lacks one", () => {
    const lacking = (index: number): Genome => {
      const { source, target, enabled } = GENOME.connections[index];
      return { ...GENOME, connections: GENOME.connections.with(index, { source, target, enabled }) };
    };
    expect(packedWeights(lacking(0), pack(GENOME).order)).toBeUndefined();
    expect(packedWeights(lacking(3), pack(GENOME).order)).toHaveLength(5);
  });

  it("follow their connection through pack and unpack", () => {
    fc.assert(
      fc.property(anyGrowth(60), (growth) => {
        const genome = weighted(grown(growth), growth.seed);
        const { words, order } = pack(genome);
        const weights = packedWeights(genome, order) ?? [];
        unpack(words).connections.forEach(({ target }, k) => {
          const { weight, target: original } = genome.connections[order[k]];
          expect(weights[k]).toBe(weight);
          if (target <= genome.inputs + genome.outputs) expect(target).toBe(original);
        });
      }),
    );
  });
});

describe("withWeights", () => {
  /** Has disabled connections, and does not stand in packed order. */
  const searched: Genome = grown({ inputs: 5, outputs: 2, mutations: 120, seed: 8 });
  const { order } = pack(searched);
  const weights = Float64Array.from(order, (_, k) => Math.sin(1 + k));
  const before = JSON.stringify(searched);

  it("gives the network the weights that it then packs", () => {
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
    const tuned = withWeights(searched, weights);
    expect(packedWeights(tuned, order)).toEqual(weights);
    expect(pack(tuned)).toEqual(pack(searched));
  });

  it("leaves the genome as it was, and disabled connections without a weight", () => {
    const disabled = withWeights(searched, weights).connections.filter(({ enabled }) => !enabled);
    expect(disabled.length).toBeGreaterThan(0);
    expect(disabled.filter(({ weight }) => weight !== undefined)).toEqual([]);
    expect(JSON.stringify(searched)).toBe(before);
  });

  it("takes the place of weights that were there", () => {
    const twice = withWeights(
      withWeights(searched, weights),
      weights.map((weight) => -weight),
    );
    expect(packedWeights(twice, order)).toEqual(weights.map((weight) => -weight));
  });
});
