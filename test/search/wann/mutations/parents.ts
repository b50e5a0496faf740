/** Networks to mutate, and what mutations are given besides. */
import { ACTIVATIONS } from "../../../../src/genome/activation.js";
import type { Genome } from "../../../../src/genome/genome.js";
import { Purpose, Stream } from "../../../../src/random/stream.js";
import type { MutationContext } from "../../../../src/search/wann/mutations/mutation.js";

/** Two inputs, output 3, hidden node 4 (relu); 1 → 3 and 2 → 3 are disabled, 0 → 4 and 2 → 4 are free. */
export const PARENT: Genome = {
  inputs: 2,
  outputs: 1,
  activations: [1, 1, 1, 5, 9],
  connections: [
    { source: 0, target: 3, enabled: true },
    { source: 1, target: 3, enabled: false },
    { source: 2, target: 3, enabled: false },
    { source: 1, target: 4, enabled: true },
    { source: 4, target: 3, enabled: true },
  ],
};

/** One input joined to one output: nothing can be added, changed or enabled. */
export const SMALLEST: Genome = {
  inputs: 1,
  outputs: 1,
  activations: [1, 1, 5],
  connections: [
    { source: 0, target: 2, enabled: true },
    { source: 1, target: 2, enabled: true },
  ],
};

/** A hundred draws see every choice of a few. */
export const DRAWS = 100;

export function random(index = 0): Stream {
  return new Stream(1, Purpose.vary, 0, index);
}

export function contextOf(index = 0, change: Partial<MutationContext> = {}): MutationContext {
  return { hiddenActivations: ACTIVATIONS, random: random(index), candidates: [], ...change };
}

/** What `draw` gives for each of DRAWS places. */
export function drawn<T>(draw: (index: number) => T): T[] {
  return Array.from({ length: DRAWS }, (_, index) => draw(index));
}

/** "1→4 true" of connections that are new in `child`, or enabled or disabled, joined by commas. */
export function switched(parent: Genome, child: Genome | undefined): string {
  const changed = child?.connections.filter(({ enabled }, k) => enabled !== parent.connections[k]?.enabled) ?? [];
  return changed.map(({ source, target, enabled }) => `${source}→${target} ${enabled}`).join();
}
