import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CompactGenome,
  compact,
  compactProblem,
  flattenCompact,
  unflattenCompact,
  unitsOf,
} from "../../../src/genome/compact/genome.js";
import { compactChangeOf, undoCompact } from "../../../src/search/homogeneous/change.js";
import { anyGrowth, grown, lineage } from "../../search/homogeneous/grown.js";

const SIZE = { inputs: 2, outputs: 1 };

/** Of a network with inputs 1 and 2, output 3 and units from 4 up. */
function genome(...flat: number[]): CompactGenome {
  return unflattenCompact(flat, SIZE);
}

describe("a compact genome", () => {
  it("survives being flattened", () => {
    fc.assert(
      fc.property(anyGrowth(), (growth) => {
        const it = grown(growth);
        expect(unflattenCompact(JSON.parse(JSON.stringify(flattenCompact(it))), growth)).toEqual(it);
      }),
    );
  });

  it.each<[string, number[]]>([
    ["connections: 4 numbers, not in threes", [1, 4, 1, 4]],
    ["connection -1 → 4: there is no node -1", [4, 3, 1, -1, 4, 1]],
    ["connection 1 → 0: leads into the bias", [1, 0, 1]],
    ["connection 1 → 2: leads into an input", [1, 2, 1]],
    ["connection 3 → 4: leads out of an output", [3, 4, 1]],
    ["connection 1 → 3: leads into an output, but not from a unit", [1, 3, 1]],
    ["connection 1 → 4: weight: 0: expected a whole number, not 0", [4, 3, 1, 1, 4, 0]],
    ["connection 1 → 4: stands twice, or out of order", [4, 3, 1, 1, 4, 1, 1, 4, 2]],
    ["connection 4 → 3: stands twice, or out of order", [1, 4, 1, 4, 3, 1]],
    ["connections: a unit has no source, or leads to no output", [4, 3, 1, 1, 4, 1, 1, 5, 1]],
    ["connections: a unit has no source, or leads to no output", [4, 3, 1, 5, 3, 1, 1, 4, 1]],
    ["connections: form a cycle", [4, 3, 1, 1, 4, 1, 5, 4, 1, 4, 5, 1]],
  ])("is refused: %s", (problem, flat) => {
    expect(() => unflattenCompact(flat, SIZE)).toThrow(new RangeError(problem));
  });

  it("loses what has no part, as much as hangs on it", () => {
    const connections = [
      { source: 1, target: 4, weight: 2 },
      { source: 4, target: 3, weight: -1 },
      // A chain that leads nowhere, and one that comes from nowhere.
      { source: 1, target: 5, weight: 1 },
      { source: 5, target: 6, weight: 1 },
      { source: 7, target: 8, weight: 1 },
      { source: 8, target: 3, weight: 1 },
    ];
    expect(compact(SIZE, connections)).toEqual(genome(4, 3, -1, 1, 4, 2));
  });

  it("names its units in ascending order", () => {
    expect(unitsOf(genome(4, 3, 1, 9, 3, 1, 1, 4, 1, 2, 9, 1))).toEqual([4, 9]);
  });
});

describe("a change", () => {
  it("takes each child of a line back to its parent", () => {
    fc.assert(
      fc.property(anyGrowth(), (growth) => {
        const { genomes } = lineage(growth);
        for (const [i, child] of genomes.entries()) {
          if (i === 0) continue;
          const parent = genomes[i - 1];
          expect(compactProblem(child)).toBeUndefined();
          expect(undoCompact(child, JSON.parse(JSON.stringify(compactChangeOf(parent, child))))).toEqual(parent);
        }
      }),
    );
  });
});
