/**
 * The order of NSGA-II (Deb et al. 2002) for two objectives, both to be maximised: non-dominated fronts one after another,
 * within a front by falling crowding distance.
 */

/**
 * Indices from best to worst. `first` and `second` hold each individual's objectives. Equal individuals keep their order.
 */
export function paretoOrder(first: ArrayLike<number>, second: ArrayLike<number>): number[] {
  return paretoFronts(first, second).flatMap((front) => {
    const distance = crowdingDistances(front, first, second);
    const places = front.map((_, place) => place);
    places.sort((a, b) => distance[b] - distance[a] || front[a] - front[b]);
    return places.map((place) => front[place]);
  });
}

/**
 * Front by front, the individuals that none outside earlier fronts dominates; ascending indices within a front.
 *
 * In the order of falling first objective (then falling second), an individual can only be dominated by earlier ones, and a
 * front dominates it exactly if the front's highest second objective so far does. Higher fronts have lower ones, so the
 * front to join is found by bisection: O(n log n).
 */
export function paretoFronts(first: ArrayLike<number>, second: ArrayLike<number>): number[][] {
  const order = Array.from({ length: first.length }, (_, i) => i);
  order.sort((a, b) => first[b] - first[a] || second[b] - second[a] || a - b);
  const fronts: number[][] = [];
  const highest: number[] = [];
  for (const i of order) {
    let low = 0;
    let high = fronts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = highest[middle];
      const dominated = second[other] > second[i] || (second[other] === second[i] && first[other] > first[i]);
      if (dominated) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) {
      fronts.push([i]);
      highest.push(i);
    } else {
      fronts[low].push(i);
      highest[low] = i;
    }
  }
  for (const front of fronts) front.sort((a, b) => a - b);
  return fronts;
}

/**
 * For each member of a front, the sum over objectives of the gap between its two neighbours, as a share of the front's
 * range; infinite at either end.
 */
export function crowdingDistances(
  front: readonly number[],
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): Float64Array {
  const distances = new Float64Array(front.length);
  for (const objective of [first, second]) {
    const places = front.map((_, place) => place);
    places.sort((a, b) => objective[front[a]] - objective[front[b]] || a - b);
    const value = (at: number) => objective[front[places[at]]];
    const last = places.length - 1;
    const range = value(last) - value(0);
    distances[places[0]] = Number.POSITIVE_INFINITY;
    distances[places[last]] = Number.POSITIVE_INFINITY;
    if (range === 0) continue;
    for (let at = 1; at < last; at++) distances[places[at]] += (value(at + 1) - value(at - 1)) / range;
  }
  return distances;
}
