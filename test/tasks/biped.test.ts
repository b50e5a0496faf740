import { beforeEach, describe, expect, it } from "vitest";
import seeds from "../golden/biped-seeds.json" with { type: "json" };
import { type RecordedEpisode, recordedEpisodes } from "./recorded-biped.js";
import { Walker } from "./walker.js";

const EPISODES = recordedEpisodes();
const FIRST_RAY = 14;
const ZERO = [0, 0, 0, 0];

let walker: Walker;

beforeEach(async () => {
  walker = await Walker.load();
});

function begin(lane: number, { polygons, points, push }: RecordedEpisode): void {
  walker.begin(lane, polygons, points, push);
}

/**
 * Bit for bit. Only a ray of the recorded hardcore episodes may be longer than ours: it stopped at the first shape that the
 * broad phase reported, ours stops at the nearest.
 */
function expectObservation(got: readonly number[], recorded: Float32Array, hardcore: boolean): void {
  for (let i = 0; i < recorded.length; i++) {
    if (hardcore && i >= FIRST_RAY) expect(got[i]).toBeLessThanOrEqual(recorded[i]);
    else expect(got[i]).toBe(recorded[i]);
  }
}

describe.each(EPISODES)("recorded episode: $name, $actions.length steps", (episode) => {
  const { actions, observations, rewards, hardcore } = episode;

  it("is the same to the last bit", () => {
    begin(0, episode);
    expectObservation(walker.observe(0), observations[0], hardcore);
    actions.forEach((action, t) => {
      walker.step([action]);
      expectObservation(walker.observe(0), observations[t + 1], hardcore);
      expect(walker.reward(0)).toBe(rewards[t]);
      expect(walker.ended(0)).toBe(episode.done && t === actions.length - 1);
      if (t + 1 === episode.bodiesAt) expect(walker.state(0)).toEqual(episode.bodies);
    });
  });

  it("has all its lidar readings, or of ten at most one on average is nearer", () => {
    begin(0, episode);
    let other = 0;
    actions.forEach((action, t) => {
      walker.step([action]);
      const seen = walker.observe(0);
      for (let i = FIRST_RAY; i < 24; i++) if (seen[i] !== observations[t + 1][i]) other++;
    });
    expect(other / actions.length).toBeLessThan(hardcore ? 1.2 : 1e-9);
  });
});

it("a lane's trajectory does not depend on what its neighbours do, nor on its place", () => {
  // Eight episodes in eight lanes; as they end, the last one moves into the gap.
  const running = EPISODES.map((episode, lane) => {
    begin(lane, episode);
    return { episode, step: 0 };
  });
  let checked = 0;
  while (running.length > 0) {
    walker.step(running.map(({ episode, step }) => episode.actions[step]));
    for (const [lane, run] of running.entries()) {
      run.step++;
      expectObservation(walker.observe(lane), run.episode.observations[run.step], run.episode.hardcore);
      checked++;
    }
    for (let lane = running.length - 1; lane >= 0; lane--) {
      if (running[lane].step < running[lane].episode.actions.length) continue;
      const last = running.length - 1;
      if (lane < last) {
        walker.move(lane, last);
        running[lane] = running[last];
      }
      running.pop();
    }
  }
  expect(checked).toBe(EPISODES.reduce((sum, { actions }) => sum + actions.length, 0));
});

describe.each([
  ["biped", seeds.biped, false],
  ["biped-hardcore", seeds.hardcore, true],
] as const)("%s reset with a seed", (_name, episodes, hardcore) => {
  it.each(episodes.map((episode) => [episode.seed, episode] as const))("%i is Gymnasium's", (seed, expected) => {
    walker.reset(5, seed, hardcore);
    const ground = walker.ground(5);
    const polygons = ground.filter((corners) => corners.length > 2);
    expect(polygons).toEqual(expected.polygons);
    const edges = ground.filter((corners) => corners.length === 2);
    const heights = [...edges.map(([from]) => from[1]), edges[edges.length - 1][1][1]];
    expect(heights).toEqual(expected.terrainY.map(Math.fround));
    expect(edges.map(([from]) => from[0])).toEqual(edges.map((_, i) => Math.fround((i * 14) / 30)));
    expect(walker.observe(5)).toEqual(expected.observation.map(Math.fround));
    walker.begin(
      6,
      [],
      edges.flatMap(([from, to], i) => (i === 0 ? [...from, ...to] : to)),
      expected.initialForceX,
    );
    expect(walker.state(6)).toEqual(walker.state(5));
  });
});

it("actions beyond ±1 turn no harder, infinity, too, and one that is no number turns not at all", () => {
  const [{ polygons, points }] = EPISODES;
  const after = (action: number[]): number[] => {
    walker.begin(0, polygons, points, 1);
    walker.step([action]);
    return walker.state(0);
  };
  expect(after([7, -3, 1e300, -2])).toEqual(after([1, -1, 1, -1]));
  const { NaN: none, POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
  expect(after([none, none, none, 0])).toEqual(after(ZERO));
  expect(after([most, least, most, least])).toEqual(after([1, -1, 1, -1]));
});
