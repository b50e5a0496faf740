/** What a mutation changed of a compact genome: enough to take it back. */
import * as z from "zod";
import { type CompactConnection, type CompactGenome, connectionsOf, flatCompact, flattenCompact } from "./genome.js";

/** How to make a parent from its child. */
export const compactChange = z.strictObject({
  /** The child's connections that the parent lacks: source, target, source, target, … */
  added: z.array(z.int().min(0)),
  /** The parent's connections that the child lacks, or has with another weight. */
  removed: flatCompact,
});

export type CompactChange = z.infer<typeof compactChange>;

/** What makes `child` of `parent`. */
export function compactChangeOf(parent: CompactGenome, child: CompactGenome): CompactChange {
  const [before, after] = [weights(parent), weights(child)];
  const added = child.connections.filter((each) => !before.has(keyOf(each)));
  const removed = parent.connections.filter((each) => after.get(keyOf(each)) !== each.weight);
  return {
    added: added.flatMap(({ source, target }) => [source, target]),
    removed: flattenCompact({ ...parent, connections: removed }),
  };
}

/** The parent that `child` was made from by the change. */
export function undoCompact(child: CompactGenome, { added, removed }: CompactChange): CompactGenome {
  const back = connectionsOf(removed);
  const gone = new Set(back.map(keyOf));
  for (let i = 0; i < added.length; i += 2) gone.add(keyOf({ source: added[i], target: added[i + 1] }));
  const connections = [...child.connections.filter((each) => !gone.has(keyOf(each))), ...back];
  connections.sort((a, b) => a.target - b.target || a.source - b.source);
  return { ...child, connections };
}

function weights({ connections }: CompactGenome): Map<string, number> {
  return new Map(connections.map((each) => [keyOf(each), each.weight]));
}

function keyOf({ source, target }: Pick<CompactConnection, "source" | "target">): string {
  return `${source},${target}`;
}
