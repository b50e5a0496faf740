/** How many examples a network reads right, at weight after weight. */
import type { Kernel } from "../evaluate/kernel.js";
import type { FingerprintPoint } from "../genome/champion.js";
import { prepareDigit, SIDE } from "../images/deskew.js";
import { weightGrid } from "../optimize/weight-grid.js";
import { classesOf } from "../score/accuracy.js";
import { profileOf } from "../score/weight-profile.js";
import type { Example } from "./digit-show.js";
import { breathe } from "./dom.js";

const WEIGHTS = 41;

/**
 * Measures the share of the examples that a packed network reads right, a weight at a time.
 * @param show is handed the curve so far, and in the end at what share of the weights the network works.
 * @param signal ends it.
 */
export async function measureDigits(
  kernel: Kernel,
  words: Uint32Array,
  examples: readonly Example[],
  show: (points: readonly FingerprintPoint[], share?: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await breathe();
  const seen = examples.map(({ label, raw }) => {
    const image = new Float32Array(SIDE * SIDE);
    prepareDigit(raw, image);
    return { label, image };
  });
  const points: FingerprintPoint[] = [];
  for (const weight of weightGrid(WEIGHTS)) {
    await breathe();
    if (signal.aborted) return;
    const right = seen.filter(({ label, image }) => {
      const logits = kernel.predict(words, weight, image);
      return classesOf(logits, logits.length)[0] === label;
    });
    points.push({ weight, mean: right.length / examples.length, sd: 0, episodes: examples.length });
    show(points);
  }
  const means = points.map(({ mean }) => mean);
  show(points, profileOf(means, 1 / new Set(examples.map(({ label }) => label)).size).share);
}
