/**
 * Scores: one for each connection that a compact genome of so many units might have, and the whole numbers that they come to. All inputs
 * but the bias may lead to all units, and all units to all outputs; a score that rounds to 0 is no connection.
 */

import { activationId } from "../../genome/activation.js";
import { type CompactConnection, type CompactGenome, compact, firstUnit } from "../../genome/compact/genome.js";
import type { Genome } from "../../genome/genome.js";
import { topologicalOrder } from "../../genome/order.js";
import { normals } from "../../random/normal.js";
import { Purpose, Stream } from "../../random/stream.js";
import type { Shape } from "../search.js";

/** Standard deviations of the first scores, for connections into units and into outputs. */
const FIRST_TO_UNITS = 0.35;
const FIRST_TO_OUTPUTS = 0.7;

/** The size of a score into an output for each whole number. Those are few: only connections into units are thinned. */
const OUTPUT_STEP = 1;

/** A step of scores into units that leaves all and one that leaves none; halvings between them. */
const FINEST = 0.01;
const COARSEST = 1000;
const HALVINGS = 30;

/** The connections that scores are of, in the order of the network that has them all. */
export interface Connections {
  /** That network: ReLUs between inputs and outputs. */
  readonly network: Genome;
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  /** Whether they lead into an output. */
  readonly out: Uint8Array;
  readonly nodes: number;
}

export function allConnections({ inputs, outputs, outputActivation }: Shape, units: number): Connections {
  const first = firstUnit({ inputs, outputs });
  const connections: { source: number; target: number; enabled: true }[] = [];
  for (let unit = first; unit < first + units; unit++) {
    for (let source = 1; source <= inputs; source++) connections.push({ source, target: unit, enabled: true });
    for (let target = inputs + 1; target < first; target++) connections.push({ source: unit, target, enabled: true });
  }
  const [linear, output, relu] = (["linear", outputActivation, "relu"] as const).map(activationId);
  const activations = [
    ...Array<number>(inputs + 1).fill(linear),
    ...Array<number>(outputs).fill(output),
    ...Array<number>(units).fill(relu),
  ];
  const network = { inputs, outputs, activations, connections };
  // Weights are given in packed order: by target, then by source, both by their places.
  const place = new Map(topologicalOrder(network)?.map((id, at) => [id, at]));
  const at = (id: number) => place.get(id) as number;
  connections.sort((a, b) => at(a.target) - at(b.target) || at(a.source) - at(b.source));
  return {
    network,
    sources: Int32Array.from(connections, ({ source }) => source),
    targets: Int32Array.from(connections, ({ target }) => target),
    out: Uint8Array.from(connections, ({ target }) => (target < first ? 1 : 0)),
    nodes: activations.length,
  };
}

/** The scores that a run begins with. */
export function firstScores({ out }: Connections, seed: number): Float64Array {
  const draws = normals(new Stream(seed, Purpose.initialize), out.length);
  return draws.map((draw, k) => draw * (out[k] ? FIRST_TO_OUTPUTS : FIRST_TO_UNITS));
}

/**
 * The whole numbers of scores: each rounded, a half away from zero, no larger than `largest`.
 * @param step the size of a score into a unit for each whole number.
 */
export function wholeNumbers({ out }: Connections, scores: Float64Array, step: number, largest: number): Float64Array {
  const numbers = new Float64Array(out.length);
  for (let k = 0; k < out.length; k++) {
    const size = Math.floor(Math.abs(scores[k]) / (out[k] ? OUTPUT_STEP : step) + 0.5);
    numbers[k] = Math.sign(scores[k]) * Math.min(size, largest);
  }
  return numbers;
}

/** The compact genome of whole numbers. */
export function genomeOf(
  { sources, targets }: Connections,
  numbers: Float64Array,
  { inputs, outputs }: Shape,
): CompactGenome {
  const connections: CompactConnection[] = [];
  for (let k = 0; k < numbers.length; k++) {
    if (numbers[k] !== 0) connections.push({ source: sources[k], target: targets[k], weight: numbers[k] });
  }
  return compact({ inputs, outputs }, connections);
}

/**
 * How many connections the network of these scores has. Each source has as many relays of either sign as its largest number asks for, and
 * a number leads from as many of them; a unit that hears nothing, or leads nowhere, has none.
 */
export function sizeOf(connections: Connections, scores: Float64Array, step: number, largest: number): number {
  const { sources, targets, out, nodes } = connections;
  const numbers = wholeNumbers(connections, scores, step, largest);
  const [hears, leads] = [new Uint8Array(nodes), new Uint8Array(nodes)];
  for (let k = 0; k < numbers.length; k++) {
    if (numbers[k] === 0) continue;
    if (out[k]) leads[sources[k]] = 1;
    else hears[targets[k]] = 1;
  }
  const [positive, negative] = [new Int32Array(nodes), new Int32Array(nodes)];
  let size = 0;
  for (let k = 0; k < numbers.length; k++) {
    if (!(out[k] ? hears[sources[k]] : leads[targets[k]])) continue;
    const relays = numbers[k] > 0 ? positive : negative;
    const more = Math.max(Math.abs(numbers[k]) - relays[sources[k]], 0);
    size += Math.abs(numbers[k]) + more;
    relays[sources[k]] += more;
  }
  return size;
}

/** The finest step at which the network of these scores has at most so many connections. */
export function stepFor(connections: Connections, scores: Float64Array, largest: number, most: number): number {
  // By halving the ratio: scores are of all sizes.
  let [low, high] = [FINEST, COARSEST];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = Math.sqrt(low * high);
    if (sizeOf(connections, scores, middle, largest) > most) low = middle;
    else high = middle;
  }
  return high;
}
