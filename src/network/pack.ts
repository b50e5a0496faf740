/**
 * Packs a genome into the buffer that the wasm side runs: header, a record for each computed node, then each connection's
 * source (the layout is drawn in assembly/network/packed.ts). Only enabled connections are packed.
 */
import { type Connection, firstHidden, type Genome } from "../genome/genome.js";
import { topologicalOrder } from "../genome/order.js";
import { Room } from "../room.js";

export const PACKED_MAGIC = 0x4e4e4157;
export const PACKED_VERSION = 1;
const HEADER_WORDS = 6;
const NODE_WORDS = 3;

const [positionRoom, enabledRoom, sourceRoom, targetRoom, bySourceRoom, startRoom] = Array.from(
  { length: 6 },
  () => new Room(),
);

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
  const position = positionRoom.of(nodes.length);
  for (let at = 0; at < nodes.length; at++) position[nodes[at]] = at;

  const order = connectionOrder(connections, position, nodes.length);

  const computed = nodes.length - inputs - 1;
  const words = new Uint32Array(HEADER_WORDS + computed * NODE_WORDS + order.length);
  words.set([PACKED_MAGIC, PACKED_VERSION, inputs, outputs, nodes.length, order.length]);
  for (let i = 0; i < computed; i++) words[HEADER_WORDS + i * NODE_WORDS] = activations[nodes[inputs + 1 + i]];

  const sources = HEADER_WORDS + computed * NODE_WORDS;
  for (let k = 0; k < order.length; k++) {
    const connection = connections[order[k]];
    const source = position[connection.source];
    const record = HEADER_WORDS + (position[connection.target] - inputs - 1) * NODE_WORDS;
    words[record + (source <= inputs ? 1 : 2)]++;
    words[sources + k] = source;
  }
  return { words, order };
}

/** The places of enabled connections, by target, then by source, both by their positions, which are below `bound`. */
function connectionOrder(connections: readonly Connection[], position: Int32Array, bound: number): Int32Array {
  const { length } = connections;
  const enabled = enabledRoom.of(length);
  const [sources, targets] = [sourceRoom.of(length), targetRoom.of(length)];
  let count = 0;
  for (let index = 0; index < length; index++) {
    const connection = connections[index];
    sources[index] = position[connection.source];
    targets[index] = position[connection.target];
    if (connection.enabled) enabled[count++] = index;
  }
  const bySource = bySourceRoom.of(count);
  sort(enabled, count, sources, bound, bySource);
  const order = new Int32Array(count);
  sort(bySource, count, targets, bound, order);
  return order;
}

/** Writes the first `count` places to `to` by their keys, whole numbers below `bound`; equal ones as they stand. A counting sort. */
function sort(places: Int32Array, count: number, keys: Int32Array, bound: number, to: Int32Array): void {
  const starts = startRoom.filled(bound + 1, 0);
  for (let i = 0; i < count; i++) starts[keys[places[i]] + 1]++;
  for (let key = 0; key < bound; key++) starts[key + 1] += starts[key];
  for (let i = 0; i < count; i++) to[starts[keys[places[i]]]++] = places[i];
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
