/**
 * champion.json: a network with its task, what it earned at each shared weight, and where it came from. Only the network
 * itself is written: disabled connections are the search's memory, not the champion's.
 */
import * as z from "zod";
import { type DocumentKind, formatOf, readDocument, writeDocument } from "../document.js";
import { ACTIVATIONS, type ActivationName, activationId, activationName } from "../genome/activation.js";
import type { Champion } from "../genome/champion.js";
import { expressOrigin } from "../genome/compact/express.js";
import { type CompactOrigin, compactOrigin, unflattenCompact, unitsProblem } from "../genome/compact/genome.js";
import { BIAS, type Connection, type Genome } from "../genome/genome.js";
import { topologicalOrder } from "../genome/order.js";
import { genomeProblem } from "../genome/problem.js";
import { sameStructure } from "../genome/same-structure.js";
import type { Labels } from "../report/labels.js";
import { schemaProblem, shown } from "../schema-problem.js";
import { UserError } from "../user-error.js";
import type { Format } from "./format.js";

/** What a champion.json has for `format`. */
export const CHAMPION_FORMAT = "wann-champion";
/** The `version` of champion.json that is written. Those below are read, too. */
export const CHAMPION_VERSION = 2;

/** In the order in which a genome numbers its nodes. */
const KINDS = ["bias", "input", "output", "hidden"] as const;
type Kind = (typeof KINDS)[number];

const number = z.number("expected a number");
const nodeId = z.union([z.number(), z.string()], "expected a node's id");

const nodes = z.array(
  z.strictObject(
    {
      id: nodeId,
      kind: z.enum(KINDS, `expected ${KINDS.join(", ")}`),
      activation: z.enum(ACTIVATIONS, `expected one of ${ACTIVATIONS.join(", ")}`),
      label: z.string("expected a text").optional(),
    },
    "expected a node",
  ),
  "expected a list",
);

const connections = z.array(
  z.strictObject({ source: nodeId, target: nodeId, weight: number.optional() }, "expected a connection"),
  "expected a list",
);

const fingerprint = z.array(
  z.strictObject({ weight: number, mean: number, sd: number, episodes: number }, "expected a point"),
  "expected a list",
);

const count = z.int("expected a whole number").min(1, "expected at least 1");

const profile = z
  .strictObject(
    {
      weights: count,
      episodes: count.nullable(),
      seed: z.int("expected a seed or null").min(0, "expected a seed or null").nullable(),
      best: number,
      idle: number,
      share: z.number("expected a number from 0 to 1").min(0, "expected 0 or more").max(1, "expected 1 or less"),
    },
    "expected a weight profile or null",
  )
  .nullable();

const schema = z.strictObject({
  task: z.string("expected a task's name"),
  /** Null where none has been looked for. */
  tunedSharedWeight: z.number("expected a number or null").nullable(),
  /** Of the encoder that it was bred on: SHA-256, in hex; null where it sees through none, or of files from before that was noted. */
  encoder: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits or null")
    .nullable(),
  /** At what share of the weights it works; null where it has not been measured. */
  profile,
  /** What each input is divided by, of a user's task. */
  scales: z.array(number.positive("expected numbers above 0")).nullable(),
  /** The compact genome that the network is made of; null of others. */
  compact: compactOrigin.nullable(),
  nodes,
  connections,
  fingerprint,
  provenance: z.record(z.string(), z.unknown(), "expected an object"),
});

/** What a file of version 1 need not say, or cannot. */
const UNSAID = {
  tunedSharedWeight: null,
  encoder: null,
  profile: null,
  scales: null,
  compact: null,
  fingerprint: [],
  provenance: {},
};

const DOCUMENT: DocumentKind<z.infer<typeof schema>> = {
  format: CHAMPION_FORMAT,
  version: CHAMPION_VERSION,
  what: "a champion",
  schema,
  hashedFrom: 2,
  migrations: { 1: (old) => ({ ...UNSAID, ...old }) },
};

/**
 * The champion as the text of a champion.json. Throws an Error where its connections form a cycle, or where a weight or a figure is
 * no finite number.
 */
export function writeChampion(champion: Champion, labels: Labels): string {
  const {
    task,
    genome,
    tunedSharedWeight = null,
    encoder = null,
    profile = null,
    scales = null,
    compact = null,
  } = champion;
  const { fingerprint, provenance } = champion;
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
  const known = { tunedSharedWeight, encoder, profile, scales, compact };
  const content = { ...UNSAID, task, ...known, nodes, connections, fingerprint, provenance };
  const { data, error } = schema.safeParse(content);
  if (error) throw new Error(`a champion cannot be written: ${schemaProblem(error, content, DOCUMENT.what)}`);
  return writeDocument(DOCUMENT, data, 1);
}

function kindOf(genome: Genome, id: number): Kind {
  if (id === BIAS) return "bias";
  if (id <= genome.inputs) return "input";
  return id <= genome.inputs + genome.outputs ? "output" : "hidden";
}

/**
 * Reads the text of a champion.json, of this version or an older one. Throws a UserError that names the file, the key, the value
 * and what was expected.
 * @param origin the file's name, for error lines.
 */
export function readChampion(text: string, origin: string): Champion {
  const fail = (what: string): never => {
    throw new UserError(`${origin}: ${what}`);
  };
  const file = readDocument(DOCUMENT, text, origin);
  const ofKind = (kind: Kind) => file.nodes.filter((node) => node.kind === kind);
  if (ofKind("bias").length !== 1) fail(`nodes: ${ofKind("bias").length} bias nodes: expected 1`);
  const sorted = KINDS.flatMap(ofKind);
  const numbers = new Map(sorted.map(({ id }, at) => [id, at]));
  if (numbers.size < sorted.length) fail("nodes: two have the same id");
  const connections = file.connections.map(({ source, target, weight }, i): Connection => {
    const numberOf = (key: string, id: number | string): number =>
      numbers.get(id) ?? fail(`connections.${i}.${key}: ${shown(id)}: expected a node's id`);
    const ends = { source: numberOf("source", source), target: numberOf("target", target), enabled: true };
    return weight === undefined ? ends : { ...ends, weight };
  });
  const genome: Genome = {
    inputs: ofKind("input").length,
    outputs: ofKind("output").length,
    activations: sorted.map(({ activation }) => activationId(activation)),
    connections,
  };
  const problem = genomeProblem(genome);
  if (problem) fail(problem);
  const { task, tunedSharedWeight, encoder, profile, scales, compact, fingerprint, provenance } = file;
  const misfit = compact && compactProblem(compact, genome);
  if (misfit) fail(`compact: ${misfit}`);
  return {
    task,
    genome,
    ...(tunedSharedWeight === null ? {} : { tunedSharedWeight }),
    ...(encoder !== null && { encoder }),
    ...(profile && { profile }),
    ...(scales && { scales }),
    ...(compact && { compact }),
    fingerprint,
    provenance,
  };
}

/** What is wrong with the compact genome of a network, or undefined. */
function compactProblem(origin: CompactOrigin, genome: Genome): string | undefined {
  const activation = activationName(genome.activations[genome.inputs + 1]) as ActivationName;
  try {
    const problem = unitsProblem(unflattenCompact(origin.connections, genome), origin.units ?? "step");
    if (problem) return problem;
    const made = expressOrigin(origin, genome, activation);
    return sameStructure(made, genome) ? undefined : "expected what makes these nodes and connections";
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** A JSON object is taken for one unless it names another format, so that a damaged one is told of key by key. */
function recognizes(text: string): boolean {
  return /^\s*\{/.test(text) && [undefined, CHAMPION_FORMAT].includes(formatOf(text));
}

/** The program's own files: all that is known of a champion. */
export const championJson: Format = {
  name: "champion-json",
  aliases: ["json"],
  title: "champion.json",
  extension: ".json",
  drawing: false,
  reader: { namesTask: true, recognizes, read: readChampion },
  write: writeChampion,
};
