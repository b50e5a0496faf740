/**
 * The graph that a layered drawing arranges. A connection that skips layers would run behind the nodes between its ends, so
 * it gets a waypoint in each layer it crosses; connections out of the same node share theirs and so run together.
 */
import type { Connection, Genome } from "../genome/genome.js";
import { UserError } from "../user-error.js";
import { expressedConnections, expressedLayers } from "./expressed.js";

interface Place {
  /** The node that stands here, or whose connections pass here. */
  readonly node: number;
  readonly layer: number;
  readonly waypoint: boolean;
  /** Neighbours in the layer before and in the layer after, as indices of places. */
  readonly before: number[];
  readonly after: number[];
}

interface Route {
  readonly connection: Connection;
  /** The places it passes, its ends included. */
  readonly places: readonly number[];
}

export interface LayeredGraph {
  readonly places: readonly Place[];
  /** Places by layer: nodes in order of their ids, then waypoints. */
  readonly layers: readonly (readonly number[])[];
  readonly routes: readonly Route[];
}

/** Connections of the largest network that is drawn, and places: what has more nobody could make out, and takes minutes to arrange. */
const MOST_CONNECTIONS = 10_000;
const MOST_PLACES = 20_000;

/**
 * The expressed network of a genome, each connection cut into steps from one layer to the next. Throws a UserError where it is too large to be
 * drawn.
 */
export function layeredGraph(genome: Genome): LayeredGraph {
  const expressed = expressedConnections(genome);
  if (expressed.length > MOST_CONNECTIONS) {
    throw new UserError(`too large to draw: ${expressed.length} connections: expected at most ${MOST_CONNECTIONS}`);
  }
  const places: Place[] = [];
  const layers: number[][] = [];
  const placeOf: number[] = [];
  const waypointsOf = new Map<number, number[]>();

  const add = (node: number, layer: number, waypoint: boolean): number => {
    if (places.length === MOST_PLACES) {
      throw new UserError(
        `too large to draw: more than ${MOST_PLACES} nodes and crossings of layers, of ${expressed.length} connections: expected at most ${MOST_PLACES}`,
      );
    }
    layers[layer].push(places.length);
    return places.push({ node, layer, waypoint, before: [], after: [] }) - 1;
  };
  const join = (from: number, to: number): void => {
    if (places[from].after.includes(to)) return;
    places[from].after.push(to);
    places[to].before.push(from);
  };

  expressedLayers(genome).forEach((nodes, layer) => {
    layers.push([]);
    for (const node of nodes) placeOf[node] = add(node, layer, false);
  });
  const routes = expressed.map((connection): Route => {
    const from = placeOf[connection.source];
    const to = placeOf[connection.target];
    const waypoints = waypointsOf.get(from) ?? [];
    waypointsOf.set(from, waypoints);
    const first = places[from].layer + 1;
    const crossed = places[to].layer - first;
    while (waypoints.length < crossed) waypoints.push(add(connection.source, first + waypoints.length, true));
    const route = [from, ...waypoints.slice(0, crossed), to];
    for (let k = 1; k < route.length; k++) join(route[k - 1], route[k]);
    return { connection, places: route };
  });
  return { places, layers, routes };
}
