/** The networks that a search begins with. */

import { expressedConnections } from "../../genome/compact/express.js";
import {
  type CompactConnection,
  type CompactGenome,
  compact,
  firstUnit,
  type Size,
} from "../../genome/compact/genome.js";
import type { Stream } from "../../random/stream.js";

/** Inputs that a unit listens to, at most. */
const MOST_SOURCES = 3;

/**
 * A random network: each output is pushed up by one unit and down by another, each of which listens to a few inputs, or the bias,
 * with weights of 1 or −1.
 */
export function randomGenome({ inputs, outputs }: Size, random: Stream): CompactGenome {
  const connections: CompactConnection[] = [];
  let unit = firstUnit({ inputs, outputs });
  for (let target = inputs + 1; target <= inputs + outputs; target++) {
    for (const weight of [-1, 1]) {
      const count = Math.min(1 + random.integer(MOST_SOURCES), inputs + 1);
      const sources = new Set<number>();
      while (sources.size < count) sources.add(random.integer(inputs + 1));
      for (const source of sources) {
        connections.push({ source, target: unit, weight: random.integer(2) === 0 ? 1 : -1 });
      }
      connections.push({ source: unit++, target, weight });
    }
  }
  return compact({ inputs, outputs }, connections);
}

/** The genome, with connections removed at random until it fits: one of the smallest must. */
export function cutToFit(
  genome: CompactGenome,
  fits: (genome: CompactGenome) => boolean,
  random: Stream,
): CompactGenome {
  let fitting = genome;
  while (!fits(fitting)) {
    const left = compact(genome, fitting.connections.toSpliced(random.integer(fitting.connections.length), 1));
    // The last way from an input to an output stays.
    if (left.connections.length > 0) fitting = left;
  }
  return fitting;
}

/** The connections of the smallest network. */
export function fewestConnections(gain: number): number {
  const size = { inputs: 1, outputs: 1 };
  const unit = firstUnit(size);
  const connections = [
    { source: 1, target: unit, weight: 1 },
    { source: unit, target: 2, weight: 1 },
  ];
  return expressedConnections(compact(size, connections), gain);
}
