import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { change, changeOf, undo } from "../../src/genome/change.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { anyGrowth, childOf, grown, lineage, ODDS } from "./grown.js";

/** All mutations that there are. */
const ALL = { ...ODDS, disableConnection: 0.3 };

describe("a change", () => {
  it("makes the parent of its child again, after any mutation, and is plain data", () => {
    fc.assert(
      fc.property(anyGrowth(100), fc.nat(), (growth, seed) => {
        const parent = grown(growth);
        const child = childOf(parent, new Stream(seed, Purpose.vary, 1), ALL);
        const made = change.parse(JSON.parse(JSON.stringify(changeOf(parent, child))));
        expect(undo(child, made)).toEqual(parent);
      }),
    );
  });

  it("undone one after another leads through valid genomes to the one that mutations began with", () => {
    fc.assert(
      fc.property(anyGrowth(60), (growth) => {
        const genomes = lineage(growth, ALL);
        let genome = genomes[growth.mutations];
        for (let i = growth.mutations; i > 0; i--) {
          genome = undo(genome, changeOf(genomes[i - 1], genomes[i]));
          expect(genome).toEqual(genomes[i - 1]);
          expect(genomeProblem(genome)).toBeUndefined();
        }
      }),
      { numRuns: 40 },
    );
  });

  const parent = {
    inputs: 2,
    outputs: 1,
    activations: [1, 1, 1, 5, 9],
    connections: [
      { source: 0, target: 3, enabled: true },
      { source: 1, target: 4, enabled: false },
    ],
  };

  it("says what was added, which activations were others, and what was enabled or disabled", () => {
    const child = {
      ...parent,
      activations: [1, 1, 1, 5, 3, 2],
      connections: [
        { source: 0, target: 3, enabled: false },
        { source: 1, target: 4, enabled: true },
        { source: 0, target: 5, enabled: true },
      ],
    };
    expect(changeOf(parent, child)).toEqual({ nodes: 1, connections: 1, activations: [4, 9], toggled: [0, 1] });
    expect(changeOf(parent, parent)).toEqual({ nodes: 0, connections: 0, activations: [], toggled: [] });
  });

  it.each([
    ["another one", [{ source: 1, target: 3, enabled: true }, parent.connections[1]]],
    ["gone", []],
  ])("is none where a connection is %s in the child", (_, connections) => {
    expect(() => changeOf(parent, { ...parent, connections })).toThrow("connection 0 is another one in the child");
  });
});
