/** Sessions' states as bytes, and episodes on courses of one's own. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Session } from "../../src/evaluate/session.js";
import { openSession } from "../../src/index.js";
import { TASKS, taskNamed } from "../../src/tasks/registry.js";
import { grown } from "../genome/grown.js";
import { Car } from "../tasks/car.js";
import { recordedEpisodes } from "../tasks/recorded-biped.js";

const CONTROL = TASKS.all.filter(({ kind }) => kind === "control");

const opened = (name: string, mutations = 20): Promise<Session> => {
  const task = taskNamed(name);
  const { inputs, outputs } = task;
  return openSession(task, grown({ inputs, outputs, mutations, seed: 3 }), 1.3);
};

/** All that a session shows after each of so many steps. */
function played(session: Session, steps: number): unknown[] {
  return Array.from({ length: steps }, () => [session.step(), session.state, session.values]);
}

describe.each(CONTROL)("a state of $name", ({ name }) => {
  it("goes on with the same bits, in its session and in another", { timeout: 60_000 }, async () => {
    const session = await opened(name);
    const other = await opened(name, 0);
    other.reset(99);
    const twin = await opened(name);
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(60), fc.integer({ min: 1, max: 25 }), (seed, before, after) => {
        const first = session.reset(seed);
        for (let i = 0; i < before; i++) session.step();
        const state = session.save();
        const observation = before === 0 ? first : session.observation;
        const expected = played(session, after);
        expect(session.load(state)).toEqual(observation);
        expect(session.save()).toEqual(state);
        expect(played(session, after)).toEqual(expected);
        expect(twin.load(state)).toEqual(observation);
        expect(played(twin, after)).toEqual(expected);
        // What answers is not part of the state.
        expect(other.load(state)).toEqual(observation);
      }),
      { numRuns: 4 },
    );
  });

  it("is refused by another task, in another version, or damaged", async () => {
    const session = await opened(name);
    session.reset(1);
    const state = session.save();
    const stranger = await opened(name === "swingup" ? "biped" : "swingup");
    expect(() => stranger.load(state)).toThrow(`a state of ${name}: expected one of`);
    const changed = (at: number) => state.map((byte, i) => (i === at ? byte ^ 1 : byte));
    expect(() => session.load(changed(0))).toThrow("expected what a session has saved");
    expect(() => session.load(changed(4))).toThrow("a state of version 0: expected version 1");
    for (const at of [8, 24, state.length - 1]) expect(() => session.load(changed(at))).toThrow("damaged");
    expect(() => session.load(state.slice(0, 40))).toThrow("damaged");
    expect(() => session.load(new Uint8Array(3))).toThrow("a state of 3 bytes: expected what a session has saved");
  });
});

describe("a course of one's own", () => {
  it("is the recorded walkers' ground", async () => {
    const session = await opened("biped");
    for (const { polygons, points, push, actions, observations } of recordedEpisodes().slice(0, 4)) {
      const ground = Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i], points[2 * i + 1]] as const);
      const body = (observation: ArrayLike<number>) => Array.from(observation).slice(0, 14);
      expect(body(session.resetOn({ ground, obstacles: polygons, push }))).toEqual(body(observations[0]));
      for (let t = 0; t < Math.min(60, actions.length); t++)
        expect(body(session.step(actions[t]).observation)).toEqual(body(observations[t + 1]));
    }
  });

  it("is a seed's track, with the same bits", async () => {
    const [seeded, given] = [await opened("car-racing"), await opened("car-racing")];
    const points = (await Car.load()).track(7);
    const track = Array.from({ length: points.length / 4 }, (_, i) => {
      const [, heading, x, y] = points.slice(4 * i, 4 * i + 4);
      return [x, y, heading] as const;
    });
    expect(given.resetOn({ track })).toEqual(seeded.reset(7));
    expect(played(given, 30)).toEqual(played(seeded, 30));
    expect(given.draw()).toEqual(seeded.draw());
  });

  it("is refused where it does not suit the task", async () => {
    const [cart, walker, car] = await Promise.all(["swingup", "biped", "car-racing"].map((name) => opened(name)));
    const ground = [
      [0, 3],
      [9, 3],
    ] as const;
    const track = Array.from({ length: 5 }, (_, i) => [i, i, 0] as const);
    expect(() => cart.resetOn({ ground })).toThrow("swingup: a ground given: expected a seed");
    expect(() => walker.resetOn({ track })).toThrow("biped: a track given: expected a ground");
    expect(() => car.resetOn({ ground })).toThrow("car-racing: a ground given: expected a track");
    expect(() => walker.resetOn({ ground: [[0, 3]] })).toThrow("biped: ground of 1 points: expected 2 to 513");
    expect(() =>
      walker.resetOn({
        ground: [
          [1, 3],
          [1, 4],
        ],
      }),
    ).toThrow("ground.1: x 1: expected at least 0.01 more than 1");
    expect(() =>
      walker.resetOn({
        ground,
        obstacles: [
          [
            [0, 0],
            [1, 0],
            [2, 0],
            [3, 0],
          ],
        ],
      }),
    ).toThrow("obstacles.0: expected 4 corners around some area");
    expect(() => walker.resetOn({ ground, push: Number.NaN })).toThrow("a course with NaN: expected finite numbers");
    expect(() => car.resetOn({ track: track.slice(1) })).toThrow("car-racing: track of 4 points: expected 5 to 512");
    expect(() => car.resetOn({ track: [...track, track[4]] })).toThrow(
      "track.5: expected at least 0.01 m from the point before",
    );
  });
});

describe("an infinite action", () => {
  it.each(CONTROL)("of $name is clipped as ±1 is", async ({ name, outputs }) => {
    const [infinite, whole] = [await opened(name), await opened(name)];
    expect(infinite.reset(2)).toEqual(whole.reset(2));
    for (let t = 0; t < 10; t++) {
      const signs = Array.from({ length: outputs }, (_, i) => ((t >> i) & 1 ? 1 : -1));
      const { observation, reward } = infinite.step(signs.map((sign) => sign * Number.POSITIVE_INFINITY));
      expect([observation, reward]).toEqual(Object.values(whole.step(signs)).slice(0, 2));
    }
  });
});
