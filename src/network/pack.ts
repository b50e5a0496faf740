/**
 * Packs a genome into the buffer that the wasm side runs: header, a record for each computed node, then each connection's
 * source (the layout is drawn in assembly/network/packed.ts). Only enabled connections are packed.
 */
import { firstHidden, type Genome } from "../genome/genome.js";
import { topologicalOrder } from "../genome/order.js";

export const PACKED_MAGIC = 0x4e4e4157;
export const PACKED_VERSION = 1;
const HEADER_WORDS = 6;
const NODE_WORDS = 3;

/** A network as kernels run it. */
export interface Packed {
  /** Little-endian u32 words. */
  readonly words: Uint32Array;
  /** For each packed connection, its index in `genome.connections`: the order individual weights are given in. */
  readonly order: Int32Array;
}

/** Packs `genome`. Throws an Error where its connections form a cycle. */
export function pack(genome: Genome): Packed {
  const { inputs, outputs, activations, connections } = genome;
  const nodes = topologicalOrder(genome);
  if (!nodes) throw new Error("a genome with a cycle cannot be packed");
  const position = new Int32Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) position[nodes[at]] = at;

  const keys: number[] = [];
  for (let index = 0; index < connections.length; index++) {
    const { source, target, enabled } = connections[index];
    if (enabled) keys.push((position[target] * nodes.length + position[source]) * connections.length + index);
  }
  keys.sort((a, b) => a - b);

  const computed = nodes.length - inputs - 1;
  const words = new Uint32Array(HEADER_WORDS + computed * NODE_WORDS + keys.length);
  words.set([PACKED_MAGIC, PACKED_VERSION, inputs, outputs, nodes.length, keys.length]);
  for (let i = 0; i < computed; i++) words[HEADER_WORDS + i * NODE_WORDS] = activations[nodes[inputs + 1 + i]];

  const order = new Int32Array(keys.length);
  const sources = HEADER_WORDS + computed * NODE_WORDS;
  for (let k = 0; k < keys.length; k++) {
    const index = keys[k] % connections.length;
    const source = position[connections[index].source];
    const record = HEADER_WORDS + (position[connections[index].target] - inputs - 1) * NODE_WORDS;
    words[record + (source <= inputs ? 1 : 2)]++;
    words[sources + k] = source;
    order[k] = index;
  }
  return { words, order };
}

/** The genome a packed network came from, hidden nodes numbered in packed order, all connections enabled. */
export function unpack(words: Uint32Array): Genome {
  const [magic, version, inputs, outputs, count] = words;
  if (magic !== PACKED_MAGIC || version !== PACKED_VERSION) throw new Error("not a packed network of this version");
  const shape = { inputs, outputs, activations: Array<number>(count).fill(1), connections: [] };
  const hidden = firstHidden(shape);
  const outputsAt = count - outputs;
  const id = (at: number): number => {
    if (at <= inputs) return at;
    return at >= outputsAt ? at - outputsAt + inputs + 1 : at - inputs - 1 + hidden;
  };
  const connections: { source: number; target: number; enabled: true }[] = [];
  let source = HEADER_WORDS + (count - inputs - 1) * NODE_WORDS;
  for (let at = inputs + 1; at < count; at++) {
    const record = HEADER_WORDS + (at - inputs - 1) * NODE_WORDS;
    shape.activations[id(at)] = words[record];
    const end = source + words[record + 1] + words[record + 2];
    for (; source < end; source++) connections.push({ source: id(words[source]), target: id(at), enabled: true });
  }
  return { ...shape, connections };
}
