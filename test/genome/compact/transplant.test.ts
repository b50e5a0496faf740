import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { express } from "../../../src/genome/compact/express.js";
import { type CompactGenome, compactProblem, unflattenCompact } from "../../../src/genome/compact/genome.js";
import { transplanted } from "../../../src/genome/compact/transplant.js";
import { anyGrowth, grown } from "../../search/homogeneous/grown.js";
import { networkTwin } from "../../twin/network.js";

const SIZE = { inputs: 4, outputs: 3 };

function outputs(genome: CompactGenome, seen: readonly number[]): number[] {
  return [...networkTwin(express(genome, 1, "linear"), 1).run(seen)].map((value) => value + 0);
}

describe("a genome with an output of another", () => {
  it("answers there as that does, and elsewhere as before", () => {
    const anySeen = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(anyGrowth(40, SIZE), anyGrowth(40, SIZE), fc.nat({ max: 2 }), anySeen, (one, other, at, seen) => {
        const [to, from] = [grown(one), grown(other)];
        const child = transplanted(to, from, SIZE.inputs + 1 + at);
        if (child.connections.length > 0) expect(compactProblem(child)).toBeUndefined();
        expect(outputs(child, seen)).toEqual(outputs(to, seen).with(at, outputs(from, seen)[at]));
      }),
    );
  });

  it("is itself where the other is the same, whatever its units are called", () => {
    const size = { inputs: 2, outputs: 2 };
    const to = unflattenCompact([5, 3, 1, 6, 4, 2, 1, 5, 1, 5, 6, -1], size);
    const from = unflattenCompact([9, 3, 1, 8, 4, 2, 9, 8, -1, 1, 9, 1], size);
    for (const output of [3, 4]) expect(transplanted(to, from, output)).toEqual(to);
  });

  it("takes over no more than is missing", () => {
    const size = { inputs: 2, outputs: 2 };
    const to = unflattenCompact([5, 3, 1, 5, 4, 1, 1, 5, 1], size);
    const from = unflattenCompact([5, 3, 1, 6, 4, 3, 1, 5, 1, 5, 6, -2], size);
    expect(transplanted(to, from, 4)).toEqual(unflattenCompact([5, 3, 1, 6, 4, 3, 1, 5, 1, 5, 6, -2], size));
  });
});
