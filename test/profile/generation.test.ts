import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/evaluate/evaluator.js";
import type { JobTimes } from "../../src/evaluate/pool.js";
import { measureGenerations } from "../../src/profile/generation.js";
import { useClock } from "./clock.js";
import { CONFIG, SUBJECT } from "./subject.js";

/** A generation's networks, each with six weights in two episodes, and the round that confirms the champion. */
const ROLLOUTS = (CONFIG.population + CONFIG.confirmEpisodes) * 12;
const STEPS = 10;
const LANE_STEPS = ROLLOUTS * STEPS;

/**
 * Three generations, the first to warm up. A call takes 100 ms on two workers: the first gets two chunks, the second one; what they
 * take besides is transfer and waiting. Each look at the clock takes a millisecond, and a checkpoint 500 more.
 */
async function measured() {
  const clock = useClock(1);
  const chunks: JobTimes[] = [];
  let calls = 0;
  const evaluator = {
    async evaluate(networks: readonly Uint32Array[], { seeds }: Plan) {
      const posted = performance.timeOrigin + performance.now();
      // In no order, as they come back.
      chunks.push({ thread: 8, posted, began: posted + 4, ended: posted + 54 });
      chunks.push({ thread: 3, posted, began: posted + 42, ended: posted + 92 });
      chunks.push({ thread: 3, posted, began: posted + 2, ended: posted + 32 });
      clock.advance(100);
      calls++;
      const episodes = networks.length * seeds.length;
      return { returns: new Float64Array(episodes), steps: new Uint32Array(episodes).fill(STEPS), nonFinite: 0 };
    },
    close: async () => {},
  };
  const costs = await measureGenerations(SUBJECT, { evaluator, workers: 2, chunks }, 2, () => clock.advance(500));
  return { costs, calls };
}

describe("what a generation takes", () => {
  it("is shared out over workers, messages, waiting and the host's steps", async () => {
    const { costs, calls } = await measured();
    expect(calls).toBe(6);
    expect([costs.laneSteps, costs.rollouts]).toEqual([LANE_STEPS, ROLLOUTS]);
    const ms = costs.rows.map(({ row, ns }) => [row, Number(((ns.median * LANE_STEPS) / 1e6).toFixed(3))]);
    // The call is timed as 102 ms: the looks at the clock in it and at its end are two.
    const calling = 2 * 102;
    const [working, transfer] = [30 + 50 + 50, 2 + 10 + 4];
    const host = { asking: 2, digest: 2, "ranking and breeding": 2 };
    expect(ms).toEqual([
      ["rollouts in workers", working],
      ["message transfer", transfer],
      ["waiting for a worker", calling - working - transfer],
      ...Object.entries(host),
      // As rarely as a run writes it: a tenth of a percent of all else.
      ["checkpoint", Number(((calling + 6) / 1000).toFixed(3))],
    ]);
    expect(costs.rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(costs.rows[0].share).toBeCloseTo(working / ((calling + 6) * 1.001), 9);
    expect(costs.rows.map((each) => each.calls)).toEqual([6, 6, 6, 1, 1, 1, 1]);
  });

  it("leaves spans, of the host and of workers numbered by their threads", async () => {
    const { spans } = (await measured()).costs;
    const host = spans.filter(({ worker }) => worker === 0);
    const round = ["asking", "rollouts", "digest", "ranking and breeding"];
    const names = [...round, ...round, "checkpoint"];
    expect(host.map(({ name }) => name)).toEqual([...names, ...names]);
    const [, call] = host;
    const inFirst = spans.filter(({ worker, began }) => worker > 0 && began < call.ended);
    expect(inFirst.map(({ worker, began, ended }) => [worker, began - call.began, ended - began])).toEqual([
      [1, expect.closeTo(3, 6), expect.closeTo(30, 6)],
      [1, expect.closeTo(43, 6), expect.closeTo(50, 6)],
      [2, expect.closeTo(5, 6), expect.closeTo(50, 6)],
    ]);
  });
});
