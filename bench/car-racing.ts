/**
 * Microseconds per lane-step of car racing on one core: all of it in 32 lanes, as the champion's network drives; then its
 * physics, a recorded drive's actions on other tracks; for each lane Gymnasium's 96 × 96 view and an encoder's 64 × 64 scene;
 * encoders of several widths on such a scene, and frames a second in the training of each. Checks first that the drive comes
 * out as recorded.
 */
import { readFile } from "node:fs/promises";
import { loadKernel } from "../src/evaluate/task-files.js";
import { loadChampion } from "../src/index.js";
import { pack } from "../src/network/pack.js";
import { crossPlan } from "../src/search/episodes.js";
import { VaeTraining } from "../src/vision/train-vae.js";
import { VAE_WASM } from "../src/vision/vae-module.js";
import type { VaeShape } from "../src/vision/vae-shape.js";
import { Car } from "../test/tasks/car.js";
import { DRIVES } from "../test/tasks/recorded-car-racing.js";
import { Encoder } from "../test/vision/encoder.js";
import { milliseconds, spread } from "./context.js";

const LANES = 32;
const STEPS = 200;
const ROUNDS = 9;
/** Of whole episodes. */
const RACES = 3;
const ENCODINGS = 20;
const TRAINED_FRAMES = 128;
/** Channels of the encoders' convolutions; the last is that of "World Models". */
const WIDTHS: readonly VaeShape["channels"][] = [
  [8, 8, 16, 32],
  [8, 16, 32, 64],
  [16, 32, 64, 64],
  [16, 32, 64, 128],
  [32, 64, 128, 256],
];

export async function carRacing(): Promise<object> {
  const car = await Car.load();
  const [drive] = DRIVES;
  replay(car);
  const lanes = Array.from({ length: LANES }, (_, lane) => lane);
  const physics: number[] = [];
  const views: number[] = [];
  const scenes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const lane of lanes) car.reset(lane, round * LANES + lane);
    const stepping = milliseconds(() => {
      for (const action of drive.actions.slice(0, STEPS)) car.step(lanes.map(() => action));
    });
    physics.push((stepping * 1000) / (LANES * STEPS));
    views.push((milliseconds(() => lanes.map((lane) => car.view(lane))) * 1000) / LANES);
    scenes.push((milliseconds(() => lanes.map((lane) => car.pixels(lane))) * 1000) / LANES);
  }
  const encoders = [];
  for (const channels of WIDTHS) {
    encoders.push({ channels, ...(await encoding(channels)), ...(await training(channels)) });
  }
  const races = await racing();
  return {
    usPerLaneStep: spread(races).median,
    races: spread(races),
    physics: spread(physics),
    view96: spread(views),
    scene64: spread(scenes),
    encoders,
  };
}

async function racing(): Promise<number[]> {
  const { task, champion } = loadChampion("champions/car-racing.json");
  const kernel = await loadKernel(task);
  const { words } = pack(champion.genome);
  const plan = crossPlan(
    [1],
    Array.from({ length: LANES }, (_, lane) => lane),
  );
  return Array.from({ length: RACES }, () => {
    const took = milliseconds(() => kernel.evaluate(words, plan, true));
    return (took * 1000) / (LANES * kernel.maxSteps);
  });
}

function replay(car: Car): void {
  const [drive] = DRIVES;
  car.reset(0, drive.seed);
  drive.actions.forEach((action, t) => {
    car.step([action]);
    if (car.reward(0) !== drive.rewards[t]) throw new Error(`${drive.name}: step ${t} is not as recorded`);
  });
}

async function encoding(channels: readonly number[]): Promise<object> {
  const encoder = await Encoder.load({ side: 64, channels, latents: 16 });
  const rounds = Array.from({ length: ROUNDS }, () => {
    const time = milliseconds(() => {
      for (let i = 0; i < ENCODINGS; i++) encoder.encode();
    });
    return (time * 1000) / ENCODINGS;
  });
  return { parameters: encoder.parameters, ...spread(rounds) };
}

async function training(channels: VaeShape["channels"]): Promise<object> {
  const config = { channels, latents: 16, frames: TRAINED_FRAMES, epochs: 1, batch: 32, learningRate: 0.001, seed: 1 };
  const run = await VaeTraining.start(await readFile(VAE_WASM), config);
  const rounds: number[] = [];
  while (rounds.length < ROUNDS) {
    const began = performance.now();
    let ended = began;
    await run.epoch((done) => {
      if (done === TRAINED_FRAMES) ended = performance.now();
    });
    rounds.push((TRAINED_FRAMES * 1000) / (ended - began));
  }
  return { trainedFramesPerSecond: spread(rounds) };
}
