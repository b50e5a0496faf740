/**
 * The part of a genome that reports show: what its enabled connections express. Search counts disabled connections when it
 * orders nodes, since they may return; a drawing that did the same would have needless columns.
 */
import { BIAS, type Connection, firstHidden, firstOutput, type Genome } from "../genome/genome.js";
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

/** The nodes that can influence an output: those from which a path of enabled connections leads to one, and the outputs. */
export function influentialNodes(genome: Genome): Set<number> {
  const { outputs } = genome;
  return upstream(
    sourcesOf(genome),
    Array.from({ length: outputs }, (_, i) => firstOutput(genome) + i),
  );
}

/** For each input, the bias apart, how many outputs it can influence. */
export function outputsByInput(genome: Genome): number[] {
  const counts = Array<number>(genome.inputs).fill(0);
  const sources = sourcesOf(genome);
  for (let output = firstOutput(genome); output < firstHidden(genome); output++) {
    for (const id of upstream(sources, [output])) if (id > BIAS && id <= genome.inputs) counts[id - 1]++;
  }
  return counts;
}

function sourcesOf(genome: Genome): number[][] {
  const sources = genome.activations.map((): number[] => []);
  for (const { source, target } of expressedConnections(genome)) sources[target].push(source);
  return sources;
}

/** The nodes themselves and all that a path leads from to one of them. */
function upstream(sources: readonly (readonly number[])[], nodes: readonly number[]): Set<number> {
  const found = new Set(nodes);
  // A set also visits what is added on the way.
  for (const id of found) for (const source of sources[id]) found.add(source);
  return found;
}
