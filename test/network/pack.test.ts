import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enabledConnections, type Genome } from "../../src/genome/genome.js";
import { nodeLayers } from "../../src/genome/order.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { PACKED_MAGIC, PACKED_VERSION, pack, unpack } from "../../src/network/pack.js";
import { anyGrowth, grown } from "../genome/grown.js";

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

describe("pack", () => {
  it("writes header, a record a computed node, and sources grouped by target in ascending order", () => {
    // Packed order: bias 0, input 1, node 5 at 2, node 4 at 3, outputs at 4 and 5.
    expect([...pack(GENOME).words]).toEqual([
      ...[PACKED_MAGIC, PACKED_VERSION, 1, 2, 6, 5],
      ...[3, 1, 0],
      ...[9, 0, 1],
      ...[5, 2, 1],
      ...[6, 0, 0],
      ...[0, 2, 0, 1, 3],
    ]);
  });

  it("says which connection each packed one is", () => {
    expect([...pack(GENOME).order]).toEqual([4, 1, 5, 2, 0]);
  });

  it("refuses a cycle", () => {
    const connections = [...GENOME.connections, { source: 4, target: 5, enabled: true }];
    expect(() => pack({ ...GENOME, connections })).toThrow("cycle");
  });

  it("packs every connection of a network of a million nodes", () => {
    const nodes = 1_000_000;
    const activations = Array<number>(nodes).fill(5);
    // Each hidden node from the one before it, and most from one far back.
    const connections = Array.from({ length: nodes - 4 }, (_, i) => i + 4).flatMap((target) => {
      const sources = target % 3 === 0 ? [target - 1] : [target - 1, Math.max(1, target - 500_000)];
      return [...new Set(sources)].map((source) => ({ source: source === 2 ? 1 : source, target, enabled: true }));
    });
    const { words, order } = pack({ inputs: 1, outputs: 1, activations, connections });
    expect(words[5]).toBe(connections.length);
    expect(new Set(order).size).toBe(connections.length);
  });

  it("packs the enabled connections of any genome, each once", () => {
    fc.assert(
      fc.property(anyGrowth(), (growth) => {
        const genome = grown(growth);
        const { words, order } = pack(genome);
        expect(words[5]).toBe(enabledConnections(genome));
        expect(new Set(order).size).toBe(enabledConnections(genome));
        expect([...order].every((index) => genome.connections[index].enabled)).toBe(true);
      }),
    );
  });
});

describe("unpack", () => {
  it("gives back a valid network that packs to the same words", () => {
    fc.assert(
      fc.property(anyGrowth(), (growth) => {
        const { words } = pack(grown(growth));
        const genome = unpack(words);
        expect(genomeProblem(genome)).toBeUndefined();
        expect(pack(genome).words).toEqual(words);
      }),
    );
  });

  it("gives back the genome but for the numbers of hidden nodes and disabled connections", () => {
    const { connections, ...rest } = unpack(pack(GENOME).words);
    // Node 5 comes first and is now 4.
    expect(rest).toEqual({ inputs: 1, outputs: 2, activations: [1, 1, 5, 6, 3, 9] });
    expect(connections.map(({ source, target, enabled }) => [source, target, enabled])).toEqual([
      [0, 4, true],
      [4, 5, true],
      [0, 2, true],
      [1, 2, true],
      [5, 2, true],
    ]);
  });

  it("has every connection lead from a lower layer to a higher one", () => {
    fc.assert(
      fc.property(anyGrowth(60), (growth) => {
        const genome = unpack(pack(grown(growth)).words);
        const layers = nodeLayers(genome) ?? [];
        for (const { source, target } of genome.connections) expect(layers[source]).toBeLessThan(layers[target]);
      }),
    );
  });

  it.each([
    ["magic", 0],
    ["version", 1],
  ])("refuses another %s", (_, word) => {
    const { words } = pack(GENOME);
    words[word]++;
    expect(() => unpack(words)).toThrow("not a packed network of this version");
  });
});
