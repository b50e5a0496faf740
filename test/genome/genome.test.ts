import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Connection, enabledConnections, type Genome } from "../../src/genome/genome.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { anyGrowth, grown, lineage } from "./grown.js";

/** Two inputs, one output (3), hidden nodes 4 and 5. */
const GENOME: Genome = {
  inputs: 2,
  outputs: 1,
  activations: [1, 1, 1, 5, 9, 10],
  connections: [
    { source: 1, target: 4, enabled: true },
    { source: 4, target: 5, enabled: false },
    { source: 5, target: 3, enabled: true },
  ],
};

function joined(source: number, target: number, enabled = true): Genome {
  const extra: Connection = { source, target, enabled };
  return { ...GENOME, connections: [...GENOME.connections, extra] };
}

describe("genomeProblem", () => {
  it("finds none in a valid genome", () => {
    expect(genomeProblem(GENOME)).toBeUndefined();
  });

  it.each<[string, Genome]>([
    ["inputs: expected at least 1, got 0", { ...GENOME, inputs: 0 }],
    ["inputs: expected at least 1, got 1.5", { ...GENOME, inputs: 1.5 }],
    ["outputs: expected at least 1, got 0", { ...GENOME, outputs: 0 }],
    ["nodes: expected at least 4, got 3", { ...GENOME, activations: [1, 1, 1] }],
    ["node 4: activation 11, expected an id from 1 to 10", { ...GENOME, activations: [1, 1, 1, 5, 11, 10] }],
    ["node 5: activation 0, expected an id from 1 to 10", { ...GENOME, activations: [1, 1, 1, 5, 9, 0] }],
    ["connection 1 → 6: there is no node 6", joined(1, 6)],
    ["connection -1 → 3: there is no node -1", joined(-1, 3)],
    ["connection 1 → 0: leads into the bias", joined(1, 0)],
    ["connection 4 → 2: leads into an input", joined(4, 2)],
    ["connection 3 → 4: leads out of an output", joined(3, 4)],
    ["connection 1 → 4: stands twice", joined(1, 4, false)],
    ["connections: form a cycle", joined(5, 4)],
    ["connections: form a cycle", joined(4, 4)],
  ])("says “%s”", (problem, genome) => {
    expect(genomeProblem(genome)).toBe(problem);
  });

  it("counts disabled connections in a cycle", () => {
    expect(genomeProblem(joined(5, 4, false))).toBe("connections: form a cycle");
  });

  it("finds none after any mutations", () => {
    fc.assert(
      fc.property(anyGrowth(), (growth) => {
        for (const genome of lineage(growth)) expect(genomeProblem(genome)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });
});

it("mutations never lead into bias or inputs nor out of outputs", () => {
  fc.assert(
    fc.property(anyGrowth(), (growth) => {
      const { inputs, outputs, connections } = grown(growth);
      for (const { source, target } of connections) {
        expect(target).toBeGreaterThan(inputs);
        expect(source > inputs && source <= inputs + outputs).toBe(false);
      }
    }),
  );
});

it("complexity is the number of enabled connections", () => {
  expect(enabledConnections(GENOME)).toBe(2);
});
