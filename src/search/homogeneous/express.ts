/**
 * From a compact genome to the ordinary network that it stands for, which has one weight for all: weight agnostic by construction.
 *
 * Units are steps. A signal never goes from one unit straight to the next: behind each source stand relays, linear ones for positive
 * weights and inverse ones for negative, shared by all that the source leads to; a connection of weight m leads from |m| of them. At a
 * shared weight w a relay is ±w · x, so that each unit's sum is w² Σ m x: above 0 at every w ≠ 0, or at none.
 *
 *     source ─┬─ relay (linear)  ─┬─ unit          m = 2: from two linear relays
 *             ├─ relay (linear)  ─┘
 *             └─ relay (inverse) ─── other unit    m = −1
 *
 * An output's sum is K w² Σ m s over units s in {0, 1}: the gain K has it saturate from |w| = 1/√K up. Of two ways to build it each
 * unit has the one with fewer connections: K relays for each of |m|, or an amplifier, which is a linear relay, b repeaters (steps, each
 * worth 1 whenever the unit is) behind it, and a relays that each hear all b, so that a · b = K.
 */
import { type ActivationName, activationId } from "../../genome/activation.js";
import type { Connection, Genome } from "../../genome/genome.js";
import { type CompactGenome, firstUnit, isOutput, unitsOf } from "./genome.js";

const [LINEAR, INVERSE, STEP] = (["linear", "inverse", "step"] as const).map(activationId);

/** Of positive weights, and of negative ones. */
type BySign = [number, number];

/** What a source must supply. */
interface Demand {
  readonly source: number;
  /** The largest |weight| to a unit. */
  readonly toUnits: BySign;
  /** The largest |weight| to an output. */
  readonly toOutputs: BySign;
  /** Σ |weight| over its connections to units. */
  unitTotal: number;
  /** Σ |weight| over its connections to outputs. */
  outputTotal: number;
}

/** How a source supplies it. */
interface Supply extends Demand {
  /** Relays straight behind the source: linear ones, inverse ones. */
  readonly relays: BySign;
  /** Steps behind the first linear relay; 0: no amplifier. */
  readonly repeaters: number;
  /** Relays behind the repeaters: linear ones, inverse ones. */
  readonly loud: BySign;
  /** Relays to an output for each of a weight's |m|. */
  readonly copies: number;
  readonly connections: number;
}

/** An amplifier's size. */
interface Amplifier {
  readonly repeaters: number;
  /** Relays for each of |m|. */
  readonly copies: number;
}

/** What the targets of a source listen to, by sign: the nodes' ids. */
interface Heard {
  readonly units: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  readonly copies: number;
}

/** The network that a genome stands for. */
export function express(genome: CompactGenome, gain: number, outputActivation: ActivationName): Genome {
  const { inputs, outputs } = genome;
  const units = unitsOf(genome);
  const ids = new Map(units.map((unit, i) => [unit, firstUnit(genome) + i]));
  const idOf = (node: number) => ids.get(node) ?? node;
  const activations = [
    ...Array<number>(inputs + 1).fill(LINEAR),
    ...Array<number>(outputs).fill(activationId(outputActivation)),
    ...Array<number>(units.length).fill(STEP),
  ];
  const connections: Connection[] = [];
  const connect = (source: number, target: number) => connections.push({ source, target, enabled: true });
  /** Nodes that each hear all of `sources`. */
  const behind = (sources: readonly number[], activation: number, count: number): number[] =>
    Array.from({ length: count }, () => {
      const node = activations.push(activation) - 1;
      for (const source of sources) connect(source, node);
      return node;
    });

  const heard = new Map<number, Heard>();
  for (const supply of suppliesOf(genome, gain)) {
    const { source, relays, repeaters, loud, copies } = supply;
    const plain = [LINEAR, INVERSE].map((activation, sign) => behind([idOf(source)], activation, relays[sign]));
    const steps = behind(plain[0].slice(0, 1), STEP, repeaters);
    const amplified = [LINEAR, INVERSE].map((activation, sign) => behind(steps, activation, loud[sign]));
    heard.set(source, { units: plain, outputs: repeaters > 0 ? amplified : plain, copies });
  }
  for (const { source, target, weight } of genome.connections) {
    const behindIt = heard.get(source) as Heard;
    const out = isOutput(genome, target);
    const nodes = (out ? behindIt.outputs : behindIt.units)[weight > 0 ? 0 : 1];
    const count = Math.abs(weight) * (out ? behindIt.copies : 1);
    for (let k = 0; k < count; k++) connect(nodes[k], idOf(target));
  }
  return { inputs, outputs, activations, connections };
}

/** How many connections the network of a genome has. */
export function expressedConnections(genome: CompactGenome, gain: number): number {
  return suppliesOf(genome, gain).reduce((sum, { connections }) => sum + connections, 0);
}

/** By source, in ascending order of their ids. */
function suppliesOf(genome: CompactGenome, gain: number): Supply[] {
  const demands = new Map<number, Demand>();
  for (const { source, target, weight } of genome.connections) {
    let demand = demands.get(source);
    if (!demand) {
      demand = { source, toUnits: [0, 0], toOutputs: [0, 0], unitTotal: 0, outputTotal: 0 };
      demands.set(source, demand);
    }
    const size = Math.abs(weight);
    const sign = weight > 0 ? 0 : 1;
    if (isOutput(genome, target)) {
      demand.toOutputs[sign] = Math.max(demand.toOutputs[sign], size);
      demand.outputTotal += size;
    } else {
      demand.toUnits[sign] = Math.max(demand.toUnits[sign], size);
      demand.unitTotal += size;
    }
  }
  const amplifiers = amplifiersOf(gain);
  const sources = [...demands.values()].sort((a, b) => a.source - b.source);
  return sources.map((demand) => {
    let best = withRelays(demand, gain);
    if (demand.outputTotal === 0) return best;
    for (const amplifier of amplifiers) {
      const amplified = withAmplifier(demand, amplifier);
      if (amplified.connections < best.connections) best = amplified;
    }
    return best;
  });
}

function withRelays(demand: Demand, gain: number): Supply {
  const { toUnits, toOutputs, unitTotal, outputTotal } = demand;
  const relays: BySign = [Math.max(toUnits[0], gain * toOutputs[0]), Math.max(toUnits[1], gain * toOutputs[1])];
  const connections = relays[0] + relays[1] + unitTotal + gain * outputTotal;
  return { ...demand, relays, repeaters: 0, loud: [0, 0], copies: gain, connections };
}

function withAmplifier(demand: Demand, { repeaters, copies }: Amplifier): Supply {
  const { toUnits, toOutputs, unitTotal, outputTotal } = demand;
  const relays: BySign = [Math.max(toUnits[0], 1), toUnits[1]];
  const loud: BySign = [copies * toOutputs[0], copies * toOutputs[1]];
  const connections =
    relays[0] + relays[1] + unitTotal + repeaters + repeaters * (loud[0] + loud[1]) + copies * outputTotal;
  return { ...demand, relays, repeaters, loud, copies, connections };
}

/** The amplifiers of exactly this gain, those with few repeaters first. */
function amplifiersOf(gain: number): Amplifier[] {
  const sizes: Amplifier[] = [];
  for (let repeaters = 2; repeaters <= gain; repeaters++) {
    if (gain % repeaters === 0) sizes.push({ repeaters, copies: gain / repeaters });
  }
  return sizes;
}
