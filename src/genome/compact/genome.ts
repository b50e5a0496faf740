/**
 * Compact genomes: networks of units with small whole weights (Bohossian & Bruck 1995). Node ids are those of a genome: 0 is
 * the bias, then the inputs, then the outputs; the units have any ids above. A threshold unit, a step, is 1 where the weighted sum of its
 * sources is above 0, else 0; a ReLU is that sum where it is above 0. Outputs listen to units alone. The ordinary network that such a
 * genome stands for is in express.ts.
 *
 * A genome is nothing but its connections, in order: there is no unit without a source, nor one that leads to no output. Units
 * keep their ids as others come and go. Genomes are never changed in place.
 */
import * as z from "zod";

/** A connection between two nodes, by their ids. */
export interface CompactConnection {
  readonly source: number;
  readonly target: number;
  /** A whole number, not 0. */
  readonly weight: number;
}

export interface CompactGenome {
  /** Inputs, the bias apart. */
  readonly inputs: number;
  readonly outputs: number;
  /** By target, then by source. */
  readonly connections: readonly CompactConnection[];
}

/** How many inputs and outputs a genome has. */
export type Size = Pick<CompactGenome, "inputs" | "outputs">;

/** Connection after connection: source, target, weight. */
const FIELDS = 3;

/** What the units of a genome may be. */
export type UnitName = "step" | "relu";

/** No gain, and no connection's |weight|, is more: networks are to stay of a size that can be run. */
export const LARGEST_GAIN = 1000;
export const LARGEST_WEIGHT = 100;

/** A genome without its sizes, as files hold it. */
export const flatCompact = z.array(z.int());

export type FlatCompact = z.infer<typeof flatCompact>;

/** What a champion's network was made of, as files hold it: enough to make it again. */
export const compactOrigin = z.strictObject({
  /** What outputs are amplified by. */
  gain: z.int().min(1).max(LARGEST_GAIN),
  /** What units are; missing: steps. */
  units: z.literal("relu").exactOptional(),
  /** Connection after connection: source, target, weight. */
  connections: flatCompact,
});

/** A compact genome with what its outputs are amplified by: what a network is made of. */
export type CompactOrigin = z.infer<typeof compactOrigin>;

/** The lowest id that a unit may have. */
export function firstUnit({ inputs, outputs }: Size): number {
  return inputs + outputs + 1;
}

export function isOutput({ inputs, outputs }: Size, id: number): boolean {
  return id > inputs && id <= inputs + outputs;
}

/** The units' ids, ascending, as connections stand by their targets. */
export function unitsOf(genome: CompactGenome): number[] {
  let last = firstUnit(genome) - 1;
  const units: number[] = [];
  for (const { target } of genome.connections) {
    if (target <= last) continue;
    units.push(target);
    last = target;
  }
  return units;
}

/** The genome of these connections without what has no part: units without a source, units that lead to no output. */
export function compact({ inputs, outputs }: Size, connections: readonly CompactConnection[]): CompactGenome {
  const first = firstUnit({ inputs, outputs });
  let kept = [...connections];
  for (let before = Number.POSITIVE_INFINITY; kept.length < before; ) {
    before = kept.length;
    const leading = new Set<number>();
    const led = new Set<number>();
    for (const { source, target } of kept) {
      leading.add(source);
      led.add(target);
    }
    kept = kept.filter(
      ({ source, target }) => (target < first || leading.has(target)) && (source < first || led.has(source)),
    );
  }
  return { inputs, outputs, connections: kept.sort(inOrder) };
}

export function flattenCompact({ connections }: CompactGenome): FlatCompact {
  const flat: number[] = [];
  for (const { source, target, weight } of connections) flat.push(source, target, weight);
  return flat;
}

/** Throws a RangeError that says what is wrong where it is no such genome. */
export function unflattenCompact(flat: FlatCompact, { inputs, outputs }: Size): CompactGenome {
  if (flat.length % FIELDS !== 0) throw new RangeError(`connections: ${flat.length} numbers, not in threes`);
  const genome = { inputs, outputs, connections: connectionsOf(flat) };
  const problem = compactProblem(genome);
  if (problem) throw new RangeError(problem);
  return genome;
}

export function connectionsOf(flat: FlatCompact): CompactConnection[] {
  return Array.from({ length: flat.length / FIELDS }, (_, i) => {
    const [source, target, weight] = flat.slice(i * FIELDS, (i + 1) * FIELDS);
    return { source, target, weight };
  });
}

/** What is wrong with a genome, or undefined. */
export function compactProblem(genome: CompactGenome): string | undefined {
  const { inputs, connections } = genome;
  const first = firstUnit(genome);
  let before: CompactConnection = { source: -1, target: -1, weight: 1 };
  for (const each of connections) {
    const { source, target, weight } = each;
    const name = `connection ${source} → ${target}`;
    for (const id of [source, target]) if (!(Number.isInteger(id) && id >= 0)) return `${name}: there is no node ${id}`;
    if (target <= inputs) return `${name}: leads into ${target === 0 ? "the bias" : "an input"}`;
    if (isOutput(genome, source)) return `${name}: leads out of an output`;
    if (isOutput(genome, target) && source < first) return `${name}: leads into an output, but not from a unit`;
    if (!Number.isInteger(weight) || weight === 0) return `${name}: weight: ${weight}: expected a whole number, not 0`;
    if (Math.abs(weight) > LARGEST_WEIGHT) return `${name}: weight: ${weight}: expected ${LARGEST_WEIGHT} at most`;
    if (inOrder(before, each) >= 0) return `${name}: stands twice, or out of order`;
    before = each;
  }
  if (compact(genome, connections).connections.length < connections.length) {
    return "connections: a unit has no source, or leads to no output";
  }
  return hasCycle(genome) ? "connections: form a cycle" : undefined;
}

/** What is wrong with units of a kind in a genome, or undefined: a ReLU that heard another would add values of unlike degrees. */
export function unitsProblem(genome: CompactGenome, units: UnitName): string | undefined {
  if (units === "step") return undefined;
  const first = firstUnit(genome);
  const between = genome.connections.find(({ source, target }) => source >= first && target >= first);
  return between && `connection ${between.source} → ${between.target}: leads from one ${units} unit to another`;
}

function hasCycle(genome: CompactGenome): boolean {
  const first = firstUnit(genome);
  let rest = genome.connections.filter(({ source, target }) => source >= first && target >= first);
  // What leads from a unit that no unit leads to is in no cycle.
  for (let before = Number.POSITIVE_INFINITY; rest.length < before; ) {
    before = rest.length;
    const led = new Set(rest.map(({ target }) => target));
    rest = rest.filter(({ source }) => led.has(source));
  }
  return rest.length > 0;
}

/** The order of a genome's connections: below 0 where `a` comes before `b`. */
export function inOrder(a: CompactConnection, b: CompactConnection): number {
  return a.target - b.target || a.source - b.source;
}

/** Whether a way leads from one node to another, or they are the same. */
export function reaches({ connections }: CompactGenome, from: number, to: number): boolean {
  const found = new Set([from]);
  // A set also visits what is added on the way.
  for (const id of found) {
    if (id === to) return true;
    for (const { source, target } of connections) if (source === id) found.add(target);
  }
  return false;
}
