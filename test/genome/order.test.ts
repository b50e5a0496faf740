import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Genome } from "../../src/genome/genome.js";
import { nodeLayers, topologicalOrder } from "../../src/genome/order.js";
import { anyGrowth, grown } from "./grown.js";

/** One input, outputs 2 and 3, and hidden nodes 4 … 7 joined as 7 → 5 → 4; 6 is on its own. */
const GENOME: Genome = {
  inputs: 1,
  outputs: 2,
  activations: [1, 1, 5, 5, 1, 1, 1, 1],
  connections: [
    { source: 7, target: 5, enabled: true },
    { source: 5, target: 4, enabled: false },
    { source: 1, target: 4, enabled: true },
    { source: 4, target: 2, enabled: true },
  ],
};

const CYCLE: Genome = { ...GENOME, connections: [...GENOME.connections, { source: 4, target: 7, enabled: false }] };

describe("nodeLayers", () => {
  it("counts the longest path, disabled connections too, and puts all outputs last", () => {
    expect([...(nodeLayers(GENOME) ?? [])]).toEqual([0, 0, 4, 4, 3, 2, 1, 1]);
  });

  it("is undefined for a cycle", () => {
    expect(nodeLayers(CYCLE)).toBeUndefined();
  });

  it("rises along every connection, disabled or not, after any mutations", () => {
    fc.assert(
      fc.property(anyGrowth(), (growth) => {
        const genome = grown(growth);
        const layers = nodeLayers(genome) ?? [];
        expect(layers).toHaveLength(genome.activations.length);
        for (const { source, target } of genome.connections) expect(layers[source]).toBeLessThan(layers[target]);
      }),
    );
  });
});

describe("topologicalOrder", () => {
  it("is bias, inputs, hidden nodes by layer then id, outputs", () => {
    expect(topologicalOrder(GENOME)).toEqual([0, 1, 6, 7, 5, 4, 2, 3]);
  });

  it("is undefined for a cycle", () => {
    expect(topologicalOrder(CYCLE)).toBeUndefined();
  });

  it("holds every node once, sources before targets, after any mutations", () => {
    fc.assert(
      fc.property(anyGrowth(), (growth) => {
        const genome = grown(growth);
        const order = topologicalOrder(genome) ?? [];
        expect([...order].sort((a, b) => a - b)).toEqual(genome.activations.map((_, id) => id));
        const place = new Map(order.map((id, at) => [id, at]));
        for (const { source, target } of genome.connections) {
          expect(place.get(source)).toBeLessThan(place.get(target) as number);
        }
      }),
    );
  });
});
