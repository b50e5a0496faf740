/** The encoder, on a file and an image of the test's own. */
import { encode, encoderBytes, prepareEncoder } from "../../assembly/vision/encode";
import { PackedEncoder } from "../../assembly/vision/encoder";

/** Beyond what the other probes of this module use. */
const base: usize = 24 << 20;
const PAGE: usize = 65536;

let image: usize = 0;
let workspace: usize = 0;
const flat: usize = memory.data(64 * 8, 8);
let latents: usize = 0;

/** Makes room for a file of so many bytes and an image of so many values; returns where the file goes. */
export function encoderOpen(bytes: u32, values: u32): usize {
  image = base + ((bytes + 15) & ~15);
  workspace = image + ((values * 2 + 15) & ~15);
  const pages = <i32>(workspace / PAGE + 1);
  if (memory.size() < pages) memory.grow(pages - memory.size());
  return base;
}

/** Checks the file and makes ready for encodings. Returns an EncoderStatus. */
export function encoderCheck(bytes: u32): i32 {
  const encoder = changetype<PackedEncoder>(base);
  const status = encoder.check(bytes);
  if (status != 0) return status;
  latents = workspace + encoderBytes(encoder);
  const pages = <i32>((latents + encoder.latents * 4) / PAGE + 1);
  if (memory.size() < pages) memory.grow(pages - memory.size());
  encoderPrepare();
  return 0;
}

/** Makes it ready by the image that it has. */
export function encoderPrepare(): void {
  prepareEncoder(changetype<PackedEncoder>(base), workspace, image, flat);
}

/** Where the image goes, i16. */
export function encoderImage(): usize {
  return image;
}

/** Encodes the image; returns where the latents are, f32. */
export function encoderRun(): usize {
  encode(changetype<PackedEncoder>(base), workspace, image, flat, latents);
  return latents;
}

/** Where it goes which of the image's pixels are as the one to their left: a u64 for each row. */
export function encoderFlat(): usize {
  return flat;
}
