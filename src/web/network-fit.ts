/** A network's layout, stretched to the room that a page has; nodes stay round, and labels readable. */
import { firstHidden, firstOutput, type Genome } from "../genome/genome.js";
import { type Labels, nodeLabel } from "../report/labels.js";
import { type NetworkLayout, NODE_RADIUS, type Point } from "../report/layout.js";
import { textWidth } from "../report/svg.js";

const LABEL_SIZE = 13;
const LEAST_LABEL = 11;
const LABEL_GAP = 8;
const MARGIN = 14;
/** How far the layout is stretched at most. */
const STRETCH = 1.7;
/** Nodes as large as their neighbours leave them room, of the radius they have in reports. */
const ROOM = { across: 2.3, down: 1.15 };
const LEAST_NODE = 0.28;
/** Pixels that a labelled node takes from top to bottom, at least. */
const LEAST_LINE = 15;
const LEAST_HEIGHT = 240;

interface Placement {
  /** Where a point of the layout is, in pixels. */
  readonly at: (point: Point) => Point;
  /** Of nodes. */
  readonly scale: number;
  /** Of labels, in pixels. */
  readonly size: number;
  readonly labelGap: number;
}

function place(genome: Genome, layout: NetworkLayout, labels: Labels, width: number, height: number): Placement {
  const named = layout.nodes.map(({ id }) => id).filter((id) => id < firstHidden(genome));
  const down = Math.min(STRETCH, (height - 2 * MARGIN) / (layout.height - 2 * NODE_RADIUS));
  const size = Math.max(LEAST_LABEL, Math.min(LABEL_SIZE, down * 2.4 * LABEL_SIZE));
  const [left, right] = [false, true].map((side) => {
    const ids = named.filter((id) => id >= firstOutput(genome) === side);
    return MARGIN + LABEL_GAP + Math.max(0, ...ids.map((id) => textWidth(nodeLabel(genome, id, labels), size)));
  });
  const inner = width - left - right;
  const across = Math.min(STRETCH, inner / (layout.width - 2 * NODE_RADIUS));
  const startX = left + (inner - across * (layout.width - 2 * NODE_RADIUS)) / 2;
  const startY = (height - down * (layout.height - 2 * NODE_RADIUS)) / 2;
  return {
    at: ({ x, y }) => ({ x: startX + across * (x - NODE_RADIUS), y: startY + down * (y - NODE_RADIUS) }),
    scale: Math.max(LEAST_NODE, Math.min(1, across * ROOM.across, down * ROOM.down)),
    size,
    labelGap: LABEL_GAP,
  };
}

/** The least height, in pixels, at which the labels of a layer stand clear of each other. */
function least({ nodes }: NetworkLayout): number {
  const layers = new Map<number, number>();
  for (const { layer } of nodes) layers.set(layer, (layers.get(layer) ?? 0) + 1);
  return Math.max(LEAST_HEIGHT, LEAST_LINE * Math.max(layers.get(0) ?? 0, layers.get(layers.size - 1) ?? 0));
}

export const fitted = { place, least };
