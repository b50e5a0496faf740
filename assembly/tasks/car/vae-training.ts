/**
 * The training of car racing's encoder, a module of its own: drives that frames are drawn from, and the autoencoder. Memory
 * holds the cars and a frame, then the autoencoder.
 */
import { carSpeed, roadBearing } from "./follow-road";
import CarRacing from "../car-racing";
import { SCENE_BYTES } from "./view";
import { LANES_A_WORLD } from "../worlds";
import * as vae from "../../vision/vae";

export { backward, forward, setChannels, update } from "../../vision/vae";

const cars: usize = (__heap_base + 15) & ~15;
const car = changetype<CarRacing>(cars);
const frame: usize = cars + ((CarRacing.BYTES + 15) & ~15);

/** Makes room for an autoencoder of so many latents and `frames` at once; its channels have been set. */
export function open(latents: u32, frames: u32): void {
  vae.openAutoencoder(frame + ((SCENE_BYTES + 15) & ~15), latents, frames);
  car.prepare();
}

export function resetCar(lane: u32, seed: u32): void {
  car.reset(lane, seed);
}

/** Gymnasium's action: steering −1 … 1, to the right; gas and brake 0 … 1. */
export function controlCar(lane: u32, steer: f64, gas: f64, brake: f64): void {
  car.control(lane, steer, gas, brake);
}

/** Steps the first `lanes` cars as they are controlled. */
export function rollCars(lanes: u32): void {
  car.roll(lanes);
}

export function carEnded(lane: u32): bool {
  const ended = car.terminated((lane & ~1) * 8);
  return (lane & 1 ? i64x2.extract_lane(ended, 1) : i64x2.extract_lane(ended, 0)) != 0;
}

/** The bearing of the road `ahead` tiles on, in radians to the right. */
export function bearing(lane: u32, ahead: u32): f64 {
  return roadBearing(car.world(lane), lane % LANES_A_WORLD, car.carState(lane), ahead);
}

export function speed(lane: u32): f64 {
  return carSpeed(car.world(lane), lane % LANES_A_WORLD);
}

/** Draws what an encoder is trained on, as seen from `lane`, i16; returns where. */
export function drawFrame(lane: u32): usize {
  car.exactPixels(lane, frame);
  return frame;
}

export function imagesOffset(): usize {
  return vae.images;
}

/** What the images that passed last were reconstructed to. */
export function reconstructionsOffset(): usize {
  return vae.reconstructions();
}

/** The latents that images were decoded from. */
export function latentsOffset(): usize {
  return vae.drawnLatents();
}

export function noiseOffset(): usize {
  return vae.noise;
}

export function parameterCount(): u32 {
  return vae.parameterCount;
}

/** Layer after layer, the encoder's first: bias, then weights. */
export function parametersOffset(): usize {
  return vae.parameters;
}

export function gradientOffset(): usize {
  return vae.gradient;
}

/** Of the images that passed last: the squared error of their pixels, and their divergence as it is charged. */
export function reconstructionLoss(): f64 {
  return vae.reconstruction;
}

export function divergenceLoss(): f64 {
  return vae.divergenceCharged;
}
