import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompactGenome, compactProblem, unflattenCompact, unitsOf } from "../../../src/genome/compact/genome.js";
import { Purpose, Stream } from "../../../src/random/stream.js";
import { MUTATIONS } from "../../../src/search/homogeneous/mutations/index.js";
import { anyGrowth, grown, lineage } from "./grown.js";

const SIZE = { inputs: 2, outputs: 1 };

function mutation(name: (typeof MUTATIONS)[number]["name"]) {
  const found = MUTATIONS.find((each) => each.name === name);
  if (!found) throw new Error(name);
  return (genome: CompactGenome, seed = 1, largestWeight = 3) =>
    found.mutate(genome, { random: new Stream(seed, Purpose.vary), largestWeight });
}

/** All that many draws make of a genome, each once. */
function allOf(name: (typeof MUTATIONS)[number]["name"], flat: number[], largestWeight = 3): (number[] | undefined)[] {
  const made = new Map<string, number[] | undefined>();
  for (let seed = 0; seed < 300; seed++) {
    const child = mutation(name)(unflattenCompact(flat, SIZE), seed, largestWeight);
    const out = child?.connections.flatMap(({ source, target, weight }) => [source, target, weight]);
    made.set(JSON.stringify(out), out);
  }
  return [...made.values()].sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

describe("mutations", () => {
  it("keep genomes valid, and weights within their limit", () => {
    const seen = new Set<string | null>();
    fc.assert(
      fc.property(anyGrowth(), (growth) => {
        const { genomes, names } = lineage(growth);
        for (const name of names) seen.add(name);
        for (const genome of genomes) {
          expect(compactProblem(genome)).toBeUndefined();
          expect(genome.connections.length).toBeGreaterThan(0);
          const largest = Math.max(...genome.connections.map(({ weight }) => Math.abs(weight)));
          expect(largest).toBeLessThanOrEqual(growth.largestWeight);
        }
      }),
    );
    expect([...seen].filter((name) => name !== null).sort()).toEqual(MUTATIONS.map(({ name }) => name).sort());
  });

  it("leave their parent as it is", () => {
    fc.assert(
      fc.property(anyGrowth(), fc.constantFrom(...MUTATIONS), fc.nat(), (growth, { mutate }, seed) => {
        const parent = grown(growth);
        const before = JSON.stringify(parent);
        mutate(parent, { random: new Stream(seed, Purpose.vary), largestWeight: growth.largestWeight });
        expect(JSON.stringify(parent)).toBe(before);
      }),
    );
  });
});

describe("addConnection", () => {
  it("adds one connection that was not there, between the nodes there are", () => {
    fc.assert(
      fc.property(anyGrowth(), fc.nat(), (growth, seed) => {
        const parent = grown(growth);
        const child = mutation("addConnection")(parent, seed);
        if (!child) return;
        expect(child.connections).toHaveLength(parent.connections.length + 1);
        expect(unitsOf(child)).toEqual(unitsOf(parent));
        expect(child.connections.filter((each) => !parent.connections.includes(each))).toHaveLength(1);
      }),
    );
  });

  it("is impossible where all are connected", () => {
    expect(allOf("addConnection", [4, 3, 1, 0, 4, 1, 1, 4, 1, 2, 4, 1])).toEqual([undefined]);
  });
});

describe("splitConnection", () => {
  it("puts a unit into a connection, whose weight it keeps", () => {
    expect(allOf("splitConnection", [4, 3, -2, 1, 4, 3])).toEqual([
      [4, 3, -2, 5, 4, 3, 1, 5, -1],
      [4, 3, -2, 5, 4, 3, 1, 5, 1],
      [5, 3, -2, 1, 4, 3, 4, 5, -1],
      [5, 3, -2, 1, 4, 3, 4, 5, 1],
    ]);
  });
});

describe("addUnit", () => {
  it("adds a unit between an input and an output or another unit", () => {
    const children = allOf("addUnit", [7, 3, 1, 1, 7, 1]);
    // Three sources, two targets, two signs each.
    expect(children).toHaveLength(24);
    for (const child of children) expect(unitsOf(unflattenCompact(child as number[], SIZE))).toEqual([7, 8]);
  });
});

describe("changeWeight", () => {
  it("changes one weight by one, within the limit and not to 0", () => {
    expect(allOf("changeWeight", [4, 3, -3, 1, 4, 1])).toEqual([
      [4, 3, -2, 1, 4, 1],
      [4, 3, -3, 1, 4, 2],
    ]);
  });

  it("is impossible where 1 is the largest", () => {
    expect(allOf("changeWeight", [4, 3, 1, 1, 4, -1], 1)).toEqual([undefined]);
  });
});

describe("flipSign", () => {
  it("changes one sign", () => {
    expect(allOf("flipSign", [4, 3, -3, 1, 4, 2])).toEqual([
      [4, 3, -3, 1, 4, -2],
      [4, 3, 3, 1, 4, 2],
    ]);
  });
});

describe("rewireInput", () => {
  it("has a connection from an input lead from one that its unit does not listen to", () => {
    expect(allOf("rewireInput", [4, 3, 1, 0, 4, 2, 1, 4, -1])).toEqual([
      [4, 3, 1, 0, 4, 2, 2, 4, -1],
      [4, 3, 1, 1, 4, -1, 2, 4, 2],
    ]);
  });

  it("is impossible where every unit listens to all inputs or none", () => {
    expect(allOf("rewireInput", [5, 3, 1, 0, 4, 1, 1, 4, 1, 2, 4, 1, 4, 5, 1])).toEqual([undefined]);
  });
});

describe("removeConnection", () => {
  it("removes a connection and what then has no part", () => {
    expect(allOf("removeConnection", [4, 3, 1, 5, 3, 2, 1, 4, 1, 2, 5, 1])).toEqual([
      [4, 3, 1, 1, 4, 1],
      [5, 3, 2, 2, 5, 1],
    ]);
  });

  it("is impossible where nothing would be left", () => {
    expect(allOf("removeConnection", [4, 3, 1, 1, 4, 1])).toEqual([undefined]);
  });
});
