/** The rasteriser, a polygon at a time. */
import { beginImage, endImage, endPixels, fillPolygon, setCorner } from "../../assembly/vision/raster";
import { addPolygon, beginSamples, paint, setSampledCorner } from "../../assembly/vision/sampled-raster";

const image: usize = memory.data((96 * 96 * 3 + 4) * 2, 4);
const flat: usize = memory.data(64 * 8, 8);

export function rasterBegin(wide: i32, high: i32, from: i32): void {
  beginImage(wide, high, from);
}

export function rasterCorner(i: u32, x: f64, y: f64): void {
  setCorner(i, x, y);
}

export function rasterFill(count: u32, red: i32, green: i32, blue: i32, rounding: u32): void {
  fillPolygon(count, red, green, blue, rounding);
}

/** Ends the image, of bytes or of i16; returns where it is. */
export function rasterEnd(asBytes: bool): usize {
  if (asBytes) endImage(image);
  else endPixels(image);
  return image;
}

export function samplesBegin(from: i32): void {
  beginSamples(from);
}

export function samplesCorner(i: u32, x: f64, y: f64): void {
  setSampledCorner(i, x, y);
}

export function samplesFill(count: u32, red: u32, green: u32, blue: u32): void {
  addPolygon(count, red, green, blue);
}

/** Ends the picture; returns where it is, i16. */
export function samplesEnd(): usize {
  paint(image, flat);
  return image;
}

/** Which of its pixels are as the one to their left: a u64 for each row. */
export function samplesFlat(): usize {
  return flat;
}
