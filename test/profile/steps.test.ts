import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { COUNTS, type Ledger, PHASES, type Phase, type PhaseTime } from "../../src/evaluate/ledger.js";
import { ACTIVATIONS, activationId } from "../../src/genome/activation.js";
import type { UnitCosts } from "../../src/profile/calibrate.js";
import { measureSteps } from "../../src/profile/steps.js";
import { crossPlan } from "../../src/search/episodes.js";
import { useClock } from "./clock.js";

const NETWORKS = [Uint32Array.of(1), Uint32Array.of(2)];
const PLAN = crossPlan([1], [0]);

/** Nanoseconds and reads of the clock; the other phases have none. */
const PHASE_TIMES: Partial<Record<Phase, [nanoseconds: number, reads: number]>> = {
  reset: [2_000, 5],
  observe: [10_000, 20],
  forward: [50_000, 20],
  motion: [20_000, 20],
  reward: [10_000, 20],
  // Less than its reads of the clock take.
  lanes: [900, 20],
};
/** The phases less their reads, and the reads: those of the lanes are more than that phase took. */
const COVERED_NS = 93_000;

/** 100 lane-steps; 120 lanes were computed in 20 steps, 6 at once. */
const LEDGER: Ledger = {
  phases: Object.fromEntries(
    PHASES.map((phase): [Phase, PhaseTime] => {
      const [nanoseconds, reads] = PHASE_TIMES[phase] ?? [0, 0];
      return [phase, { nanoseconds, reads }];
    }),
  ) as Ledger["phases"],
  counts: { ...Object.fromEntries(COUNTS.map((count) => [count, 0])), connections: 600 } as Ledger["counts"],
  activations: Array.from({ length: ACTIVATIONS.length + 1 }, (_, id) => (id === activationId("tanh") ? 200 : 0)),
  clockReads: 105,
  stepsPerMoment: 10,
  timeline: [
    { steps: 10, alive: 60, computed: 80 },
    { steps: 10, alive: 40, computed: 40 },
  ],
};

const UNITS: UnitCosts = {
  clock: 50,
  connection: 7,
  activations: { ...Object.fromEntries(ACTIVATIONS.map((name) => [name, 1])), tanh: 20, cosine: 30 } as never,
};

/** Measures builds that take the milliseconds given, first the warm-up's. */
async function measured(releaseMs: number[], profilingMs: number[], profilingReturn = 5) {
  const clock = useClock();
  const build = (times: number[], earned: number) => {
    const left = [...times];
    const evaluateAll = () => {
      clock.advance(left.shift() ?? Number.NaN);
      return { returns: Float64Array.of(3, earned), steps: Uint32Array.of(50, 50), nonFinite: 0 };
    };
    const timeOneOf = (steps: number) => timed.push(steps);
    return { evaluateAll, emptyLedger() {}, timeOneOf, ledger: LEDGER, sharesLanes: false } as unknown as Kernel;
  };
  const timed: number[] = [];
  const builds = {
    release: build(releaseMs, 5),
    profiling: build(profilingMs, profilingReturn),
  };
  const asked: number[] = [];
  const costs = await measureSteps(builds, NETWORKS, PLAN, releaseMs.length - 1, (lanes) => {
    asked.push(lanes);
    return UNITS;
  });
  return { costs, asked, timed };
}

describe("the costs of a lane-step", () => {
  it("are the phases less their reads of the clock, and what is outside of them", async () => {
    const { costs } = await measured([9, 0.08], [9, 0.12]);
    expect(costs.rows.map(({ row, calls }) => [row, calls])).toEqual([
      ["reset", 5],
      ["observe", 20],
      ["forward", 20],
      ["motion", 20],
      ["reward", 20],
      ["lanes", 20],
      ["border", 2],
    ]);
    const expected = [17.5, 90, 490, 190, 90, 0, (120_000 - COVERED_NS) / 100];
    const sum = expected.reduce((a, b) => a + b);
    for (const [i, { ns, share }] of costs.rows.entries()) {
      expect(ns.median).toBeCloseTo(expected[i], 6);
      expect(share).toBeCloseTo(expected[i] / sum, 9);
    }
  });

  it("are told for both builds, by lane-steps, without the round that warms up", async () => {
    const { costs } = await measured([9, 0.08, 0.1, 0.06], [9, 0.12, 0.14, 0.13]);
    expect([costs.laneSteps, costs.computedLanes]).toEqual([100, 120]);
    expect(costs.release.median).toBeCloseTo(800, 6);
    expect([costs.release.low, costs.release.high]).toEqual([expect.closeTo(700, 6), expect.closeTo(900, 6)]);
    expect(costs.profiling.median).toBeCloseTo(1300, 6);
    expect(costs.overhead).toBeCloseTo(1300 / 800 - 1, 9);
    expect(costs.covered).toBeCloseTo(COVERED_NS / 130_000, 9);
  });

  it("are those of some steps alone, where the clock takes long: at most a twentieth is added", async () => {
    // 105 reads of 50 ns in 10,000 ns.
    const { costs, timed } = await measured([0.01, 0.08], [9, 0.12]);
    expect([costs.timedOneOf, timed]).toEqual([16, [16, 1]]);
    const short = await measured([0.001, 0.08], [9, 0.12]);
    expect([short.costs.timedOneOf, short.timed]).toEqual([64, [64, 1]]);
    expect((await measured([9, 0.08], [9, 0.12])).timed).toEqual([1, 1]);
  });

  it("have parts, counts times what each costs with as many lanes, and what these leave of their row", async () => {
    const { costs, asked } = await measured([9, 0.08], [9, 0.12]);
    expect(asked).toEqual([8]);
    expect(costs.clockNs).toBe(50);
    expect(costs.parts).toEqual([
      { row: "forward", part: "connections", perLaneStep: 6, unitNs: 7, ns: 42 },
      { row: "forward", part: "tanh", perLaneStep: 2, unitNs: 20, ns: 40 },
    ]);
    expect(costs.residuals).toEqual([{ row: "forward", measuredNs: expect.closeTo(490, 6), modelledNs: 82 }]);
  });

  it("are none where the builds do not give the same returns", async () => {
    await expect(measured([9, 0.08], [9, 0.12], 6)).rejects.toThrow(
      "the profiling build's returns are not the release build's",
    );
  });
});
