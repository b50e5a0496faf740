/** Our episodes beside Gymnasium's rules (test/twin/gymnasium.ts), which are fed what our physics did, step by step. */
import { loadChampion, openSession } from "../../src/index.js";
import { CarRules, type CarStep, STEP_LIMITS, type Verdict, WalkerRules, type WalkerStep } from "../twin/gymnasium.js";
import { type Action, Car } from "./car.js";
import { Walker } from "./walker.js";

/** What a comparison came to. */
export interface Comparison {
  readonly episodes: number;
  readonly steps: number;
  /** Steps at which reward or ending were another. */
  differences: number;
  /** How episodes ended. */
  readonly ends: Record<string, number>;
}

const LANES = 8;

function compared(found: Comparison & { steps: number }, ours: Verdict, theirs: Verdict): void {
  found.steps++;
  if (!Object.is(ours.reward, theirs.reward) || ours.terminated !== theirs.terminated) found.differences++;
}

function ended(ends: Record<string, number>, how: string): void {
  ends[how] = (ends[how] ?? 0) + 1;
}

/** A generator of numbers from −1 to 1 (Mulberry32). */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** What the walker's physics did in `lane` in its last step. */
export function walkerStep(walker: Walker, lane: number): WalkerStep {
  const [x, , angle] = walker.state(lane);
  return { x, angle, hullTouches: walker.hullTouched(lane) };
}

/** Of every four episodes, two are a champion's, one is driven by chance, and one leans back. */
export async function compareWalker(seeds: readonly number[], hardcore: boolean): Promise<Comparison> {
  const found = { episodes: seeds.length, steps: 0, differences: 0, ends: {} };
  const walker = await Walker.load();
  const { champion, task } = loadChampion("champions/biped-homogeneous.json");
  const session = await openSession(task, champion.genome, champion.tunedSharedWeight ?? 1);
  const limit = STEP_LIMITS[hardcore ? "biped-hardcore" : "biped"];
  for (let from = 0; from < seeds.length; from += LANES) {
    const batch = seeds.slice(from, from + LANES);
    const lanes = batch.map((seed, lane) => {
      walker.reset(lane, seed, hardcore);
      return { seed, random: noise(seed), rules: new WalkerRules(walkerStep(walker, lane)), alive: true };
    });
    for (let step = 1; step <= limit && lanes.some(({ alive }) => alive); step++) {
      const actions = lanes.map(({ seed, random, alive }, lane) => {
        if (!alive) return [0, 0, 0, 0];
        if (seed % 4 < 2) return session.outputsFor(walker.observe(lane));
        const pushes = [random(), random(), random(), random()];
        return seed % 4 === 2 ? pushes.map((each) => 1.2 * each) : [1, 0.2 * pushes[1], 1, 0.2 * pushes[3]];
      });
      walker.step(actions);
      for (const [lane, run] of lanes.entries()) {
        if (!run.alive) continue;
        const ours = { reward: walker.reward(lane), terminated: walker.ended(lane) };
        const theirs = run.rules.step(actions[lane], walkerStep(walker, lane));
        compared(found, ours, theirs);
        run.alive = !theirs.terminated && step < limit;
        if (run.alive) continue;
        const { x, hullTouches } = walkerStep(walker, lane);
        ended(found.ends, !theirs.terminated ? "time" : hullTouches ? "fallen" : x < 0 ? "left" : "arrived");
      }
    }
  }
  return found;
}

/** What the car's physics did in `lane` in its last step. */
export function carStep(car: Car, lane: number): CarStep {
  const [x, y] = car.state(lane);
  return { x, y, events: car.events(lane) };
}

/** Steers to a tile ahead, no faster than `speed` (m/s). */
export class Driver {
  private readonly tiles: readonly [number, number][];
  private nearest = 0;

  constructor(
    private readonly car: Car,
    private readonly lane: number,
    private readonly ahead: number,
    private readonly speed: number,
  ) {
    this.tiles = Array.from({ length: car.tiles(lane) }, (_, i) => car.tile(lane, i));
  }

  get action(): Action {
    const { tiles, ahead, speed } = this;
    const [x, y, angle, vx, vy] = this.car.state(this.lane);
    const distance = (i: number): number => (tiles[i][0] - x) ** 2 + (tiles[i][1] - y) ** 2;
    const near = Array.from({ length: 21 }, (_, i) => (this.nearest + i - 10 + tiles.length) % tiles.length);
    this.nearest = near.reduce((best, each) => (distance(each) < distance(best) ? each : best));
    const [goalX, goalY] = tiles[(this.nearest + ahead) % tiles.length];
    const bearing = Math.atan2(goalY - y, goalX - x) - Math.PI / 2 - angle;
    const off = Math.atan2(Math.sin(bearing), Math.cos(bearing));
    return [Math.max(-1, Math.min(1, -off)), vx * vx + vy * vy < speed ** 2 ? 0.5 : 0, 0];
  }
}

/** Of every four episodes, three follow the road, each at a speed of its own, and one goes straight on. */
export async function compareCar(seeds: readonly number[]): Promise<Comparison> {
  const found = { episodes: seeds.length, steps: 0, differences: 0, ends: {} };
  const car = await Car.load();
  const limit = STEP_LIMITS["car-racing"];
  for (let from = 0; from < seeds.length; from += LANES) {
    const batch = seeds.slice(from, from + LANES);
    const lanes = batch.map((seed, lane) => {
      car.reset(lane, seed);
      const tiles = car.tiles(lane);
      const driver = new Driver(car, lane, 3 + (seed % 4), 35 + 15 * (seed % 4));
      return { seed, tiles, driver, rules: new CarRules(tiles, carStep(car, lane)), alive: true };
    });
    for (let step = 1; step <= limit && lanes.some(({ alive }) => alive); step++) {
      car.step(lanes.map(({ seed, driver }) => (seed % 4 === 3 ? [0, 0.6, 0] : driver.action)));
      for (const [lane, run] of lanes.entries()) {
        if (!run.alive) continue;
        const ours = { reward: car.reward(lane), terminated: car.ended(lane) };
        const theirs = run.rules.step(carStep(car, lane));
        compared(found, ours, theirs);
        if (run.rules.visited !== car.visited(lane)) found.differences++;
        run.alive = !theirs.terminated && step < limit;
        if (!run.alive) ended(found.ends, !theirs.terminated ? "time" : theirs.reward === -100 ? "left" : "lap");
      }
    }
  }
  return found;
}
