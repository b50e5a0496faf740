import type { Genome } from "../../../genome/genome.js";
import { nodeLayers } from "../../../genome/order.js";
import type { Stream } from "../../../random/stream.js";
import type { ConnectionCandidate } from "../candidates.js";
import { defineMutation } from "./mutation.js";

/**
 * Connects two nodes that are not connected yet, one of the candidates where the parent can have one of them. Impossible where
 * every pair is connected.
 */
export const addConnection = defineMutation({
  name: "addConnection",
  does: "connects two nodes",
  odds: 0.2,
  mutate(parent, { candidates, random }) {
    return addOneOf(parent, candidates, random) ?? addAny(parent, random);
  },
});

/**
 * Any pair, from a lower layer to a higher one, so that no cycle can arise; disabled connections count both as connected and in
 * the layers.
 */
function addAny(parent: Genome, random: Stream): Genome | undefined {
  const layers = layersOf(parent);
  const { inputs, outputs, activations, connections } = parent;
  const sources: number[] = [];
  for (let id = 0; id < activations.length; id++) if (id <= inputs || id > inputs + outputs) sources.push(id);
  // Each source's connections as a list: in a large network many sources may be tried in vain.
  const first = new Int32Array(activations.length).fill(-1);
  const next = new Int32Array(connections.length);
  for (let k = 0; k < connections.length; k++) {
    next[k] = first[connections[k].source];
    first[connections[k].source] = k;
  }
  const targets: number[] = [];
  const connected = new Uint8Array(activations.length);
  while (sources.length > 0) {
    const pick = random.integer(sources.length);
    const source = sources[pick];
    connected.fill(0);
    for (let k = first[source]; k >= 0; k = next[k]) connected[connections[k].target] = 1;
    targets.length = 0;
    for (let id = inputs + 1; id < activations.length; id++) {
      if (layers[id] > layers[source] && !connected[id]) targets.push(id);
    }
    if (targets.length > 0) {
      const target = targets[random.integer(targets.length)];
      return { ...parent, connections: [...connections, { source, target, enabled: true }] };
    }
    sources[pick] = sources[sources.length - 1];
    sources.pop();
  }
  return undefined;
}

/** Adds one of the candidates, or enables it where it is there. Undefined where none of them is possible. */
function addOneOf(parent: Genome, candidates: readonly ConnectionCandidate[], random: Stream): Genome | undefined {
  if (candidates.length === 0) return undefined;
  const layers = layersOf(parent);
  const { activations, connections } = parent;
  const nodes = activations.length;
  const places = new Map(connections.map(({ source, target }, k) => [source * nodes + target, k]));
  const placeOf = ({ source, target }: ConnectionCandidate) => places.get(source * nodes + target);
  const possible = candidates.filter((candidate) => {
    const { source, target } = candidate;
    if (source >= nodes || target >= nodes || layers[source] >= layers[target]) return false;
    const place = placeOf(candidate);
    return place === undefined || !connections[place].enabled;
  });
  if (possible.length === 0) return undefined;
  const added = possible[random.integer(possible.length)];
  const child = connections.slice();
  child[placeOf(added) ?? connections.length] = { ...added, enabled: true };
  return { ...parent, connections: child };
}

function layersOf(genome: Genome): Int32Array {
  const layers = nodeLayers(genome);
  if (!layers) throw new Error("a genome in the population has a cycle");
  return layers;
}
