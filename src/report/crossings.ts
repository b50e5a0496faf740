/** Fewer crossings in a layered drawing, by the barycentre heuristic (Sugiyama, Tagawa & Toda 1981). */
import type { LayeredGraph } from "./layered-graph.js";

const SWEEPS = 12;

/**
 * Each layer's places from top to bottom: sweeps to the right and to the left put each place by the mean position of its
 * neighbours, and the best order met is kept. The first and the last layer stay as they are.
 */
export function orderLayers(graph: LayeredGraph): number[][] {
  const { places, layers } = graph;
  const order = layers.map((layer) => [...layer]);
  let best = order.map((layer) => [...layer]);
  let fewest = countCrossings(graph, best);
  const position = new Float64Array(places.length);
  const locate = (layer: readonly number[]): void => {
    layer.forEach((place, k) => {
      position[place] = (k + 0.5) / layer.length;
    });
  };
  order.forEach(locate);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const rightwards = sweep % 2 === 0;
    for (let step = 1; step < order.length - 1; step++) {
      const layer = order[rightwards ? step : order.length - 1 - step];
      const key = new Map(
        layer.map((place) => {
          const neighbours = rightwards ? places[place].before : places[place].after;
          return [place, neighbours.length > 0 ? mean(neighbours.map((k) => position[k])) : position[place]];
        }),
      );
      layer.sort((a, b) => (key.get(a) ?? 0) - (key.get(b) ?? 0));
      locate(layer);
    }
    const crossings = countCrossings(graph, order);
    if (crossings < fewest) {
      fewest = crossings;
      best = order.map((layer) => [...layer]);
    }
  }
  return best;
}

/** How many pairs of steps between neighbouring layers cross when each layer's places stand in the given order. */
export function countCrossings(graph: LayeredGraph, order: readonly (readonly number[])[]): number {
  const rank = new Int32Array(graph.places.length);
  for (const layer of order) for (let k = 0; k < layer.length; k++) rank[layer[k]] = k;
  let crossings = 0;
  for (const layer of order) {
    // Ends of the steps whose starts are above; steps from the same start never cross.
    const ends: number[] = [];
    for (const place of layer) {
      const own = graph.places[place].after.map((next) => rank[next]);
      for (const end of own) for (const above of ends) if (above > end) crossings++;
      ends.push(...own);
    }
  }
  return crossings;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
