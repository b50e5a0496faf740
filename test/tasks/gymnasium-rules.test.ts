import { describe, expect, it } from "vitest";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { CarRules, STEP_LIMITS, WalkerRules } from "../twin/gymnasium.js";
import { Car } from "./car.js";
import { recordedEpisodes } from "./recorded-biped.js";
import { DRIVES } from "./recorded-car-racing.js";
import { carStep, compareCar, compareWalker, walkerStep } from "./second-rules.js";
import { Walker } from "./walker.js";

/** `npm run bench -- rules` compares 200 seeds of each. */
const SEEDS = Array.from({ length: 16 }, (_, seed) => seed);

describe("Gymnasium's rules, written a second time,", () => {
  it.each([
    ["walker", () => compareWalker(SEEDS, false), ["fallen"]],
    ["hardcore walker", () => compareWalker(SEEDS, true), ["fallen"]],
    ["racer", () => compareCar(SEEDS), ["left"]],
  ])("end the %s's episodes and reward its steps as ours", { timeout: 60_000 }, async (_, compare, ends) => {
    const found = await compare();
    expect(found.differences).toBe(0);
    expect(found.steps).toBeGreaterThan(1000);
    for (const end of ends) expect(found.ends).toHaveProperty(end);
  });

  it("give the recorded walkers' rewards and endings", async () => {
    const walker = await Walker.load();
    for (const { polygons, points, push, actions, rewards, done } of recordedEpisodes()) {
      walker.begin(0, polygons, points, push);
      const rules = new WalkerRules(walkerStep(walker, 0));
      for (const [t, action] of actions.entries()) {
        walker.step([action]);
        const { reward, terminated } = rules.step([...action], walkerStep(walker, 0));
        expect(reward).toBeCloseTo(rewards[t], 12);
        expect(terminated).toBe(done && t === actions.length - 1);
      }
    }
  });

  it("give the recorded drives' rewards and tiles", async () => {
    const car = await Car.load();
    for (const { seed, actions, rewards, tilesVisited } of DRIVES) {
      car.reset(0, seed);
      const rules = new CarRules(car.tiles(0), carStep(car, 0));
      for (const [t, action] of actions.entries()) {
        car.step([action]);
        expect(rules.step(carStep(car, 0))).toEqual({ reward: rewards[t], terminated: false });
        expect(rules.visited).toBe(tilesVisited[t]);
      }
    }
  });

  it.each(Object.entries(STEP_LIMITS))("cut %s off after %i steps", async (name, steps) => {
    expect((await loadKernel(taskNamed(name))).maxSteps).toBe(steps);
  });
});
