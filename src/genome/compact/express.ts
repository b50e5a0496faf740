/**
 * From a compact genome to the ordinary network that it stands for, which has one weight for all: weight agnostic by construction.
 *
 * A signal never goes from one unit straight to the next: behind each source stand relays, linear ones for positive
 * weights and inverse ones for negative, shared by all that the source leads to; a connection of weight m leads from |m| of them. At a
 * shared weight w a relay is ±w · x, so that each unit's sum is w² Σ m x: above 0 at every w ≠ 0, or at none. Units are all steps, or all
 * ReLUs that hear inputs alone, whose values are w² times those at 1.
 *
 *     source ─┬─ relay (linear)  ─┬─ unit          m = 2: from two linear relays
 *             ├─ relay (linear)  ─┘
 *             └─ relay (inverse) ─── other unit    m = −1
 *
 * Of steps s in {0, 1}, an output's sum is K w² Σ m s: the gain K has it saturate from |w| = 1/√K up. Of two ways to build it each
 * unit has the one with fewer connections: K relays for each of |m|, or an amplifier, which is a linear relay, b repeaters (steps, each
 * worth 1 whenever the unit is) behind it, and a relays that each hear all b, so that a · b = K. Of ReLUs r it is K w⁴ Σ m r, by relays
 * alone: outputs that are compared with each other need no gain.
 */
import { type ActivationName, activationId } from "../activation.js";
import type { Connection, Genome } from "../genome.js";
import {
  type CompactGenome,
  type CompactOrigin,
  firstUnit,
  isOutput,
  type Size,
  type UnitName,
  unflattenCompact,
  unitsOf,
} from "./genome.js";

const [LINEAR, INVERSE, STEP] = (["linear", "inverse", "step"] as const).map(activationId);

/** What a source must supply. */
interface Demand {
  readonly source: number;
  /** The largest weight to a unit, and the largest of negative ones, both from 0 up. */
  positive: number;
  negative: number;
  /** The same to outputs. */
  outputPositive: number;
  outputNegative: number;
  /** Σ |weight| over its connections to units, and over those to outputs. */
  unitTotal: number;
  outputTotal: number;
}

/** How a signal to an output is made larger. */
interface Amplifier {
  /** Steps behind the first linear relay; 0: none, the relays stand straight behind the source. */
  readonly repeaters: number;
  /** Relays for each of |m|. */
  readonly copies: number;
}

/** What the targets of a source listen to: the nodes' ids. */
interface Heard {
  readonly positive: readonly number[];
  readonly negative: readonly number[];
  readonly outputPositive: readonly number[];
  readonly outputNegative: readonly number[];
  /** Relays to an output for each of |m|. */
  readonly copies: number;
}

/** The network that a genome stands for. */
export function express(
  genome: CompactGenome,
  gain: number,
  outputActivation: ActivationName,
  unitActivation: UnitName = "step",
): Genome {
  const { inputs, outputs } = genome;
  const units = unitsOf(genome);
  /** In the network, by their ids in the genome: units follow the outputs, as units of the genome do. */
  const places = new Map(units.map((unit, i) => [unit, firstUnit(genome) + i]));
  const placeOf = (id: number): number => places.get(id) ?? id;
  const activations = [
    ...Array<number>(inputs + 1).fill(LINEAR),
    ...Array<number>(outputs).fill(activationId(outputActivation)),
    ...Array<number>(units.length).fill(activationId(unitActivation)),
  ];
  const connections: Connection[] = [];
  const connect = (source: number, target: number) => {
    connections.push({ source, target, enabled: true });
  };
  /** Nodes that each hear all of `sources`. */
  const behind = (sources: readonly number[], activation: number, count: number): number[] => {
    const nodes: number[] = [];
    for (let i = 0; i < count; i++) {
      const node = activations.push(activation) - 1;
      for (const source of sources) connect(source, node);
      nodes.push(node);
    }
    return nodes;
  };

  const heard = new Map<number, Heard>();
  const amplifiers = amplifiersOf(gain, unitActivation);
  for (const demand of demandsOf(genome)) {
    const { repeaters, copies } = cheapest(demand, amplifiers);
    const { outputPositive, outputNegative } = demand;
    const source = [placeOf(demand.source)];
    const plain = relaysOf(demand, { repeaters, copies });
    const [positive, negative] = [behind(source, LINEAR, plain.positive), behind(source, INVERSE, plain.negative)];
    const steps = behind(positive.slice(0, 1), STEP, repeaters);
    heard.set(demand.source, {
      positive,
      negative,
      outputPositive: repeaters > 0 ? behind(steps, LINEAR, copies * outputPositive) : positive,
      outputNegative: repeaters > 0 ? behind(steps, INVERSE, copies * outputNegative) : negative,
      copies,
    });
  }
  for (const { source, target, weight } of genome.connections) {
    const nodes = heard.get(source) as Heard;
    const out = isOutput(genome, target);
    const positive = out ? nodes.outputPositive : nodes.positive;
    const negative = out ? nodes.outputNegative : nodes.negative;
    const from = weight > 0 ? positive : negative;
    const count = Math.abs(weight) * (out ? nodes.copies : 1);
    for (let k = 0; k < count; k++) connect(from[k], placeOf(target));
  }
  return { inputs, outputs, activations, connections };
}

/** The network that an origin stands for. Throws a RangeError that says what is wrong where its connections are no compact genome. */
export function expressOrigin(origin: CompactOrigin, size: Size, outputActivation: ActivationName): Genome {
  return express(unflattenCompact(origin.connections, size), origin.gain, outputActivation, origin.units);
}

/** How many connections the network of a genome has. */
export function expressedConnections(genome: CompactGenome, gain: number, unitActivation: UnitName = "step"): number {
  const amplifiers = amplifiersOf(gain, unitActivation);
  return demandsOf(genome).reduce((sum, demand) => sum + connectionsOf(demand, cheapest(demand, amplifiers)), 0);
}

/** By source, in ascending order of their ids. */
function demandsOf(genome: CompactGenome): Demand[] {
  const demands = new Map<number, Demand>();
  for (const { source, target, weight } of genome.connections) {
    let demand = demands.get(source);
    if (!demand) {
      demand = { source, positive: 0, negative: 0, outputPositive: 0, outputNegative: 0, unitTotal: 0, outputTotal: 0 };
      demands.set(source, demand);
    }
    const size = Math.abs(weight);
    if (isOutput(genome, target)) {
      if (weight > 0) demand.outputPositive = Math.max(demand.outputPositive, size);
      else demand.outputNegative = Math.max(demand.outputNegative, size);
      demand.outputTotal += size;
    } else {
      if (weight > 0) demand.positive = Math.max(demand.positive, size);
      else demand.negative = Math.max(demand.negative, size);
      demand.unitTotal += size;
    }
  }
  return [...demands.values()].sort((a, b) => a.source - b.source);
}

/** The amplifier of fewest connections; the first of equals. */
function cheapest(demand: Demand, amplifiers: readonly Amplifier[]): Amplifier {
  let [best] = amplifiers;
  if (demand.outputTotal === 0) return best;
  for (const each of amplifiers) if (connectionsOf(demand, each) < connectionsOf(demand, best)) best = each;
  return best;
}

/** How many connections lead out of a source, and what is built behind it. */
function connectionsOf(demand: Demand, amplifier: Amplifier): number {
  const { outputPositive, outputNegative, unitTotal, outputTotal } = demand;
  const { repeaters, copies } = amplifier;
  const { positive, negative } = relaysOf(demand, amplifier);
  const behindRepeaters = repeaters * copies * (outputPositive + outputNegative);
  return positive + negative + repeaters + behindRepeaters + unitTotal + copies * outputTotal;
}

/** How many relays stand straight behind a source: linear ones, inverse ones. */
function relaysOf(demand: Demand, { repeaters, copies }: Amplifier): { positive: number; negative: number } {
  const { positive, negative, outputPositive, outputNegative } = demand;
  if (repeaters > 0) return { positive: Math.max(positive, 1), negative };
  return {
    positive: Math.max(positive, copies * outputPositive),
    negative: Math.max(negative, copies * outputNegative),
  };
}

/** All ways to amplify by exactly this gain: none, then those with few repeaters first. Repeaters stand for steps alone. */
function amplifiersOf(gain: number, unitActivation: UnitName): Amplifier[] {
  const sizes: Amplifier[] = [{ repeaters: 0, copies: gain }];
  if (unitActivation !== "step") return sizes;
  for (let repeaters = 2; repeaters <= gain; repeaters++) {
    if (gain % repeaters === 0) sizes.push({ repeaters, copies: gain / repeaters });
  }
  return sizes;
}
