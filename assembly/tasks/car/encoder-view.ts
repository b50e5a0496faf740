/** How a network observes the road: the scene, drawn for an encoder, and the encoder's latent means of it. One for all lanes. */
import { lap, PHASE_ENCODER, PHASE_RASTER } from "../../core/ledger";
import { World } from "../../physics/world";
import { encode, encoderBytes, prepareEncoder } from "../../vision/encode";
import { PackedEncoder } from "../../vision/encoder";
import { STATUS_WRONG_ASSET } from "../../core/status";
import { ROW_BYTES } from "../task";
import { CarState } from "./car-state";
import { drawUsualView } from "./usual-view";
import { drawPixels, SCENE_BYTES, SCENE_FROM, SCENE_SIDE } from "./view";

export const LATENTS: u32 = 16;

const PICTURE_BYTES: u32 = (SCENE_BYTES + 15) & ~15;
/** For each row of the picture, which pixels are as the one to their left. */
const flat: usize = memory.data(64 * 8, 8);

let encoder: usize = 0;
/** The picture drawn last, as drawPixels leaves it; then the encoder's workspace, then the latents. */
export let picture: usize = 0;
let workspace: usize = 0;
let latents: usize = 0;

/** Whether the file at `at` is an encoder for such pictures that gives so many latents: 0, or a status. */
export function checkEncoder(at: usize, bytes: u32): i32 {
  const file = changetype<PackedEncoder>(at);
  const status = file.check(bytes);
  if (status != 0) return status;
  return file.side == SCENE_SIDE && file.latents == LATENTS ? 0 : STATUS_WRONG_ASSET;
}

/** Bytes that an encoder needs beside its file, which has been checked. */
export function encoderScratch(at: usize): u32 {
  return PICTURE_BYTES + encoderBytes(changetype<PackedEncoder>(at)) + LATENTS * 4;
}

/** Observes through the file at `at` from now on, with encoderScratch of memory at `base`. */
export function openEncoder(at: usize, base: usize): void {
  encoder = at;
  picture = base;
  workspace = base + PICTURE_BYTES;
  latents = workspace + encoderBytes(changetype<PackedEncoder>(at));
  drawUsualView(SCENE_FROM, picture, flat);
  prepareEncoder(changetype<PackedEncoder>(at), workspace, picture, flat);
}

/** Encodes what is seen from `lane` of `world`, to f64 in rows from `out` on. */
export function encodeView(world: World, lane: u32, carState: CarState, out: usize): void {
  drawPixels(world, lane, carState, picture, flat);
  lap(PHASE_RASTER);
  encode(changetype<PackedEncoder>(encoder), workspace, picture, flat, latents);
  for (let i: u32 = 0; i < LATENTS; i++) store<f64>(out + i * ROW_BYTES, <f64>load<f32>(latents + i * 4));
  lap(PHASE_ENCODER);
}
