import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { Session } from "../../src/evaluate/session.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { referenceNetwork } from "../golden/networks.js";
import golden from "../golden/swingup.json" with { type: "json" };
import { observeTwin, offRailTwin, stepTwin } from "../twin/swingup.js";

const kernel = await loadKernel(taskNamed("swingup"));
let session: Session;

beforeEach(() => {
  session = new Session(kernel, referenceNetwork(0).genome, 1);
});

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9): void {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(got[i] - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i])));
  }
}

describe.each(golden.episodes.map((episode, number) => ({ ...episode, number })))(
  "recorded episode $number ($name)",
  (episode) => {
    it("has the same states, observations and rewards", () => {
      expectClose(session.restore(episode.initialState), episode.observations[0]);
      episode.rewards.forEach((reward, i) => {
        const step = session.step([episode.actions[i]]);
        expectClose(session.state, episode.states[i + 1]);
        expectClose(step.observation, episode.observations[i + 1]);
        expectClose([step.reward], [reward]);
      });
    });

    it("ends at the same step with the same return", () => {
      session.restore(episode.initialState);
      let total = 0;
      for (let i = 0; i < episode.length; i++) {
        const step = session.step([episode.actions[i]]);
        total += step.reward;
        expect(step.terminated || step.truncated).toBe(i === episode.length - 1);
        expect(step.terminated).toBe(i === episode.length - 1 && episode.length < 1000);
      }
      expectClose([total], [episode.return], 1e-6);
    });
  },
);

it("agrees with the twin in any state and under any action", () => {
  const state = fc.tuple(
    fc.double({ min: -2.5, max: 2.5, noNaN: true }),
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: -20, max: 20, noNaN: true }),
    fc.double({ min: -15, max: 15, noNaN: true }),
  );
  fc.assert(
    fc.property(state, fc.double({ min: -2, max: 2, noNaN: true }), (start, action) => {
      const twin = Float64Array.from(start);
      const observation = new Float64Array(5);
      const seen = session.restore(start);
      observeTwin(twin, observation);
      expectClose(seen, observation, 1e-13);
      const step = session.step([action]);
      const reward = stepTwin(twin, action);
      observeTwin(twin, observation);
      expectClose(session.state, twin, 1e-13);
      expectClose(step.observation, observation, 1e-12);
      expectClose([step.reward], [reward], 1e-12);
      expect(step.terminated).toBe(offRailTwin(session.state));
    }),
  );
});

it.each([
  [1, 1.5],
  [1, Number.POSITIVE_INFINITY],
  [-1, -7],
])("takes action %d for %d", (limit, action) => {
  const after = (given: number) => {
    session.restore([0.1, -0.2, 3, 0.4]);
    return [session.step([given]).reward, ...session.state];
  };
  expect(after(action)).toEqual(after(limit));
  expect(after(0.99 * limit)).not.toEqual(after(limit));
});

describe("reset", () => {
  it("starts the same seed in the same state, other seeds in others", () => {
    const first = [session.reset(3), session.state];
    session.step();
    const other = session.reset(4);
    expect([session.reset(3), session.state]).toEqual(first);
    expect(other).not.toEqual(first[0]);
  });

  it("shows the state as x, ẋ, cos θ, sin θ, θ̇", () => {
    const observation = new Float64Array(5);
    for (const seed of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
      const seen = session.reset(seed);
      observeTwin(session.state, observation);
      expectClose(seen, observation, 1e-14);
    }
  });

  it("starts hanging at rest in the middle, each variable with a normal error of deviation 0.2", () => {
    const count = 4000;
    const starts = Array.from({ length: count }, (_, seed) => {
      session.reset(seed);
      return session.state.map((value, i) => (value - (i === 2 ? Math.PI : 0)) / 0.2);
    });
    for (let i = 0; i < 4; i++) {
      const values = starts.map((start) => start[i]);
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      const variance = values.reduce((sum, value) => sum + value * value, 0) / count;
      const beyond = values.filter((value) => Math.abs(value) > 1.96).length / count;
      expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
      expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
      expect(Math.abs(beyond - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / count));
      for (let j = 0; j < i; j++) {
        const product = starts.reduce((sum, start) => sum + start[i] * start[j], 0) / count;
        expect(Math.abs(product)).toBeLessThan(4 / Math.sqrt(count));
      }
    }
  });
});
