import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { type Ledger, PHASES } from "../../src/evaluate/ledger.js";
import type { Genome } from "../../src/genome/genome.js";
import { byGenome, connectionCost, type Rollout, rolloutsCsv, timeRollouts } from "../../src/profile/rollouts.js";
import { crossPlan } from "../../src/search/episodes.js";

function rollout(genome: number, connections: number, steps: number, microseconds: number): Rollout {
  return { genome, weight: 0.5, seed: 7, steps, microseconds, connections, return: -1.5 };
}

describe("the rollouts of a genome", () => {
  const genome = (connections: number): Genome => ({
    inputs: 2,
    outputs: 1,
    activations: [1, 1, 1, 1],
    connections: [0, 1, 2].slice(0, connections).map((source) => ({ source, target: 3, enabled: true })),
  });
  const PLAN = crossPlan([-1, 1], [4, 5]);

  /** A kernel whose episodes live for 10, 20, 30 and 40 steps, and whose phases take so many nanoseconds in each call. */
  function kernelTaking(...nanoseconds: number[]): Kernel {
    const times = [...nanoseconds];
    let last = 0;
    return {
      evaluateAll() {
        last = times.shift() ?? Number.NaN;
        return { returns: Float64Array.of(1, 2, 3, 4), steps: Uint32Array.of(10, 20, 30, 40), nonFinite: 0 };
      },
      emptyLedger() {},
      get ledger() {
        const phases = PHASES.map((phase) => [phase, { nanoseconds: phase === "forward" ? last : 0, reads: 2 }]);
        return { phases: Object.fromEntries(phases) } as Ledger;
      },
    } as unknown as Kernel;
  }

  it("share the median of its rounds by their steps, less the reads of the clock", async () => {
    const reads = 2 * PHASES.length;
    // Both warm up first; then each has its turn in every round.
    const net = [1e9, 1e9, 3_000, 50_000, 2_000, 30_000, 9_000, 40_000];
    const kernel = kernelTaking(...net.map((ns) => ns + reads * 10));
    const rollouts = await timeRollouts(kernel, [genome(1), genome(3)], PLAN, 3, 10);
    expect(rollouts.map((each) => [each.genome, each.weight, each.seed, each.steps, each.return])).toEqual([
      [0, -1, 4, 10, 1],
      [0, -1, 5, 20, 2],
      [0, 1, 4, 30, 3],
      [0, 1, 5, 40, 4],
      [1, -1, 4, 10, 1],
      [1, -1, 5, 20, 2],
      [1, 1, 4, 30, 3],
      [1, 1, 5, 40, 4],
    ]);
    expect(rollouts.map(({ connections }) => connections)).toEqual([1, 1, 1, 1, 3, 3, 3, 3]);
    const expected = [0.3, 0.6, 0.9, 1.2, 4, 8, 12, 16];
    for (const [i, { microseconds }] of rollouts.entries()) expect(microseconds).toBeCloseTo(expected[i], 9);
  });
});

it("genomes' rollouts are summed, the dearest first", () => {
  const rollouts = [rollout(0, 5, 10, 1), rollout(1, 9, 10, 2), rollout(0, 5, 30, 4), rollout(2, 3, 10, 9)];
  expect(byGenome(rollouts)).toEqual([
    { genome: 2, connections: 3, steps: 10, microseconds: 9 },
    { genome: 0, connections: 5, steps: 40, microseconds: 5 },
    { genome: 1, connections: 9, steps: 10, microseconds: 2 },
  ]);
});

describe("the cost of a connection", () => {
  it("is the slope over genomes", () => {
    // 100 ns a step and 7 more for each connection.
    const rollouts = [5, 20, 80].map((connections, i) =>
      rollout(i, connections, 50, (50 * (100 + 7 * connections)) / 1000),
    );
    const cost = connectionCost(rollouts);
    expect(cost?.nsPerConnection).toBeCloseTo(7, 9);
    expect(cost?.nsWithout).toBeCloseTo(100, 9);
  });

  it("is not known where all genomes have as many", () => {
    expect(connectionCost([rollout(0, 5, 10, 1), rollout(1, 5, 10, 3)])).toBeUndefined();
  });
});

it("rollouts are written as CSV, a line each", () => {
  expect(rolloutsCsv([rollout(0, 5, 10, 1.23456), rollout(1, 9, 20, 2)])).toBe(
    "genome,weight,seed,steps,us,connections,return\n0,0.5,7,10,1.235,5,-1.5\n1,0.5,7,20,2.000,9,-1.5\n",
  );
});
