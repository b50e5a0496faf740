/**
 * Standard normal numbers by the ziggurat: 256 layers of one area under exp(−x²/2), a rectangle each but for the lowest, which holds the tail.
 * Method: G. Marsaglia & W. Tsang, "The Ziggurat Method for Generating Random Variables" (2000). How a draw's 64 bits are used, and where the
 * lowest layer begins, is as in NumPy, so that its numbers come out: those of the tail to the last bit but two, all others bit for bit.
 */
import { exp, log } from "../portable-math.js";

const LAYERS = 256;
/** Of a position in a layer. */
const POSITION_BITS = 52n;
const POSITIONS = 2 ** 52;

/** Where the lowest layer's rectangle ends, its inverse, and a layer's area. */
const TAIL = 3.654152885361009;
const TAIL_INVERSE = 0.2736612373297583;
const AREA = 0.004928673233974652;

/** The layer whose end NumPy has two last bits lower than it would be rounded to; those above it follow from it. */
const LOWER_LAYER = 37;
const TWO_LAST_BITS = 2 ** -52;

interface Layers {
  /** A position below this lies under the curve whatever its height, [layer]. */
  readonly inside: Float64Array;
  /** What a position is times, [layer]. */
  readonly widths: Float64Array;
  /** exp(−x²/2) at a layer's right end. */
  readonly heights: Float64Array;
}

let layers: Layers | undefined;

/** What draws the bits: 64 of them, or a number in [0, 1). */
interface Bits {
  next(): bigint;
  random(): number;
}

/** A normal number of mean 0 and standard deviation 1. */
export function standardNormal(bits: Bits): number {
  layers ??= makeLayers();
  const { inside, widths, heights } = layers;
  for (;;) {
    const draw = bits.next();
    const layer = Number(draw & 0xffn);
    const position = Number((draw >> 9n) & ((1n << POSITION_BITS) - 1n));
    const x = (draw & 0x100n) === 0n ? position * widths[layer] : -position * widths[layer];
    if (position < inside[layer]) return x;
    if (layer === 0) {
      for (;;) {
        const beyond = -TAIL_INVERSE * log(1 - bits.random());
        const height = -log(1 - bits.random());
        if (height + height <= beyond * beyond) continue;
        return ((draw >> 17n) & 1n) === 1n ? -(TAIL + beyond) : TAIL + beyond;
      }
    }
    const height = (heights[layer - 1] - heights[layer]) * bits.random() + heights[layer];
    if (height < exp(-0.5 * x * x)) return x;
  }
}

/** Whole multiples of 2^−PLACES stand for numbers: many more digits than a double has, so that what is rounded from them is right. */
const PLACES = 160;
const ONE = 1n << BigInt(PLACES);
/** Doubles from 2^−47 on are whole multiples of 2^−100. */
const DOUBLE_PLACES = 100;

const fixed = (x: number) => BigInt(x * 2 ** DOUBLE_PLACES) << BigInt(PLACES - DOUBLE_PLACES);
const times = (a: bigint, b: bigint) => (a * b) >> BigInt(PLACES);

/** The nearest double. */
function rounded(a: bigint): number {
  const extra = Math.max(0, a.toString(2).length - 64);
  return Number(a >> BigInt(extra)) * 2 ** (extra - PLACES);
}

/** e⁻ʸ for y from 0 to 7, by its series. */
function expOfMinus(y: bigint): bigint {
  let sum = 0n;
  for (let term = ONE, i = 1n; term !== 0n; term = -times(term, y) / i, i++) sum += term;
  return sum;
}

/** −ln of a number from 0.001 to 1: three steps of Newton's method, each of which doubles the digits that are right. */
function minusLog(x: bigint): bigint {
  let y = fixed(-log(rounded(x)));
  for (let step = 0; step < 3; step++) {
    const power = expOfMinus(y);
    y += ((power - x) << BigInt(PLACES)) / power;
  }
  return y;
}

/**
 * The layers from the lowest to the highest, in doubles, as NumPy's were made; exp and log are rounded to the nearest double, which an engine's
 * own need not be.
 */
function makeLayers(): Layers {
  const inside = new Float64Array(LAYERS);
  const widths = new Float64Array(LAYERS);
  const heights = new Float64Array(LAYERS);
  const density = (x: number) => rounded(expOfMinus(fixed(0.5 * x * x)));
  let right = TAIL;
  heights[LAYERS - 1] = density(right);
  widths[LAYERS - 1] = right / POSITIONS;
  // The lowest layer is as wide as a rectangle of its area would be.
  heights[0] = 1;
  widths[0] = AREA / heights[LAYERS - 1] / POSITIONS;
  inside[0] = Math.floor(((right * heights[LAYERS - 1]) / AREA) * POSITIONS);
  for (let layer = LAYERS - 2; layer > 0; layer--) {
    const above = AREA / right + heights[layer + 1];
    const next = Math.sqrt(2 * rounded(minusLog(fixed(above)))) - (layer === LOWER_LAYER ? TWO_LAST_BITS : 0);
    inside[layer + 1] = Math.floor((next / right) * POSITIONS);
    widths[layer] = next / POSITIONS;
    heights[layer] = density(next);
    right = next;
  }
  return { inside, widths, heights };
}
