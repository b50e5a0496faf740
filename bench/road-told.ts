/** How much of where the road goes a linear fit reads from an encoder's means. */
import type { VaeTraining } from "../src/vision/train-vae.js";
import { explained, type Rows } from "./linear-fit.js";

const FRAMES = 5000;
/** Parts of drives: 0 and 1 are those that encoders are trained on and measured with. */
const [FITTED, MEASURED] = [2, 3];
/** Tiles ahead. */
const AHEAD = [2, 5, 9];
/** A road behind the car is not seen. */
const WIDEST = Math.PI / 2;

/** The share of the bearing's variance, of frames where it is within 90 degrees, so many tiles ahead. */
export async function roadTold(training: VaeTraining): Promise<{ ahead: number; explained: number }[]> {
  const [fitted, measured] = [await training.told(FRAMES, FITTED, AHEAD), await training.told(FRAMES, MEASURED, AHEAD)];
  return AHEAD.map((ahead, place) => {
    return { ahead, explained: explained(rowsOf(fitted, place), rowsOf(measured, place)) };
  });
}

function rowsOf({ means, bearings }: Awaited<ReturnType<VaeTraining["told"]>>, place: number): Rows {
  const seen = bearings.flatMap((each, frame) => (Math.abs(each[place]) < WIDEST ? [frame] : []));
  return { inputs: seen.map((frame) => means[frame]), targets: seen.map((frame) => bearings[frame][place]) };
}
