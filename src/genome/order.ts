/** The order and the layers of a genome's nodes. */
import { Room } from "../room.js";
import { firstHidden, type Genome } from "./genome.js";

const [layerRoom, waitingRoom, firstRoom, nextRoom, readyRoom, startRoom] = Array.from({ length: 6 }, () => new Room());

/**
 * Node ids with every connection leading forwards: bias, inputs, hidden nodes, outputs. Hidden nodes come as early as their
 * sources allow, by id among equals. Disabled connections count too: they may return. Undefined where there is a cycle.
 */
export function topologicalOrder(genome: Genome): number[] | undefined {
  const { length } = genome.activations;
  const layers = layerRoom.of(length);
  if (!findLayers(genome, layers)) return undefined;
  // A counting sort: each network is packed often. Bias and inputs are the first layer, outputs the last.
  const starts = startRoom.filled(length + 2, 0);
  for (let id = 0; id < length; id++) starts[layers[id] + 1]++;
  for (let layer = 0; layer <= length; layer++) starts[layer + 1] += starts[layer];
  const order = Array<number>(length).fill(0);
  for (let id = 0; id < length; id++) order[starts[layers[id]]++] = id;
  return order;
}

/**
 * Each node's layer: 0 for bias and inputs, for hidden nodes the longest path that leads there from layer 0 (at least 1),
 * and for all outputs one past the last hidden layer. Disabled connections count. Undefined where there is a cycle.
 */
export function nodeLayers(genome: Genome): Int32Array | undefined {
  const layers = new Int32Array(genome.activations.length);
  return findLayers(genome, layers) ? layers : undefined;
}

/** Writes each node's layer to `layers`. Returns whether there is no cycle. */
function findLayers(genome: Genome, layers: Int32Array): boolean {
  const { activations, connections } = genome;
  const count = activations.length;
  const hidden = firstHidden(genome);
  const waiting = waitingRoom.filled(count, 0);
  const firstOut = firstRoom.filled(count, -1);
  const nextOut = nextRoom.of(connections.length);
  for (let k = 0; k < connections.length; k++) {
    const { source, target } = connections[k];
    if (source < hidden || target < hidden) continue;
    waiting[target]++;
    nextOut[k] = firstOut[source];
    firstOut[source] = k;
  }
  const ready = readyRoom.of(count);
  let end = 0;
  layers.fill(0, 0, hidden);
  for (let id = hidden; id < count; id++) {
    layers[id] = 1;
    if (waiting[id] === 0) ready[end++] = id;
  }
  let last = 0;
  for (let i = 0; i < end; i++) {
    const source = ready[i];
    const layer = layers[source];
    if (layer > last) last = layer;
    for (let k = firstOut[source]; k >= 0; k = nextOut[k]) {
      const target = connections[k].target;
      if (layers[target] <= layer) layers[target] = layer + 1;
      if (--waiting[target] === 0) ready[end++] = target;
    }
  }
  if (end < count - hidden) return false;
  layers.fill(last + 1, genome.inputs + 1, hidden);
  return true;
}
