/** Heights in a layered drawing: straight connections where there is room for them, and never less than the needed gaps. */
import type { LayeredGraph } from "./layered-graph.js";

const ROUNDS = 16;

/**
 * The y of each place. The first and the last layer are packed around 0; the places between come as near to the middle of
 * their neighbours as their order and the room that each needs allow.
 */
export function spaceLayers(
  graph: LayeredGraph,
  order: readonly (readonly number[])[],
  room: (place: number) => number,
): Float64Array {
  const { places } = graph;
  const y = new Float64Array(places.length);
  const offsets = order.map((layer) => stack(layer.map(room)));
  order.forEach((layer, column) => {
    layer.forEach((place, k) => {
      y[place] = offsets[column][k];
    });
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (let step = 1; step < order.length - 1; step++) {
      const column = round % 2 === 0 ? step : order.length - 1 - step;
      const wanted = order[column].map((place) => {
        const neighbours = [...places[place].before, ...places[place].after];
        return neighbours.reduce((sum, next) => sum + y[next], 0) / neighbours.length;
      });
      settle(wanted, offsets[column]).forEach((value, k) => {
        y[order[column][k]] = value;
      });
    }
  }
  return y;
}

/** The centres of things of the given heights, stacked downwards around 0. */
function stack(heights: readonly number[]): number[] {
  let edge = -heights.reduce((sum, height) => sum + height, 0) / 2;
  return heights.map((height) => {
    edge += height;
    return edge - height / 2;
  });
}

/** The values nearest to `wanted` (least squares) that lie at least as far apart as the offsets: pools adjacent violators. */
function settle(wanted: readonly number[], offsets: readonly number[]): number[] {
  const pools: { mean: number; size: number }[] = [];
  wanted.forEach((value, k) => {
    let pool = { mean: value - offsets[k], size: 1 };
    for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
      const size = last.size + pool.size;
      pool = { mean: (last.mean * last.size + pool.mean * pool.size) / size, size };
      pools.pop();
    }
    pools.push(pool);
  });
  return pools.flatMap(({ mean, size }) => Array<number>(size).fill(mean)).map((value, k) => value + offsets[k]);
}
