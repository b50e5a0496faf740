/** A ground to walk on, or a track to drive on, of one's own: for planning, curricula and tests. */
import type { TaskFacts } from "../tasks/task.js";

/** Metres. */
export type Point = readonly [x: number, y: number];

/** A walker's ground, m. The walker starts at x = 4.67 and stands best where the ground is 3.33 high there; it arrives at 88.67. */
export interface Ground {
  /** From left to right. */
  readonly ground: readonly Point[];
  /** Each with its four corners. */
  readonly obstacles?: readonly (readonly Point[])[];
  /** On the hull in the first step, N; 0 unless set. */
  readonly push?: number;
}

/** A car's track, m: closed, counterclockwise as Gymnasium's are. */
export interface Track {
  /** Points of its middle, and the heading of the line across it, rad: 0 lies along x, and the way leads along y. */
  readonly track: readonly (readonly [x: number, y: number, heading: number])[];
}

/** What an episode can be given in place of a seed's. */
export type Course = Ground | Track;

/** As many static shapes as physics has room for: MAX_STATICS in assembly/physics/world.ts. */
const MOST_SHAPES = 512;
const NEAREST = 0.01; // m
const CORNERS = 4;
const LEAST_POINTS = { ground: 2, track: 5 };

/** The course in numbers, as the `resetOn` of the task's wasm takes it. Throws a RangeError that says what does not suit it. */
export function courseNumbers({ name, course: expected }: TaskFacts, course: Course): number[] {
  if (!("ground" in course || "track" in course)) throw new RangeError(`${name}: neither ground nor track given`);
  const given = "ground" in course ? "ground" : "track";
  if (expected !== given)
    throw new RangeError(`${name}: a ${given} given: expected ${expected ? `a ${expected}` : "a seed"}`);
  return "ground" in course ? groundNumbers(name, course) : trackNumbers(name, course);
}

function groundNumbers(task: string, { ground, obstacles = [], push = 0 }: Ground): number[] {
  requireCount(task, "ground", ground.length, LEAST_POINTS.ground, MOST_SHAPES + 1 - obstacles.length);
  for (const [i, [x]] of ground.entries()) {
    if (i > 0 && !(x - ground[i - 1][0] >= NEAREST)) {
      throw new RangeError(`ground.${i}: x ${x}: expected at least ${NEAREST} more than ${ground[i - 1][0]}`);
    }
  }
  for (const [i, corners] of obstacles.entries()) {
    if (corners.length !== CORNERS || Math.abs(areaOf(corners)) < NEAREST ** 2) {
      throw new RangeError(`obstacles.${i}: expected ${CORNERS} corners around some area`);
    }
  }
  return requireFinite([push, obstacles.length, ...obstacles.flat(2), ...ground.flat()]);
}

function trackNumbers(task: string, { track }: Track): number[] {
  requireCount(task, "track", track.length, LEAST_POINTS.track, MOST_SHAPES);
  for (const [i, [x, y]] of track.entries()) {
    const [beforeX, beforeY] = track[(i || track.length) - 1];
    if (!(Math.hypot(x - beforeX, y - beforeY) >= NEAREST)) {
      throw new RangeError(`track.${i}: expected at least ${NEAREST} m from the point before`);
    }
  }
  return requireFinite(track.flat());
}

function requireCount(task: string, what: string, count: number, least: number, most: number): void {
  if (count >= least && count <= most) return;
  throw new RangeError(`${task}: ${what} of ${count} points: expected ${least} to ${most}`);
}

/** Twice the area that corners enclose, above 0 counterclockwise. */
function areaOf(corners: readonly Point[]): number {
  return corners.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length];
    return sum + x * nextY - nextX * y;
  }, 0);
}

function requireFinite(numbers: number[]): number[] {
  const odd = numbers.find((each) => !Number.isFinite(each));
  if (odd !== undefined) throw new RangeError(`a course with ${odd}: expected finite numbers`);
  return numbers;
}
