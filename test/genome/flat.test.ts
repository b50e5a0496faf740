import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FlatGenome, flatGenome, flatten, unflatten } from "../../src/genome/flat.js";
import { anyGrowth, grown } from "./grown.js";

describe("a flat genome", () => {
  it("gives back the genome, through JSON and its schema", () => {
    fc.assert(
      fc.property(anyGrowth(80), (growth) => {
        const genome = grown(growth);
        const flat = flatGenome.parse(JSON.parse(JSON.stringify(flatten(genome))));
        expect(unflatten(flat, genome.inputs, genome.outputs)).toEqual(genome);
      }),
    );
  });

  it("is whole numbers, three a connection", () => {
    const connections = [
      { source: 0, target: 2, enabled: true },
      { source: 1, target: 2, enabled: false },
    ];
    expect(flatten({ inputs: 1, outputs: 1, activations: [1, 1, 5], connections })).toEqual({
      activations: [1, 1, 5],
      connections: [0, 2, 1, 1, 2, 0],
    });
  });

  const FLAT: FlatGenome = { activations: [1, 1, 5, 3, 3], connections: [0, 2, 1, 1, 3, 0] };
  it.each<[string, Partial<FlatGenome>, string]>([
    ["is cut short", { connections: [0, 2, 1, 1] }, "connections: 4 numbers, not in threes"],
    ["is neither enabled nor disabled", { connections: [0, 2, 2] }, "connection 0 → 2: enabled: 2, expected 0 or 1"],
    ["has a cycle", { connections: [3, 4, 1, 4, 3, 0] }, "connections: form a cycle"],
    ["leads to a node that is not there", { connections: [3, 9, 1] }, "connection 3 → 9: there is no node 9"],
    ["has too few nodes", { activations: [1, 5], connections: [] }, "nodes: expected at least 3, got 2"],
    [
      "has an activation that is none",
      { activations: [1, 1, 11] },
      "node 2: activation 11, expected an id from 1 to 10",
    ],
  ])("is refused where it %s", (_, change, line) => {
    expect(() => unflatten({ ...FLAT, ...change }, 1, 1)).toThrow(new RangeError(line));
  });
});
