/**
 * Products of f32 matrices, row by row in memory: what the training of an autoencoder spends its time on. All add to what is
 * there. Of the right factor eight columns at a time are packed side by side, for four rows of the left one to pass through;
 * rows beyond the last are the last one again.
 */

const STRIP: u32 = 8;
const ROWS: u32 = 4;
/** Terms of a sum that are packed at once. */
const DEPTH: u32 = 256;

const strip: usize = memory.data(256 * 32, 16);

/** c [rows][columns] += a [rows][inner] · b [inner][columns]. Columns come in fours here and below. */
export function addProduct(a: usize, b: usize, c: usize, rows: u32, columns: u32, inner: u32): void {
  multiply(a, inner * 4, 4, b, columns * 4, 4, c, rows, columns, inner);
}

/** c [rows][columns] += a [rows][inner] · b [columns][inner] transposed. */
export function addProductWithTransposed(a: usize, b: usize, c: usize, rows: u32, columns: u32, inner: u32): void {
  multiply(a, inner * 4, 4, b, 4, inner * 4, c, rows, columns, inner);
}

/** c [rows][columns] += a [inner][rows] transposed · b [inner][columns]. */
export function addTransposedProduct(a: usize, b: usize, c: usize, rows: u32, columns: u32, inner: u32): void {
  multiply(a, 4, rows * 4, b, columns * 4, 4, c, rows, columns, inner);
}

/** The factors' strides are those, in bytes, of their rows and columns as the product sees them. */
function multiply(
  a: usize, aRow: u32, aColumn: u32, b: usize, bRow: u32, bColumn: u32, c: usize, rows: u32, columns: u32, inner: u32,
): void {
  const cRow = columns * 4;
  for (let from: u32 = 0; from < inner; from += DEPTH) {
    const depth = min(DEPTH, inner - from);
    for (let column: u32 = 0; column < columns; column += STRIP) {
      const wide = column + STRIP <= columns;
      pack(b + from * bRow + column * bColumn, bRow, bColumn, depth, wide);
      for (let row: u32 = 0; row < rows; row += ROWS) {
        const last = min(ROWS, rows - row) - 1;
        const left = a + row * aRow + from * aColumn;
        pass(left, aRow, aColumn, depth, c + row * cRow + column * 4, cRow, last, wide);
      }
    }
  }
}

function pack(b: usize, bRow: u32, bColumn: u32, depth: u32, wide: bool): void {
  for (let to = strip, end = strip + depth * 32; to < end; to += 32, b += bRow) {
    v128.store(to, fourOf(b, bColumn));
    v128.store(to, wide ? fourOf(b + 4 * bColumn, bColumn) : f32x4.splat(0), 16);
  }
}

// @ts-ignore: decorator
@inline
function fourOf(at: usize, stride: u32): v128 {
  if (stride == 4) return v128.load(at);
  return f32x4(load<f32>(at), load<f32>(at + stride), load<f32>(at + 2 * stride), load<f32>(at + 3 * stride));
}

// @ts-ignore: decorator
@inline
function addTerm(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** Rows 0 to `last` of `a` through the strip. */
function pass(a: usize, aRow: u32, aColumn: u32, depth: u32, c: usize, cRow: u32, last: u32, wide: bool): void {
  let a0 = a;
  let a1 = a + min(1, last) * aRow;
  let a2 = a + min(2, last) * aRow;
  let a3 = a + last * aRow;
  const c1 = c + min(1, last) * cRow;
  const c2 = c + min(2, last) * cRow;
  const c3 = c + last * cRow;
  let low0 = v128.load(c);
  let low1 = v128.load(c1);
  let low2 = v128.load(c2);
  let low3 = v128.load(c3);
  const none = f32x4.splat(0);
  let high0 = wide ? v128.load(c, 16) : none;
  let high1 = wide ? v128.load(c1, 16) : none;
  let high2 = wide ? v128.load(c2, 16) : none;
  let high3 = wide ? v128.load(c3, 16) : none;
  for (let b = strip, end = strip + depth * 32; b < end; b += 32) {
    const low = v128.load(b);
    const high = v128.load(b, 16);
    const value0 = v128.load32_splat(a0);
    low0 = addTerm(low0, value0, low);
    high0 = addTerm(high0, value0, high);
    const value1 = v128.load32_splat(a1);
    low1 = addTerm(low1, value1, low);
    high1 = addTerm(high1, value1, high);
    const value2 = v128.load32_splat(a2);
    low2 = addTerm(low2, value2, low);
    high2 = addTerm(high2, value2, high);
    const value3 = v128.load32_splat(a3);
    low3 = addTerm(low3, value3, low);
    high3 = addTerm(high3, value3, high);
    a0 += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    a3 += aColumn;
  }
  v128.store(c, low0);
  v128.store(c1, low1);
  v128.store(c2, low2);
  v128.store(c3, low3);
  if (!wide) return;
  v128.store(c, high0, 16);
  v128.store(c1, high1, 16);
  v128.store(c2, high2, 16);
  v128.store(c3, high3, 16);
}
