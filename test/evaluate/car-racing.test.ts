/** Car racing as networks drive it: rollouts through the encoder, and an episode step by step. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Drawing } from "../../src/evaluate/drawing.js";
import type { Plan } from "../../src/evaluate/evaluator.js";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { createPool } from "../../src/evaluate/pool.js";
import { Session } from "../../src/evaluate/session.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { evolve } from "../../src/index.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { encoderShape, requireEncoder } from "../../src/vision/encoder-file.js";
import { grown, weighted } from "../genome/grown.js";
import { wannConfig } from "../search/wann/wann-config.js";
import { Car } from "../tasks/car.js";
import { encode } from "../twin/encoder.js";

const TASK = taskNamed("car-racing");
const { inputs, outputs } = TASK;
const GENOMES = [0, 12, 25, 40, 60].map((mutations) => grown({ inputs, outputs, mutations, seed: mutations }));
const NETWORKS = GENOMES.map((genome) => pack(genome).words);
const PATIENCE = 25;
/** More episodes than there are lanes, of very different lengths. */
const PLAN: Plan = { ...crossPlan([-1.5, 0.4, 1.2], [0, 7, 2 ** 32 - 1]), patience: PATIENCE };

const opened = async (place: number, weight: number | Float64Array) =>
  new Session(await loadKernel(TASK), GENOMES[place], weight);

describe("rollouts", () => {
  let kernel: Kernel;

  beforeAll(async () => {
    kernel = await loadKernel(TASK);
  });

  it("earn what the same episodes earn a step at a time, whatever their neighbours", async () => {
    const { returns, steps, nonFinite } = kernel.evaluateAll(NETWORKS, PLAN);
    expect(nonFinite).toBe(0);
    expect(new Set(steps).size).toBeGreaterThan(5);
    expect(steps.length).toBeGreaterThan(32);
    for (let place = 0; place < NETWORKS.length; place++) {
      const session = await opened(place, 1);
      for (const [i, seed] of PLAN.seeds.entries()) {
        session.setWeights(PLAN.weights[i]);
        session.reset(seed);
        let reward = 0;
        const at = place * PLAN.seeds.length + i;
        for (let step = 0; step < steps[at]; step++) reward += session.step().reward;
        expect(reward).toBe(returns[at]);
      }
    }
  });

  it("are the same alone, together, in another order, and on any number of threads", async () => {
    const together = kernel.evaluateAll(NETWORKS, PLAN);
    const alone = NETWORKS.map((network) => kernel.evaluateAll([network], PLAN));
    expect(alone.flatMap(({ returns }) => [...returns])).toEqual([...together.returns]);
    const backwards = kernel.evaluateAll([...NETWORKS].reverse(), PLAN);
    const episodes = PLAN.seeds.length;
    for (let i = 0; i < NETWORKS.length; i++) {
      const from = (NETWORKS.length - 1 - i) * episodes;
      expect(backwards.returns.slice(from, from + episodes)).toEqual(alone[i].returns);
    }
    for (const workers of [1, 3]) {
      const pool = await createPool(TASK, workers);
      expect(await pool.evaluate(NETWORKS, PLAN)).toEqual(together);
      await pool.close();
    }
  });

  it("take individual weights, and leave no more memory in use than before", () => {
    const [, genome] = GENOMES;
    const { words, order } = pack(genome);
    const own = weighted(genome, 3).connections;
    const weights = Float64Array.from(order, (place) => own[place].weight as number);
    const plan: Plan = { individual: true, weights, seeds: Uint32Array.of(5), patience: PATIENCE };
    const first = kernel.evaluateAll([words], plan);
    const { memoryBytes } = kernel;
    expect(kernel.evaluateAll([words], plan)).toEqual(first);
    expect(kernel.memoryBytes).toBe(memoryBytes);
  });
});

it("a search has the same digest with one worker and with three", async () => {
  const small = { population: 4, generations: 2, sampledWeights: 2, confirmEpisodes: 1, patience: 20 };
  const config = wannConfig("car-racing", small);
  const [one, three] = [await evolve({ config, workers: 1 }), await evolve({ config, workers: 3 })];
  expect(one.digest).toBe(three.digest);
  expect(one.tally.steps).toBeGreaterThan(100);
});

describe("an episode", () => {
  it("shows the picture of the car's place and its latents", async () => {
    const session = await opened(2, 1);
    const car = await Car.load();
    const seed = 11;
    session.reset(seed);
    car.reset(0, seed);
    for (let step = 0; step < 30; step++) {
      const values = session.values;
      session.step();
      const answer = session.values.slice(-outputs);
      expect(values).not.toEqual(session.values);
      car.answer([answer]);
    }
    expect(session.state).toEqual(car.state(0));
    const picture = session.picture as Float32Array;
    expect(picture).toEqual(Float32Array.from(car.pixels(0), (level) => level / 255));
    const file = readFileSync("champions/car-racing/encoder.bin");
    const { channels, latents } = encoderShape(file, "encoder.bin");
    const packed = requireEncoder(file, latents, "encoder.bin");
    const parameters = new Float32Array(Uint8Array.from(packed.subarray(36)).buffer);
    const expected = encode({ side: 64, channels, latents }, parameters, picture);
    // In whole numbers the encoder comes close: latents go to about ±3.
    for (const [i, latent] of session.observation.entries()) expect(Math.abs(latent - expected[i])).toBeLessThan(0.01);
  });

  it("is drawn as the track with what has been driven of it, and the car where it is", async () => {
    const session = await opened(0, 1);
    session.reset(4);
    for (let step = 0; step < 40; step++) session.step([0, 1, 0]);
    const [x, y] = session.state;
    const { view, shapes } = session.draw() as Drawing;
    const road = shapes.filter(({ role }) => role === "ground" || role === "mark");
    const points = road.reduce((sum, shape) => sum + shape.points.length / 2, 0);
    const car = await Car.load();
    car.reset(0, 4);
    // A run of tiles has both their edges' ends, and those of the edge before it.
    expect(points).toBe(2 * car.tiles(0) + 2 * road.length);
    expect(road.some(({ role }) => role === "mark")).toBe(true);
    for (const shape of road) {
      for (let i = 0; i < shape.points.length; i += 2) {
        expect(shape.points[i]).toBeGreaterThan(view.left);
        expect(shape.points[i]).toBeLessThan(view.left + view.width);
        expect(shape.points[i + 1]).toBeGreaterThan(view.bottom);
        expect(shape.points[i + 1]).toBeLessThan(view.bottom + view.height);
      }
    }
    const disc = shapes.find(({ kind }) => kind === "circle");
    expect([...(disc?.points ?? [])].slice(0, 2)).toEqual([x, y].map(Math.fround));
    expect(shapes.filter(({ role }) => role === "body")).toHaveLength(4);
    expect(shapes.filter(({ role }) => role === "joint")).toHaveLength(4);
  });

  it("ends with time after 1000 steps, and starts from seeds alone", async () => {
    const session = await opened(0, 1);
    session.reset(0);
    for (let step = 1; step < 1000; step++) expect(session.step([0, -1, 1]).truncated).toBe(false);
    expect(session.step([0, -1, 1])).toMatchObject({ truncated: true, terminated: false });
    expect(() => session.restore(session.state)).toThrow("this task starts from seeds alone: use reset");
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])("refuses seed %d", async (seed) => {
    const session = await opened(0, 1);
    expect(() => session.reset(seed)).toThrow(
      new RangeError(`seed ${seed}: expected a whole number from 0 to 4294967295`),
    );
  });
});
