/**
 * A layered layout from left to right, free of any drawing format: bias and inputs in the first column and outputs in the
 * last, both in their given order and centred; hidden nodes between them, ordered for few crossings and placed near their
 * neighbours. Only enabled connections count. The same genome always gets the same layout.
 */
import type { Connection, Genome } from "../genome/genome.js";
import { orderLayers } from "./crossings.js";
import { layeredGraph } from "./layered-graph.js";
import { spaceLayers } from "./spacing.js";

/** The radius of a node; its centre is at least this far from the layout's edge. */
export const NODE_RADIUS = 14;
const NODE_ROOM = 38;
const MAX_NODE_ROOM = 90;
const WAYPOINT_ROOM = 11;
const MIN_COLUMN_GAP = 76;
const MAX_COLUMN_GAP = 150;
const COMFORTABLE_WIDTH = 440;

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface PlacedNode extends Point {
  readonly id: number;
  /** The column, from 0. */
  readonly layer: number;
}

export interface NetworkLayout {
  /** By id; hidden nodes without any enabled connection are left out. */
  readonly nodes: PlacedNode[];
  /** Each enabled connection from source to target, by way of one point in each column between them. */
  readonly routes: { connection: Connection; points: Point[] }[];
  readonly width: number;
  readonly height: number;
}

/** Places a genome's nodes and leads its connections past them. Throws where connections form a cycle, a UserError where they are too many. */
export function layoutNetwork(genome: Genome): NetworkLayout {
  const graph = layeredGraph(genome);
  const { places, layers } = graph;
  const steps = layers.length - 1;
  const longest = Math.max(layers[0].length, layers[steps].length);
  const room = (k: number): number => {
    const { layer, waypoint } = places[k];
    if (waypoint) return WAYPOINT_ROOM;
    if (layer > 0 && layer < steps) return NODE_ROOM;
    // Few outputs beside many inputs stand wider apart, so that their connections do not all run into one corner.
    return Math.min(MAX_NODE_ROOM, Math.max(NODE_ROOM, (0.6 * longest * NODE_ROOM) / layers[layer].length));
  };
  const y = spaceLayers(graph, orderLayers(graph), room);
  const top = y.reduce((least, value) => Math.min(least, value), 0) - NODE_RADIUS;
  const bottom = y.reduce((most, value) => Math.max(most, value), 0) + NODE_RADIUS;
  // Tall drawings need wide gaps, or their connections run too steeply to follow.
  const gap = Math.min(MAX_COLUMN_GAP, Math.max(MIN_COLUMN_GAP, (bottom - top) / 6, COMFORTABLE_WIDTH / steps));
  const point = (k: number): Point => ({ x: NODE_RADIUS + places[k].layer * gap, y: y[k] - top });
  const nodes: PlacedNode[] = [];
  places.forEach(({ node, layer, waypoint }, k) => {
    if (!waypoint) nodes.push({ id: node, ...point(k), layer });
  });
  return {
    nodes: nodes.sort((a, b) => a.id - b.id),
    routes: graph.routes.map(({ connection, places }) => ({ connection, points: places.map(point) })),
    width: 2 * NODE_RADIUS + steps * gap,
    height: bottom - top,
  };
}
