/** What a mutation changed of a compact genome: enough to take it back. */
import * as z from "zod";
import {
  type CompactConnection,
  type CompactGenome,
  connectionsOf,
  flatCompact,
  inOrder,
} from "../../genome/compact/genome.js";

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
  const added: number[] = [];
  const removed: number[] = [];
  const [before, after] = [parent.connections, child.connections];
  // Both are in the same order.
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const order = i === before.length ? 1 : j === after.length ? -1 : inOrder(before[i], after[j]);
    const changed = order !== 0 || before[i].weight !== after[j].weight;
    if (order <= 0 && changed) removed.push(before[i].source, before[i].target, before[i].weight);
    if (order > 0) added.push(after[j].source, after[j].target);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return { added, removed };
}

/** The parent that `child` was made from by the change. */
export function undoCompact(child: CompactGenome, { added, removed }: CompactChange): CompactGenome {
  const back = connectionsOf(removed);
  const gone = new Set(back.map(keyOf));
  for (let i = 0; i < added.length; i += 2) gone.add(`${added[i]},${added[i + 1]}`);
  const connections = [...child.connections.filter((each) => !gone.has(keyOf(each))), ...back];
  return { ...child, connections: connections.sort(inOrder) };
}

function keyOf({ source, target }: CompactConnection): string {
  return `${source},${target}`;
}
