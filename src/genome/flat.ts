/** Genomes as files hold them: flat lists of whole numbers. */
import * as z from "zod";
import type { Connection, Genome } from "./genome.js";
import { genomeProblem } from "./problem.js";

/** source, target, enabled. */
const CONNECTION_FIELDS = 3;

const whole = z.int().min(0);

/** A genome without its sizes and without individual weights. */
export const flatGenome = z.strictObject({
  /** Activation ids, by node id. */
  activations: z.array(whole),
  /** Connection after connection: source, target, 1 where enabled or 0. */
  connections: z.array(whole),
});

export type FlatGenome = z.infer<typeof flatGenome>;

export function flatten({ activations, connections }: Genome): FlatGenome {
  return {
    activations: [...activations],
    connections: connections.flatMap(({ source, target, enabled }) => [source, target, enabled ? 1 : 0]),
  };
}

/** Throws a RangeError that says what is wrong where it is no genome. */
export function unflatten({ activations, connections: flat }: FlatGenome, inputs: number, outputs: number): Genome {
  if (flat.length % CONNECTION_FIELDS !== 0) throw new RangeError(`connections: ${flat.length} numbers, not in threes`);
  const connections = Array.from({ length: flat.length / CONNECTION_FIELDS }, (_, i): Connection => {
    const [source, target, enabled] = flat.slice(i * CONNECTION_FIELDS, (i + 1) * CONNECTION_FIELDS);
    if (enabled > 1) throw new RangeError(`connection ${source} → ${target}: enabled: ${enabled}, expected 0 or 1`);
    return { source, target, enabled: enabled === 1 };
  });
  const genome = { inputs, outputs, activations, connections };
  const problem = genomeProblem(genome);
  if (problem) throw new RangeError(problem);
  return genome;
}
