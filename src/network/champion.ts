/**
 * champion.json: a network with its task, what it earned at each shared weight, and where it came from. Only the network
 * itself is written: disabled connections are the search's memory, not the champion's.
 */
import { ACTIVATIONS, type ActivationName, activationId, activationName } from "../genome/activation.js";
import { BIAS, type Connection, type Genome, genomeProblem } from "../genome/genome.js";
import { topologicalOrder } from "../genome/order.js";
import { UserError } from "../user-error.js";

/** What a champion.json has for `format`. */
export const CHAMPION_FORMAT = "wann-champion";
/** The `version` of champion.json that is written, and the only one that is read. */
export const CHAMPION_VERSION = 1;

/** What a network earned at one shared weight. */
export interface FingerprintPoint {
  readonly weight: number;
  /** Mean return. */
  readonly mean: number;
  /** Population standard deviation over episodes. */
  readonly sd: number;
  readonly episodes: number;
}

/** A network with what is known of it: what a champion.json holds. */
export interface Champion {
  /** The task's name. */
  readonly task: string;
  readonly genome: Genome;
  /** The best single shared weight found, where one has been looked for. */
  readonly tunedSharedWeight?: number;
  /** What it earned at each shared weight it was confirmed with. */
  readonly fingerprint: readonly FingerprintPoint[];
  /** How it was made: program version, seed, generation, … */
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** What inputs and outputs are called; a `Task` has them. */
export interface Labels {
  readonly inputLabels: readonly string[];
  readonly outputLabels: readonly string[];
}

type Kind = "bias" | "input" | "hidden" | "output";

/** The champion as the text of a champion.json. Throws an Error where its connections form a cycle. */
export function writeChampion(champion: Champion, labels: Labels): string {
  const { genome } = champion;
  const order = topologicalOrder(genome);
  if (!order) throw new Error("a champion's connections form a cycle");
  const nodes = order.map((id) => {
    const kind = kindOf(genome, id);
    const label = kind === "input" ? labels.inputLabels[id - 1] : labels.outputLabels[id - genome.inputs - 1];
    const activation = activationName(genome.activations[id]);
    return { id, kind, activation, ...((kind === "input" || kind === "output") && label ? { label } : {}) };
  });
  const connections = genome.connections
    .filter(({ enabled }) => enabled)
    .map(({ source, target, weight }) => ({ source, target, ...(weight === undefined ? {} : { weight }) }));
  const { task, tunedSharedWeight, fingerprint, provenance } = champion;
  const file = {
    format: CHAMPION_FORMAT,
    version: CHAMPION_VERSION,
    task,
    ...(tunedSharedWeight === undefined ? {} : { tunedSharedWeight }),
    nodes,
    connections,
    fingerprint,
    provenance,
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

function kindOf(genome: Genome, id: number): Kind {
  if (id === BIAS) return "bias";
  if (id <= genome.inputs) return "input";
  return id <= genome.inputs + genome.outputs ? "output" : "hidden";
}

/**
 * Reads the text of a champion.json. Throws a UserError that names the file, the key, the value and what was expected.
 * @param origin the file's name, for error lines.
 */
export function readChampion(text: string, origin: string): Champion {
  const fail = (what: string): never => {
    throw new UserError(`${origin}: ${what}`);
  };
  const file = parse(text, origin);
  if (file.format !== CHAMPION_FORMAT) fail(`format: ${show(file.format)}: expected "${CHAMPION_FORMAT}"`);
  if (file.version !== CHAMPION_VERSION) fail(`version: ${show(file.version)}: expected ${CHAMPION_VERSION}`);
  if (typeof file.task !== "string") fail(`task: ${show(file.task)}: expected a task's name`);
  if (!Array.isArray(file.nodes)) fail(`nodes: ${show(file.nodes)}: expected a list`);
  if (!Array.isArray(file.connections)) fail(`connections: ${show(file.connections)}: expected a list`);

  const nodes = file.nodes as { id?: unknown; kind?: unknown; activation?: unknown }[];
  const kinds: Kind[] = ["bias", "input", "output", "hidden"];
  const ofKind = (kind: Kind) => nodes.filter((node) => node?.kind === kind);
  for (const [i, node] of nodes.entries()) {
    if (!kinds.includes(node?.kind as Kind)) fail(`nodes.${i}.kind: ${show(node?.kind)}: expected ${kinds.join(", ")}`);
    if (!ACTIVATIONS.includes(node.activation as ActivationName)) {
      fail(`nodes.${i}.activation: ${show(node.activation)}: expected one of ${ACTIVATIONS.join(", ")}`);
    }
    if (!["number", "string"].includes(typeof node.id)) fail(`nodes.${i}.id: ${show(node.id)}: expected an id`);
  }
  if (ofKind("bias").length !== 1) fail(`nodes: ${ofKind("bias").length} bias nodes: expected 1`);
  const sorted = kinds.flatMap(ofKind);
  const idOf = new Map(sorted.map((node, id) => [node.id, id]));
  if (idOf.size < nodes.length) fail("nodes: two have the same id");

  const connections = (file.connections as { source?: unknown; target?: unknown; weight?: unknown }[]).map(
    (connection, i): Connection => {
      const source = idOf.get(connection?.source);
      const target = idOf.get(connection?.target);
      const weight = connection?.weight;
      if (source === undefined) fail(`connections.${i}.source: ${show(connection?.source)}: expected a node's id`);
      if (target === undefined) fail(`connections.${i}.target: ${show(connection?.target)}: expected a node's id`);
      if (weight !== undefined && !Number.isFinite(weight))
        fail(`connections.${i}.weight: ${show(weight)}: expected a number`);
      const ends = { source: source as number, target: target as number, enabled: true };
      return weight === undefined ? ends : { ...ends, weight: weight as number };
    },
  );
  const genome: Genome = {
    inputs: ofKind("input").length,
    outputs: ofKind("output").length,
    activations: sorted.map((node) => activationId(node.activation as ActivationName)),
    connections,
  };
  const problem = genomeProblem(genome);
  if (problem) fail(problem);
  const tuned = file.tunedSharedWeight;
  if (tuned !== undefined && !Number.isFinite(tuned)) fail(`tunedSharedWeight: ${show(tuned)}: expected a number`);
  const fingerprint = file.fingerprint ?? [];
  if (!Array.isArray(fingerprint)) fail(`fingerprint: ${show(fingerprint)}: expected a list`);
  for (const [i, point] of (fingerprint as (Record<string, unknown> | null)[]).entries()) {
    for (const key of ["weight", "mean", "sd", "episodes"]) {
      if (!Number.isFinite(point?.[key])) fail(`fingerprint.${i}.${key}: ${show(point?.[key])}: expected a number`);
    }
  }
  return {
    task: file.task as string,
    genome,
    ...(tuned === undefined ? {} : { tunedSharedWeight: tuned as number }),
    fingerprint: fingerprint as FingerprintPoint[],
    provenance: (file.provenance ?? {}) as Record<string, unknown>,
  };
}

function parse(text: string, origin: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    throw new UserError(`${origin}: not JSON, or cut short: expected a ${CHAMPION_FORMAT} file`);
  }
  throw new UserError(`${origin}: expected a ${CHAMPION_FORMAT} file`);
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
