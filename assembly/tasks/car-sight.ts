/** How a network sees the road: the scene, drawn for an encoder, and the encoder's latent means of it. One for all lanes. */
import { ROW_BYTES } from "../network/forward";
import { World } from "../physics/world";
import { encode, PackedEncoder } from "../vision/encoder";
import { lap, PHASE_ENCODER, PHASE_RASTER } from "../ledger";
import { Drive } from "./car-drive";
import { drawPixels, SCENE_BYTES, SCENE_SIDE } from "./car-view";

export const LATENTS: u32 = 16;

let encoder: usize = 0;
/** The picture drawn last, as drawPixels leaves it; then the encoder's scratch, then the latents. */
export let picture: usize = 0;
let scratch: usize = 0;
let latents: usize = 0;

/** Whether `file`, which has been checked, is for such pictures and gives so many latents. */
export function fits(file: PackedEncoder): bool {
  return file.side == SCENE_SIDE && file.latents == LATENTS;
}

/** Bytes that seeing needs beside the encoder's file. */
export function sightBytes(file: PackedEncoder): u32 {
  return ((SCENE_BYTES + 15) & ~15) + file.scratchBytes + LATENTS * 4;
}

/** Sees through `file` from now on, with sightBytes of memory at `base`. */
export function openSight(file: PackedEncoder, base: usize): void {
  encoder = changetype<usize>(file);
  picture = base;
  scratch = base + ((SCENE_BYTES + 15) & ~15);
  latents = scratch + file.scratchBytes;
}

/** What is seen from `lane` of `world`, to f64 in rows from `out` on. */
export function see(world: World, lane: u32, drive: Drive, out: usize): void {
  drawPixels(world, lane, drive, picture);
  lap(PHASE_RASTER);
  encode(changetype<PackedEncoder>(encoder), picture, scratch, latents);
  for (let i: u32 = 0; i < LATENTS; i++) store<f64>(out + i * ROW_BYTES, <f64>load<f32>(latents + i * 4));
  lap(PHASE_ENCODER);
}
