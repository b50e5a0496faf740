/**
 * exp and log in plain arithmetic: the same bits in every engine, which `Math.exp` and `Math.log` are not. Both are within
 * two units in the last place.
 */

/** ln 2 in two parts: the first has trailing zeros, so that its multiples are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const bits = new DataView(new ArrayBuffer(8));

/** 2ⁿ for −1022 ≤ n ≤ 1023. */
function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** eˣ: e^(k ln 2 + r) = 2^k · e^r with |r| ≤ ln 2 / 2, e^r by its Taylor series. 0 below −708, infinite above 709. */
export function exp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const k = Math.round(x / LN2_HIGH);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let i = 14; i > 0; i--) sum = 1 + (sum * r) / i;
  return sum * powerOfTwo(k);
}

/**
 * The natural logarithm of a normal number above 0: x = 2^k · m with m about 1, and ln m = 2 artanh s by its series,
 * s = (m − 1) / (m + 1).
 */
export function log(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let k = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | (1023 << 20));
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let i = 23; i > 1; i -= 2) sum = (sum + 1 / i) * square;
  return k * LN2_HIGH + (2 * s + (2 * s * sum + k * LN2_LOW));
}
