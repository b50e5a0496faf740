/** The rasteriser, a polygon at a time. */
import { beginImage, endImage, fillPolygon, setCorner } from "../../assembly/vision/raster";

const image: usize = memory.data(96 * 96 * 3, 4);

export function rasterBegin(): void {
  beginImage();
}

export function rasterCorner(i: u32, x: f64, y: f64): void {
  setCorner(i, x, y);
}

export function rasterFill(count: u32, red: i32, green: i32, blue: i32, rounding: u32): void {
  fillPolygon(count, red, green, blue, rounding);
}

/** Ends the image; returns where it is. */
export function rasterEnd(): usize {
  endImage(image);
  return image;
}
