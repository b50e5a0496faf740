/**
 * The part of a genome that reports show: what its enabled connections express. Search counts disabled connections when it
 * orders nodes, since they may return; a drawing that did the same would have needless columns.
 */
import { type Connection, firstHidden, type Genome } from "../genome/genome.js";
import { nodeLayers } from "../genome/order.js";

/** The enabled connections. */
export function expressedConnections(genome: Genome): Connection[] {
  return genome.connections.filter(({ enabled }) => enabled);
}

/**
 * Node ids by layer: bias and inputs first, outputs last, hidden nodes between them as early as enabled connections allow.
 * Hidden nodes without any enabled connection are left out. Throws where connections form a cycle.
 */
export function expressedLayers(genome: Genome): number[][] {
  const connections = expressedConnections(genome);
  const layerOf = nodeLayers({ ...genome, connections });
  if (!layerOf) throw new Error("connections: form a cycle");
  const connected = new Set(connections.flatMap(({ source, target }) => [source, target]));
  const hidden = firstHidden(genome);
  const layers = Array.from({ length: layerOf[hidden - 1] + 1 }, (): number[] => []);
  for (let id = 0; id < layerOf.length; id++) if (id < hidden || connected.has(id)) layers[layerOf[id]].push(id);
  return layers.filter((layer) => layer.length > 0);
}
