import { beforeEach, describe, expect, it } from "vitest";
import { type Action, Car } from "./car.js";
import { DRIVES, TRACKS } from "./recorded-car-racing.js";
import { Driver } from "./second-rules.js";

let car: Car;

beforeEach(async () => {
  car = await Car.load();
});

describe.each(TRACKS)("the track of seed $seed", ({ seed, points }) => {
  it("is Gymnasium's: to 1e-12 in float64, and the same float32", () => {
    const track = car.track(seed);
    expect(track.length).toBe(points.length);
    const errors = track.map((value, i) => Math.abs(value - points[i]));
    expect(Math.max(...errors)).toBeLessThan(1e-12);
    expect(track.map(Math.fround)).toEqual([...points].map(Math.fround));
  });
});

describe.each(DRIVES)("recorded drive: $name, $actions.length steps", (drive) => {
  it("is the same to the last bit: hull, wheels, rewards and tiles", () => {
    car.reset(0, drive.seed);
    let hulls = 0;
    for (let t = 0; t <= drive.actions.length; t++) {
      if (t > 0) {
        car.step([drive.actions[t - 1]]);
        expect(car.reward(0)).toBe(drive.rewards[t - 1]);
        expect(car.visited(0)).toBe(drive.tilesVisited[t - 1]);
      }
      const state = car.state(0);
      const hull = drive.hulls.get(t);
      if (hull) {
        expect(state.slice(0, 6)).toEqual(hull);
        hulls++;
      }
      const wheels = drive.wheels.get(t);
      if (wheels) expect(state.slice(6)).toEqual(wheels);
    }
    expect(hulls).toBe(drive.hulls.size);
    expect(car.ended(0)).toBe(false);
  });

  it("has the same borders", () => {
    car.reset(0, drive.seed);
    expect(car.borders(0)).toBe(drive.border);
  });
});

it("a lane's drive does not depend on what its neighbours do, nor on its place", () => {
  const running = DRIVES.map((drive, lane) => {
    car.reset(lane, drive.seed);
    return { drive, step: 0 };
  });
  const steps = 200;
  while (running.length > 0) {
    car.step(running.map(({ drive, step }) => drive.actions[step]));
    for (const [lane, run] of running.entries()) {
      run.step++;
      expect(car.state(lane).slice(0, 6)).toEqual(run.drive.hulls.get(run.step));
      expect(car.reward(lane)).toBe(run.drive.rewards[run.step - 1]);
    }
    // Another one stops every thirty steps, and the last moves into its place.
    if (running[0].step % 30 !== 0 && running[0].step < steps) continue;
    const last = running.length - 1;
    if (last > 0) {
      car.move(0, last);
      running[0] = running[last];
    }
    running.pop();
  }
});

/** Drives a seed until the episode ends, or for so many steps; returns at which steps the first tile was touched anew. */
function drive(seed: number, ahead: number, speed: number, most: number) {
  car.reset(0, seed);
  const driver = new Driver(car, 0, ahead, speed);
  const again: { step: number; visited: number; ended: boolean }[] = [];
  let earned = 0;
  let steps = 0;
  while (!car.ended(0) && steps < most) {
    car.step([driver.action]);
    earned += car.reward(0);
    steps++;
    if (car.events(0).some(({ tile, wheel, begun }) => tile === 0 && wheel !== undefined && begun)) {
      again.push({ step: steps, visited: car.visited(0), ended: car.ended(0) });
    }
  }
  return { again, earned, steps };
}

it("ends when all tiles are visited", () => {
  const { earned, steps } = drive(1, 3, 30, 3000);
  expect(car.ended(0)).toBe(true);
  expect(car.visited(0)).toBe(car.tiles(0));
  expect(earned).toBeCloseTo(1000 - 0.1 * steps, 6);
});

it("goes on where the first tile is reached again with more than 95% of the tiles visited, but not all", () => {
  const { again } = drive(1, 8, 50, 950);
  const passed = again.find(
    ({ step, visited }) => step > 100 && visited / car.tiles(0) > 0.95 && visited < car.tiles(0),
  );
  expect(passed?.ended).toBe(false);
});

it("ends with −100 where the car leaves the field", () => {
  car.reset(0, 2);
  let steps = 0;
  do {
    const north = Math.max(-1, Math.min(1, 5 * car.state(0)[2]));
    car.step([[north, 0.3, 0]]);
    steps++;
  } while (!car.ended(0) && steps < 1000);
  const [x, y] = car.state(0);
  expect(Math.max(Math.abs(x), Math.abs(y))).toBeGreaterThan(2000 / 6);
  expect(car.ended(0)).toBe(true);
  expect(car.reward(0)).toBe(-100);
});

it("takes a network's outputs as the paper does: gas from −1 … 1, all clipped, infinity, too, and what is no number as 0", () => {
  const after = (step: () => void): number[] => {
    car.reset(0, 3);
    for (let t = 0; t < 5; t++) step();
    return car.state(0);
  };
  const answered = (output: Action) => after(() => car.answer([output]));
  expect(answered([0.25, 0.5, 0.125])).toEqual(after(() => car.step([[0.25, 0.75, 0.125]])));
  expect(answered([7, 1e300, -2])).toEqual(after(() => car.step([[1, 1, 0]])));
  expect(answered([-7, -3, 9])).toEqual(after(() => car.step([[-1, 0, 1]])));
  const { NaN: none, POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
  expect(answered([none, none, none])).toEqual(after(() => car.step([[0, 0.5, 0]])));
  expect(answered([most, least, most])).toEqual(after(() => car.step([[1, 0, 1]])));
  expect(answered([least, most, least])).toEqual(after(() => car.step([[-1, 1, 0]])));
});
