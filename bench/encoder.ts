/**
 * The encoder that comes with the program, trained anew from its record: it has to be the same to the last byte. Draws
 * frames that were held out, and beneath each what the decoder makes of its 16 means. Says how much of the road's bearing a linear
 * fit reads from them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { PNG } from "pngjs";
import { requireEncoder } from "../src/vision/encoder-file.js";
import { type EpochLosses, VaeTraining } from "../src/vision/train-vae.js";
import { VAE_WASM } from "../src/vision/vae-module.js";
import { IMAGE_FLOATS, IMAGE_SIDE } from "../src/vision/vae-shape.js";
import { roadTold } from "./road-told.js";

const FOLDER = new URL("../champions/car-racing/", import.meta.url);
const PICTURE = new URL("../docs/car-racing-encoder.png", import.meta.url);
const EXAMPLES = 12;
const GAP = 4;
const SCALE = 2;

export async function encoder(): Promise<object> {
  const { config } = JSON.parse(readFileSync(new URL("encoder.json", FOLDER), "utf8"));
  const training = await VaeTraining.start(readFileSync(VAE_WASM), config);
  const curve: EpochLosses[] = [];
  while (curve.length < config.epochs) curve.push(await training.epoch());
  const [trained, committed] = [training.encoder(), readFileSync(new URL("encoder.bin", FOLDER))].map((file) => {
    return requireEncoder(file, config.latents, "encoder.bin");
  });
  if (Buffer.compare(trained, committed) !== 0) {
    throw new Error("champions/car-racing/encoder.bin is not what its record trains");
  }
  const { frames, reconstructions } = training.examples(EXAMPLES);
  writeFileSync(PICTURE, picture([frames, reconstructions]));
  return { config, curve, road: await roadTold(training) };
}

/** A row of images for each of `rows`. */
function picture(rows: readonly Float32Array[]): Buffer {
  const pitch = SCALE * IMAGE_SIDE + GAP;
  const png = new PNG({ width: EXAMPLES * pitch - GAP, height: rows.length * pitch - GAP });
  png.data.fill(255);
  for (const [row, images] of rows.entries()) {
    for (let image = 0; image < EXAMPLES; image++) {
      for (let y = 0; y < SCALE * IMAGE_SIDE; y++) {
        for (let x = 0; x < SCALE * IMAGE_SIDE; x++) {
          const to = ((row * pitch + y) * png.width + image * pitch + x) * 4;
          const pixel = Math.floor(y / SCALE) * IMAGE_SIDE + Math.floor(x / SCALE);
          for (let c = 0; c < 3; c++) png.data[to + c] = Math.round(255 * images[image * IMAGE_FLOATS + 3 * pixel + c]);
        }
      }
    }
  }
  return PNG.sync.write(png);
}
