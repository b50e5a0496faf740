/**
 * A network as the steps that compute it, for formats that are programs: one step a node, each a sum of earlier values and then an
 * activation, in the kernels' order.
 */
import type { ActivationName } from "../../genome/activation.js";
import type { Champion } from "../../genome/champion.js";
import { BIAS, type Connection, firstOutput, type Genome } from "../../genome/genome.js";
import { influentialNodes } from "../../genome/influence.js";
import { topologicalOrder } from "../../genome/order.js";
import { nodeActivation } from "../../report/labels.js";
import { UserError } from "../../user-error.js";
import { unitsAndNumbers } from "./units.js";

/** What a sum adds: `factor` times a node's value. */
export interface Term {
  /** A node's id. */
  readonly source: number;
  readonly factor: number;
}

/** What a sum is multiplied by: nothing, the shared weight w, or gain · w². */
export type Scale = "none" | "weight" | "gain";

/** A hidden or output node: its value is activation(scale · Σ factor · source). */
export interface Step {
  readonly id: number;
  /** In the order in which they are added. */
  readonly terms: readonly Term[];
  readonly scale: Scale;
  readonly activation: ActivationName;
}

export interface Steps {
  readonly inputs: number;
  readonly outputs: number;
  /** Whether its value depends on a shared weight; if not, it has weights of its own. */
  readonly shared: boolean;
  /** Of a compact genome, what its outputs are amplified by. */
  readonly gain?: number;
  /** What each input is divided by, of a user's task. */
  readonly scales?: readonly number[];
  /** Each behind those that it adds; the outputs last, in their order. A hidden node that no output depends on has none. */
  readonly steps: readonly Step[];
}

/**
 * The steps of a champion's network: with its own weights where it has them, else with a shared one.
 * @param compact its compact genome in place of the network. Then units are thresholds of sums of whole numbers, and an output is its
 *   activation of gain · w² · its sum. It agrees with the network but where a unit's sum is a tie.
 *
 * Throws a UserError where some connections have weights and others none, or there is no compact genome; an Error where connections
 * form a cycle.
 */
export function stepsOf(champion: Champion, compact = false): Steps {
  const { scales } = champion;
  const divided = scales?.some((each) => each !== 1) ? { scales } : {};
  if (!compact) {
    const shared = !hasOwnWeights(champion.genome);
    return { ...stepsOfGenome(champion.genome, () => (shared ? "weight" : "none")), ...divided, shared };
  }
  const genome = unitsAndNumbers(champion);
  const { gain, units = "step" } = champion.compact as NonNullable<Champion["compact"]>;
  const isOutput = (id: number) => id > genome.inputs && id <= genome.inputs + genome.outputs;
  // A step has lost the factor w² of its sum; a ReLU keeps it.
  const scaled = (id: number) => isOutput(id) || units !== "step";
  return { ...stepsOfGenome(genome, (id) => (scaled(id) ? "gain" : "none")), ...divided, shared: true, gain };
}

/** Whether units are steps, whose values are whole numbers: no hidden node is scaled. */
export function countsUnits({ steps, outputs }: Steps): boolean {
  return steps.slice(0, -outputs).every(({ scale }) => scale === "none");
}

/** Whether connections have weights of their own. Throws a UserError where only some have. */
function hasOwnWeights({ connections }: Genome): boolean {
  const enabled = connections.filter((each) => each.enabled);
  const own = enabled.filter(({ weight }) => weight !== undefined);
  if (own.length === 0) return false;
  if (own.length === enabled.length) return true;
  throw new UserError(`${own.length} of ${enabled.length} connections have weights: expected all or none`);
}

function stepsOfGenome(genome: Genome, scaleOf: (id: number) => Scale): Omit<Steps, "shared"> {
  const { inputs, outputs, connections } = genome;
  const order = topologicalOrder(genome);
  if (!order) throw new Error("a genome with a cycle cannot be written");
  const place = new Map(order.map((id, at) => [id, at]));
  const influential = influentialNodes(genome);
  const incoming = new Map<number, Connection[]>();
  for (const each of connections) {
    if (!each.enabled) continue;
    const others = incoming.get(each.target);
    if (others) others.push(each);
    else incoming.set(each.target, [each]);
  }
  const placeOf = ({ source }: Connection) => place.get(source) as number;
  const steps = order
    .filter((id) => id >= firstOutput(genome) && influential.has(id))
    .map((id): Step => {
      const terms = (incoming.get(id) ?? [])
        .sort((a, b) => placeOf(a) - placeOf(b))
        .map(({ source, weight = 1 }) => ({ source, factor: weight }));
      return { id, terms, scale: scaleOf(id), activation: nodeActivation(genome, id) };
    });
  return { inputs, outputs, steps };
}

/** The activations that steps have, each once. */
export function activationsOf({ steps }: Steps): ActivationName[] {
  return [...new Set(steps.map(({ activation }) => activation))];
}

/** What a programming language calls values. */
export interface Syntax {
  /** A number of any kind. */
  number(value: number): string;
  /** The value of an input, from 0 on. */
  input(index: number): string;
  /** The value of a hidden node. */
  node(id: number): string;
}

/**
 * A term with its sign, as it stands behind the terms before it: "+ 2 * x[3]". A factor of 1 is not written, for it changes nothing.
 */
function termText({ source, factor }: Term, { inputs, scales }: Steps, syntax: Syntax): string {
  const size = Math.abs(factor);
  const sign = factor < 0 || Object.is(factor, -0) ? "-" : "+";
  if (source === BIAS) return `${sign} ${syntax.number(size)}`;
  const value = source <= inputs ? inputText(source - 1, scales, syntax) : syntax.node(source);
  return `${sign} ${size === 1 ? value : `${syntax.number(size)} * ${value}`}`;
}

/** An input as the network sees it. */
function inputText(index: number, scales: Steps["scales"], syntax: Syntax): string {
  const [value, scale = 1] = [syntax.input(index), scales?.[index]];
  return scale === 1 ? value : `(${value} / ${syntax.number(scale)})`;
}

const TERMS_A_LINE = 6;

/** Terms in lines of a readable length. */
export function termLines(step: Step, steps: Steps, syntax: Syntax): string[] {
  const texts = step.terms.map((term) => termText(term, steps, syntax));
  return Array.from({ length: Math.ceil(texts.length / TERMS_A_LINE) }, (_, line) =>
    texts.slice(line * TERMS_A_LINE, (line + 1) * TERMS_A_LINE).join(" "),
  );
}

/** The shared weight that a program takes where it is given none; undefined where none is known. */
export function usualWeight({ tunedSharedWeight }: Champion, given: number | undefined): number | undefined {
  return given ?? tunedSharedWeight;
}

/** The weight itself. Throws a UserError where it is not finite. */
export function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new UserError(`a weight is ${value}: expected a finite number`);
}

/** A number as C, Python and JavaScript read it, to the last bit, never as a whole number. Throws a UserError where it is not finite. */
export function decimal(value: number): string {
  const text = String(finite(value));
  return /[.e]/.test(text) ? text : `${text}.0`;
}
