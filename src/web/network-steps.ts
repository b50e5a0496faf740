/** From node to node by arrow keys. */
import type { Point } from "../report/layout.js";

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The nearest of `nodes` in an arrow key's direction; undefined where there is none, or the key is another. */
export function stepBetween<N extends Point>(nodes: readonly N[], from: N, key: string): N | undefined {
  if (!(key in STEPS)) return undefined;
  const [x, y] = STEPS[key];
  let best: { node: N; away: number } | undefined;
  for (const node of nodes) {
    const along = (node.x - from.x) * x + (node.y - from.y) * y;
    const across = (node.x - from.x) * y - (node.y - from.y) * x;
    const away = along + 2 * Math.abs(across);
    if (along > 0.5 && (!best || away < best.away)) best = { node, away };
  }
  return best?.node;
}
