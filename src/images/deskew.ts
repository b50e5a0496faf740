/**
 * From a digit's 28×28 bytes (0 paper, 255 ink) to a network's 256 inputs: resized to 16×16, then deskewed. All whole
 * numbers but for the slant k and one last division, so every machine computes the same bits.
 *
 * `resize` is OpenCV's resize with INTER_LINEAR: bilinear, half-pixel centres, no antialiasing. Pixel x of 16 lies at
 * (x + 1/2) 28/16 − 1/2 = (14 x + 3) / 8 of 28.
 *
 * `deskew` is OpenCV's warpAffine with WARP_INVERSE_MAP | INTER_LINEAR and the matrix (1 k −8k; 0 1 0) in float32, where
 * k = μ11 / μ02 are the image's central moments. Row y takes its pixel x from column
 * ((round(1024 k (y − 8)) + 1024 x + 16) >> 5) / 32, bilinear between columns, 0 outside.
 *
 * Source: mnist_256 in the original WANN code, which calls OpenCV.
 */

export const RAW_SIDE = 28;
export const SIDE = 16;
/** Inputs of an image. */
export const IMAGE_INPUTS = SIDE * SIDE;
/** What `resize` gives a pixel full of ink: 255, in eighths of eighths. */
export const FULL = 8 * 8 * 255;

/** An image with less spread over its rows than this (μ02, of pixels in 0 to 1) has no slant to speak of. */
const LEAST_SPREAD = 0.01;
/** warpAffine reads at this many places within a pixel. */
const PLACES = 32;

const resized = new Int32Array(SIDE * SIDE);

/**
 * A digit as a network sees it.
 * @param raw [28][28] bytes.
 * @param out [16][16] numbers from 0 to 1.
 */
export function prepareDigit(raw: Uint8Array, out: Float32Array): void {
  resize(raw, resized);
  deskew(resized, out);
}

/**
 * @param raw [28][28] bytes.
 * @param out [16][16] whole numbers from 0 to FULL.
 */
export function resize(raw: Uint8Array, out: Int32Array): void {
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const down = (14 * y + 3) & 7;
      const right = (14 * x + 3) & 7;
      const at = ((14 * y + 3) >> 3) * RAW_SIDE + ((14 * x + 3) >> 3);
      const upper = (8 - right) * raw[at] + right * raw[at + 1];
      const lower = (8 - right) * raw[at + RAW_SIDE] + right * raw[at + RAW_SIDE + 1];
      out[y * SIDE + x] = (8 - down) * upper + down * lower;
    }
  }
}

/**
 * @param image [16][16] whole numbers from 0 to FULL.
 * @param out [16][16] numbers from 0 to 1.
 */
export function deskew(image: Int32Array, out: Float32Array): void {
  const k = slant(image);
  for (let y = 0; y < SIDE; y++) {
    // OpenCV rounds halves to even, Math.round up. It comes to the same: >> 5 parts 32i + 15 from 32i + 16 alone, and the half
    // between them goes to the latter both ways.
    const shift = (Math.round(1024 * k * (y - SIDE / 2)) + 16) >> 5;
    const part = shift & (PLACES - 1);
    for (let x = 0; x < SIDE; x++) {
      const column = x + (shift >> 5);
      const sum = (PLACES - part) * inkAt(image, y, column) + part * inkAt(image, y, column + 1);
      out[y * SIDE + x] = sum / (PLACES * FULL);
    }
  }
}

function inkAt(image: Int32Array, y: number, x: number): number {
  return x >= 0 && x < SIDE ? image[y * SIDE + x] : 0;
}

/** Columns per row that the ink leans, as float32, or 0 where it has no slant. Every sum and product stays below 2⁵³. */
function slant(image: Int32Array): number {
  let m00 = 0;
  let m10 = 0;
  let m01 = 0;
  let m11 = 0;
  let m02 = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const ink = image[y * SIDE + x];
      m00 += ink;
      m10 += x * ink;
      m01 += y * ink;
      m11 += x * y * ink;
      m02 += y * y * ink;
    }
  }
  // The central moments times m00, which leaves k as it is.
  const mu11 = m11 * m00 - m10 * m01;
  const mu02 = m02 * m00 - m01 * m01;
  // Without ink this is 0 / 0, which is not enough either.
  return mu02 / m00 / FULL >= LEAST_SPREAD ? Math.fround(mu11 / mu02) : 0;
}
