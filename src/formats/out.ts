/**
 * The original WANN code's .out files: a matrix of N rows and N + 1 columns, comma-separated. Entry (row, column) is the
 * weight of the connection from row's node to column's node, 0 or nan for none; the last column is the node's activation id.
 * Nodes stand in the order bias, inputs, hidden (topological), outputs.
 */
import type { Connection, Genome } from "../genome/genome.js";
import { topologicalOrder } from "../genome/order.js";
import { genomeProblem } from "../genome/problem.js";
import { UserError } from "../user-error.js";
import type { Format } from "./format.js";

/**
 * The genome as a .out file; a connection without a weight of its own gets `weight`. Throws an Error where connections form a
 * cycle.
 */
export function writeOut(genome: Genome, weight = 1): string {
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
  const short = value.toExponential(2);
  const text = Number(short) === value ? short : value.toExponential();
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/**
 * Reads a .out file of a network with the given numbers of inputs and outputs. Throws a UserError that names the file, the row
 * and what was expected.
 * @param origin the file's name, for error lines.
 */
export function readOut(text: string, inputs: number, outputs: number, origin: string): Genome {
  const cells = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => line.split(",").map((cell) => cell.trim()));
  const count = cells.length;
  const least = 1 + inputs + outputs;
  if (count < least) {
    throw new UserError(
      `${origin}: ${count} nodes: expected at least ${least} (bias, ${inputs} inputs, ${outputs} outputs)`,
    );
  }
  const rows = cells.map((row, i) => {
    if (row.length !== count + 1) {
      throw new UserError(`${origin}: row ${i + 1}: ${row.length} columns: expected ${count + 1} for ${count} rows`);
    }
    return row.map((cell, column) => {
      const value = /^nan$/i.test(cell) ? 0 : Number(cell);
      if (cell !== "" && Number.isFinite(value)) return value;
      throw new UserError(`${origin}: row ${i + 1}: column ${column + 1}: "${cell}": expected a number or nan`);
    });
  });
  const firstOutput = count - outputs;
  const idOf = (at: number): number => {
    if (at <= inputs) return at;
    return at >= firstOutput ? at - firstOutput + inputs + 1 : at + outputs;
  };
  const activations = Array<number>(count).fill(1);
  const connections: Connection[] = [];
  for (const [at, row] of rows.entries()) {
    // The original leaves arbitrary ids on bias and inputs, which its code treats as linear.
    if (at > inputs) activations[idOf(at)] = row[count];
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

/** The original's own files: a network, and nothing else that is known of it. */
export const out: Format = {
  name: "out",
  title: "a comma-separated matrix of the original code (.out)",
  extension: ".out",
  drawing: false,
  reader: {
    namesTask: false,
    recognizes: (text) => /^\s*(nan|[-+.\d][-+.\de]*)?\s*,/i.test(text),
    read(text, origin, context) {
      const { name, inputs, outputs } = context.task();
      const genome = readOut(text, inputs, outputs, origin);
      return { task: name, genome, fingerprint: [], provenance: { file: origin } };
    },
  },
  takes: ["sharedWeight"],
  write: ({ genome, tunedSharedWeight }, { sharedWeight = tunedSharedWeight ?? 1 }) => writeOut(genome, sharedWeight),
};
