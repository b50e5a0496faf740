/** A picture like most that are seen: a road through the field, for an encoder to be made ready by. */
import { CANVAS_HEIGHT, CANVAS_WIDTH } from "../../vision/raster";
import { addPolygon, beginSamples, paint, setSampledCorner } from "../../vision/sampled-raster";

const ROAD_LEFT: i32 = 350; // canvas pixels, as all here
const ROAD_WIDTH: i32 = 216;
const BORDER_WIDTH: i32 = 22;
const TILES: i32 = 14;
const TILE: i32 = 57;
/** How much farther to the right a tile begins than the one before. */
const DRIFT: i32 = 9;
const GRASS: i32 = 270;

function addQuad(left: i32, bottom: i32, right: i32, top: i32, drift: i32, colour: u32): void {
  setSampledCorner(0, left, bottom);
  setSampledCorner(1, right, bottom);
  setSampledCorner(2, right + drift, top);
  setSampledCorner(3, left + drift, top);
  addPolygon(4, colour >> 16, (colour >> 8) & 0xff, colour & 0xff);
}

/** Draws it as `paint` leaves a picture, of the canvas from row `from` up. */
export function drawUsualView(from: i32, out: usize, flat: usize): void {
  beginSamples(from);
  addQuad(485, 170, 515, 240, 0, 0xcc0000);
  for (let i = 0; i < TILES; i++) {
    const left = ROAD_LEFT + i * DRIFT;
    const bottom = i * TILE;
    const right = left + ROAD_WIDTH;
    addQuad(left, bottom, right, bottom + TILE, DRIFT, 0x666666 + (i % 3) * 0x020202);
    if (i > TILES / 2) addQuad(right, bottom, right + BORDER_WIDTH, bottom + TILE, DRIFT, i % 2 == 0 ? 0xffffff : 0xff0000);
  }
  for (let x = 70; x < CANVAS_WIDTH; x += 2 * GRASS) {
    for (let y = 40; y < CANVAS_HEIGHT; y += 2 * GRASS) addQuad(x, y, x + GRASS, y + GRASS, 20, 0x66e666);
  }
  addQuad(-1, -1, CANVAS_WIDTH + 1, CANVAS_HEIGHT + 1, 0, 0x66cc66);
  paint(out, flat);
}
