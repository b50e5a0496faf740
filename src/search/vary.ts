/**
 * Making networks: the minimal ones a search starts from, and children by exactly one mutation of one parent
 * (Gaier & Ha 2019, section 3). There is no crossover.
 */
import { type ActivationName, activationId } from "../genome/activation.js";
import { BIAS, type Connection, firstHidden, type Genome } from "../genome/genome.js";
import { nodeLayers } from "../genome/order.js";
import type { Stream } from "../random/stream.js";
import type { Addition } from "./prospects.js";

export interface VaryConfig {
  readonly changeActivation: number;
  readonly insertNode: number;
  readonly addConnection: number;
  readonly enableConnection: number;
  readonly disableConnection: number;
  readonly hiddenActivations: readonly ActivationName[];
}

/** Bias and inputs wired straight to the outputs, each connection enabled with probability `enabled`. */
export function minimalGenome(
  inputs: number,
  outputs: number,
  outputActivation: ActivationName,
  enabled: number,
  random: Stream,
): Genome {
  const connections: Connection[] = [];
  for (let target = inputs + 1; target <= inputs + outputs; target++) {
    for (let source = BIAS; source <= inputs; source++) {
      connections.push({ source, target, enabled: random.unit() < enabled });
    }
  }
  const activations = [
    ...Array<number>(inputs + 1).fill(activationId("linear")),
    ...Array<number>(outputs).fill(activationId(outputActivation)),
  ];
  return { inputs, outputs, activations, connections };
}

/**
 * A child of `parent` by one mutation, drawn by its odds among those that are possible; the parent itself where none is.
 * @param additions what connections are added of, or enabled; where `parent` can have none of them, any is added.
 */
export function mutate(
  parent: Genome,
  config: VaryConfig,
  random: Stream,
  additions: readonly Addition[] = [],
): Genome {
  const addition: typeof insertNode = () =>
    addOneOf(parent, additions, random) ?? addConnection(parent, config, random);
  const choices: { odds: number; make: typeof insertNode }[] = [
    { odds: config.changeActivation, make: changeActivation },
    { odds: config.insertNode, make: insertNode },
    { odds: config.addConnection, make: addition },
    { odds: config.enableConnection, make: enableConnection },
    { odds: config.disableConnection, make: disableConnection },
  ];
  while (choices.length > 0) {
    let draw = random.unit() * choices.reduce((sum, { odds }) => sum + odds, 0);
    const found = choices.findIndex(({ odds }) => {
      draw -= odds;
      return draw < 0;
    });
    const index = found < 0 ? choices.length - 1 : found;
    const child = choices[index].odds > 0 ? choices[index].make(parent, config, random) : undefined;
    if (child) return child;
    choices.splice(index, 1);
  }
  return parent;
}

/**
 * Gives one hidden node another activation: one whose activation is none of the configured, as in a population that comes from a
 * run with others, before all that have one of them. Undefined without a hidden node or another activation.
 */
function changeActivation(parent: Genome, config: VaryConfig, random: Stream): Genome | undefined {
  const ids = config.hiddenActivations.map(activationId);
  const hidden = parent.activations.map((_, id) => id).slice(firstHidden(parent));
  const foreign = hidden.filter((id) => !ids.includes(parent.activations[id]));
  const nodes = foreign.length > 0 ? foreign : hidden;
  if (nodes.length === 0) return undefined;
  const node = nodes[random.integer(nodes.length)];
  const others = ids.filter((id) => id !== parent.activations[node]);
  if (others.length === 0) return undefined;
  const activations = parent.activations.slice();
  activations[node] = others[random.integer(others.length)];
  return { ...parent, activations };
}

/** Splits one enabled connection by a new node; the old connection is disabled. Undefined without an enabled one. */
function insertNode(parent: Genome, config: VaryConfig, random: Stream): Genome | undefined {
  const index = randomConnection(parent, true, random);
  if (index === undefined) return undefined;
  const split = parent.connections[index];
  const node = parent.activations.length;
  const activation = config.hiddenActivations[random.integer(config.hiddenActivations.length)];
  const connections = parent.connections.slice();
  connections[index] = { ...split, enabled: false };
  connections.push(
    { source: split.source, target: node, enabled: true },
    { source: node, target: split.target, enabled: true },
  );
  return { ...parent, activations: [...parent.activations, activationId(activation)], connections };
}

/**
 * Connects two nodes that are not connected yet, from a lower layer to a higher one, so that no cycle can arise; disabled
 * connections count both as connected and in the layers. Undefined where every such pair is connected.
 */
function addConnection(parent: Genome, _config: VaryConfig, random: Stream): Genome | undefined {
  const layers = nodeLayers(parent);
  if (!layers) throw new Error("a genome in the population has a cycle");
  const { inputs, outputs, activations, connections } = parent;
  const sources: number[] = [];
  for (let id = 0; id < activations.length; id++) if (id <= inputs || id > inputs + outputs) sources.push(id);
  // Each source's connections as a list: of a large network, many sources may be tried in vain.
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

/** Adds one of `additions`, or enables it where it is there. Undefined where none of them is possible. */
function addOneOf(parent: Genome, additions: readonly Addition[], random: Stream): Genome | undefined {
  if (additions.length === 0) return undefined;
  const layers = nodeLayers(parent);
  if (!layers) throw new Error("a genome in the population has a cycle");
  const { activations, connections } = parent;
  const nodes = activations.length;
  const places = new Map(connections.map(({ source, target }, k) => [source * nodes + target, k]));
  const placeOf = ({ source, target }: Addition) => places.get(source * nodes + target);
  const possible = additions.filter((addition) => {
    const { source, target } = addition;
    if (source >= nodes || target >= nodes || layers[source] >= layers[target]) return false;
    const place = placeOf(addition);
    return place === undefined || !connections[place].enabled;
  });
  if (possible.length === 0) return undefined;
  const added = possible[random.integer(possible.length)];
  const child = connections.slice();
  child[placeOf(added) ?? connections.length] = { ...added, enabled: true };
  return { ...parent, connections: child };
}

/** Enables one disabled connection. Undefined without one. */
function enableConnection(parent: Genome, _config: VaryConfig, random: Stream): Genome | undefined {
  const index = randomConnection(parent, false, random);
  if (index === undefined) return undefined;
  const connections = parent.connections.slice();
  connections[index] = { ...connections[index], enabled: true };
  return { ...parent, connections };
}

/** Disables one enabled connection, and all that then lead to no output. Undefined without an enabled one. */
function disableConnection(parent: Genome, _config: VaryConfig, random: Stream): Genome | undefined {
  const index = randomConnection(parent, true, random);
  if (index === undefined) return undefined;
  const connections = parent.connections.slice();
  let ended = [index];
  while (ended.length > 0) {
    for (const k of ended) connections[k] = { ...connections[k], enabled: false };
    const useful = new Uint8Array(parent.activations.length).fill(1, 0, firstHidden(parent));
    for (const { source, enabled } of connections) if (enabled) useful[source] = 1;
    ended = connections.flatMap(({ target, enabled }, k) => (enabled && useful[target] === 0 ? [k] : []));
  }
  return { ...parent, connections };
}

/** The index of a random connection that is enabled, or disabled. */
function randomConnection(genome: Genome, enabled: boolean, random: Stream): number | undefined {
  let count = 0;
  for (const connection of genome.connections) if (connection.enabled === enabled) count++;
  if (count === 0) return undefined;
  let left = random.integer(count);
  return genome.connections.findIndex((connection) => connection.enabled === enabled && left-- === 0);
}
