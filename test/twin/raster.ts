/** The rasteriser, plainly: polygons painted back to front on the whole canvas, which is then averaged over each pixel. */
const WIDTH = 1000;
const HEIGHT = 800;

export interface Polygon {
  readonly corners: readonly (readonly [x: number, y: number])[];
  readonly colour: readonly [red: number, green: number, blue: number];
  /** To the nearest pixel as SDL_gfx's filledPolygon, or else outwards as pygame.draw.polygon. */
  readonly nearest: boolean;
}

/** Where the row meets the polygon's edges, in the order of the edges, unrounded. */
function crossings({ corners, nearest }: Polygon, y: number): number[] {
  const high = Math.max(...corners.map((corner) => corner[1]));
  const found: number[] = [];
  for (const [i, here] of corners.entries()) {
    const before = corners[(i + corners.length - 1) % corners.length];
    const [[x1, y1], [x2, y2]] = before[1] < here[1] ? [before, here] : [here, before];
    const meets = (y >= y1 && y < y2) || (y === high && y2 === high && y1 < y2);
    if (!meets) continue;
    if (nearest) {
      found.push((Math.floor(((y - y1) * 65536) / (y2 - y1)) * (x2 - x1)) / 65536 + x1);
    } else {
      const way = Math.fround(((y - y1) * (x2 - x1)) / (y2 - y1));
      found.push(x1 + (found.length % 2 === 0 ? Math.floor(way) : Math.ceil(way)));
    }
  }
  return found;
}

function paint(canvas: Float64Array, polygon: Polygon): void {
  for (let y = 0; y < HEIGHT; y++) {
    const found = crossings(polygon, y);
    if (found.length === 0) continue;
    const least = Math.min(...found);
    const most = Math.max(...found);
    const sliver = 1 / 65536;
    const from = polygon.nearest ? Math.floor(least + sliver + 0.5) : least;
    const to = polygon.nearest ? Math.floor(most - sliver + 0.5) : most;
    for (let x = Math.max(from, 0); x <= Math.min(to, WIDTH - 1); x++) {
      canvas.set(polygon.colour, (y * WIDTH + x) * 3);
    }
  }
}

/** The share of canvas pixel `x` that lies in pixel `i` of an image `size` canvas pixels to one of its. */
function share(x: number, i: number, size: number): number {
  return Math.max(0, Math.min(x + 1, (i + 1) * size) - Math.max(x, i * size));
}

/** Of polygons given back to front, each pixel's mean red, green and blue, of the canvas from row `from` up, the top row first. */
export function rasterise(polygons: readonly Polygon[], columns: number, lines: number, from: number): number[] {
  const canvas = new Float64Array(WIDTH * HEIGHT * 3);
  for (const polygon of polygons) paint(canvas, polygon);
  const wide = WIDTH / columns;
  const high = (HEIGHT - from) / lines;
  const image: number[] = [];
  for (let line = lines - 1; line >= 0; line--) {
    for (let column = 0; column < columns; column++) {
      const sum = [0, 0, 0];
      for (let y = Math.floor(line * high); y < (line + 1) * high; y++) {
        for (let x = Math.floor(column * wide); x < (column + 1) * wide; x++) {
          const weight = share(y, line, high) * share(x, column, wide);
          for (let k = 0; k < 3; k++) sum[k] += weight * canvas[((from + y) * WIDTH + x) * 3 + k];
        }
      }
      image.push(...sum.map((total) => total / (wide * high)));
    }
  }
  return image;
}
