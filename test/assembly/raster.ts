/** The rasteriser, a polygon at a time. */
import { beginImage, endImage, endPixels, fillPolygon, setCorner } from "../../assembly/vision/raster";

const image: usize = memory.data((96 * 96 * 3 + 1) * 4, 4);

export function rasterBegin(wide: i32, high: i32, from: i32): void {
  beginImage(wide, high, from);
}

export function rasterCorner(i: u32, x: f64, y: f64): void {
  setCorner(i, x, y);
}

export function rasterFill(count: u32, red: i32, green: i32, blue: i32, rounding: u32): void {
  fillPolygon(count, red, green, blue, rounding);
}

/** Ends the image, of bytes or of f32; returns where it is. */
export function rasterEnd(asBytes: bool): usize {
  if (asBytes) endImage(image);
  else endPixels(image);
  return image;
}
