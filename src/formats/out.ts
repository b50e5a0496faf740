/**
 * The original WANN code's .out files: a matrix of N rows and N + 1 columns, comma-separated. Entry (row, column) is the
 * weight of the connection from row's node to column's node, 0 or nan for none; the last column is the node's activation id.
 * Nodes stand in the order bias, inputs, hidden (topological), outputs. Lines that begin with # are comments, as to NumPy's loadtxt.
 */
import { ACTIVATIONS, activationId, activationName } from "../genome/activation.js";
import type { Connection, Genome } from "../genome/genome.js";
import { topologicalOrder } from "../genome/order.js";
import { genomeProblem } from "../genome/problem.js";
import { shown } from "../schema-problem.js";
import { UserError } from "../user-error.js";
import type { Format, FormatTask } from "./format.js";
import { finite } from "./parts/steps.js";

/** What the original writes at connections that have no weight of their own. */
const PLACEHOLDER = 1;

/**
 * The genome as a .out file; a connection without a weight of its own gets `weight`. Throws an Error where connections form a
 * cycle.
 */
export function writeOut(genome: Genome, weight = PLACEHOLDER): string {
  const order = topologicalOrder(genome);
  if (!order) throw new Error("a genome with a cycle cannot be written");
  const position = new Map(order.map((id, at) => [id, at]));
  const matrix = order.map(() => Array<number>(order.length).fill(0));
  for (const connection of genome.connections) {
    if (!connection.enabled) continue;
    matrix[position.get(connection.source) as number][position.get(connection.target) as number] =
      connection.weight ?? weight;
  }
  const rows = matrix.map((row, at) => [...row, genome.activations[order[at]]].map(scientific).join(","));
  return `${rows.join("\n")}\n`;
}

/** As NumPy's savetxt writes it, with as many digits as the number needs. */
function scientific(value: number): string {
  const short = finite(value).toExponential(2);
  const text = Number(short) === value ? short : value.toExponential();
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** The line of a file whose weights are no topology's, though most are the same. */
const OWN_WEIGHTS = /^\s*#\s*weights of its own\s*$/m;

/** A file's numbers: [node][node], and behind them each node's activation id. */
type Matrix = readonly (readonly number[])[];

function matrixOf(text: string, origin: string): Matrix {
  const cells = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, ""))
    .filter((line) => line.trim() !== "")
    .map((line) => line.split(",").map((cell) => cell.trim()));
  const count = cells.length;
  return cells.map((row, i) => {
    if (row.length !== count + 1) {
      throw new UserError(`${origin}: row ${i + 1}: ${row.length} columns: expected ${count + 1} for ${count} rows`);
    }
    return row.map((cell, column) => {
      const value = /^nan$/i.test(cell) ? 0 : Number(cell);
      if (cell !== "" && Number.isFinite(value)) return value;
      throw new UserError(`${origin}: row ${i + 1}: column ${column + 1}: ${shown(cell)}: expected a number or nan`);
    });
  });
}

/**
 * Reads a .out file of a network with the given numbers of inputs and outputs: each connection with the file's value as its weight, in the
 * file's order, row by row. Lines that begin with # are comments. Throws a UserError that names the file, the row and what was expected.
 * @param origin the file's name, for error lines.
 */
export function readOut(text: string, inputs: number, outputs: number, origin: string): Genome {
  return genomeOf(matrixOf(text, origin), inputs, outputs, origin);
}

function genomeOf(rows: Matrix, inputs: number, outputs: number, origin: string): Genome {
  const count = rows.length;
  const least = 1 + inputs + outputs;
  if (count < least) {
    throw new UserError(
      `${origin}: ${count} nodes: expected at least ${least} (bias, ${inputs} inputs, ${outputs} outputs)`,
    );
  }
  const firstOutput = count - outputs;
  const idOf = (at: number): number => {
    if (at <= inputs) return at;
    return at >= firstOutput ? at - firstOutput + inputs + 1 : at + outputs;
  };
  const activations = Array<number>(count).fill(1);
  const connections: Connection[] = [];
  for (const [at, row] of rows.entries()) {
    // The original leaves arbitrary ids on bias and inputs, which its code treats as linear.
    if (at > inputs) activations[idOf(at)] = activationOf(row[count], at, origin);
    for (let to = 0; to < count; to++) {
      const weight = row[to];
      if (weight !== 0) connections.push({ source: idOf(at), target: idOf(to), enabled: true, weight });
    }
  }
  const genome = { inputs, outputs, activations, connections };
  const problem = genomeProblem(genome);
  if (problem) throw new UserError(`${origin}: ${problem}`);
  return genome;
}

/** An activation id; the original's code takes 0 for linear. */
function activationOf(id: number, at: number, origin: string): number {
  if (id === 0) return activationId("linear");
  if (activationName(id)) return id;
  const name = id === SQUARE ? ", the square" : "";
  throw new UserError(
    `${origin}: row ${at + 1}: activation ${id}${name}: expected an id from 0 to ${ACTIVATIONS.length}`,
  );
}

/** The original's activation 11, which neither its searches nor the paper use. */
const SQUARE = 11;

/** How many nodes from the first input on nothing leads into. */
function leadingSources(rows: Matrix): number {
  let at = 1;
  while (at < rows.length && rows.every((row) => row[at] === 0)) at++;
  return at - 1;
}

/**
 * Why a file is of another task's size, as far as it shows, or undefined: inputs are the nodes that nothing leads into. A hidden node may
 * be one, too, but two linear ones in a row behind the inputs, which would always be 0, are taken for inputs.
 */
function sizeProblem(
  rows: Matrix,
  { name, inputs, outputs }: FormatTask,
  tasks: readonly FormatTask[],
): string | undefined {
  const sources = leadingSources(rows);
  const idle = (at: number) => rows[at] !== undefined && rows[at][rows.length] <= 1;
  const wide = sources >= inputs + 2 && idle(inputs + 1) && idle(inputs + 2) && rows.length > inputs + 2 + outputs;
  if (sources >= inputs && !wide) return undefined;
  const others = tasks.filter((each) => each.inputs === sources).map((each) => each.name);
  if (others.length === 0 && rows.length < 1 + inputs + outputs) return undefined;
  const hint = others.length > 0 ? ` (of ${others.join(", ")})` : "";
  return `nothing leads into its first ${sources} nodes behind the bias: it may have so many inputs${hint}: expected ${inputs} for ${name}`;
}

/**
 * The value that most connections have in common, which a search over topologies leaves in its files: 1 where it has inserted a node.
 * Undefined where there is none: weights that have been tuned differ.
 */
function commonValue({ connections }: Genome): { readonly value: number; readonly all: boolean } | undefined {
  const counts = new Map<number, number>();
  for (const { weight = 0 } of connections) counts.set(weight, (counts.get(weight) ?? 0) + 1);
  for (const [value, count] of counts) {
    if (2 * count > connections.length) return { value, all: count === connections.length };
  }
  return undefined;
}

/**
 * The original's own files: a network, and nothing else that is known of it. Where more than half of the connections have the same value,
 * the file holds no tuned weights but a topology, unless a line says "# weights of its own"; where all have one, and not the original's 1,
 * that is its shared weight.
 */
export const out: Format = {
  name: "out",
  title: "a comma-separated matrix of the original code (.out)",
  extension: ".out",
  drawing: false,
  ordersWeights: true,
  reader: {
    namesTask: false,
    recognizes: (text) => /^(\s*#.*\n)*\s*(nan|[-+.\d][-+.\de]*)?\s*,/i.test(text),
    read(text, origin, { task, tasks = [] }) {
      const facts = task();
      const rows = matrixOf(text, origin);
      const problem = sizeProblem(rows, facts, tasks);
      if (problem) throw new UserError(`${origin}: ${problem}`);
      const genome = genomeOf(rows, facts.inputs, facts.outputs, origin);
      const common = OWN_WEIGHTS.test(text) ? undefined : commonValue(genome);
      const known = { task: facts.name, fingerprint: [], provenance: { file: origin } };
      if (!common) return { ...known, genome };
      const connections = genome.connections.map(({ weight: _, ...connection }) => connection);
      const shared = common.all && common.value !== PLACEHOLDER ? { tunedSharedWeight: common.value } : {};
      return { ...known, ...shared, genome: { ...genome, connections } };
    },
  },
  takes: ["sharedWeight"],
  write({ genome, tunedSharedWeight }, { sharedWeight = tunedSharedWeight ?? PLACEHOLDER }) {
    const enabled = genome.connections.filter((each) => each.enabled);
    const own = enabled.length > 0 && enabled.every(({ weight }) => weight !== undefined);
    // Without that line they would be read as a topology's.
    const line = own && commonValue({ ...genome, connections: enabled }) ? "# weights of its own\n" : "";
    return `${line}${writeOut(genome, sharedWeight)}`;
  },
};
