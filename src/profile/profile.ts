/** A profile: what `wann profile` measures, prints and saves. */
import { cpus } from "node:os";
import { UserError } from "../user-error.js";
import type { GenerationCosts } from "./generation.js";
import type { byGenome, ConnectionCost } from "./rollouts.js";
import type { Row, StepCosts } from "./steps.js";

const FORMAT = "wann-profile";
const VERSION = 1;

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
}

export interface Profile {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly task: string;
  /** The task, or the champion's file. */
  readonly subject: string;
  readonly program: string;
  readonly machine: Machine;
  readonly seed: number;
  readonly workers: number;
  readonly rounds: number;
  readonly networks: number;
  /** Of all networks, each round. */
  readonly rollouts: number;
  readonly step: StepCosts;
  readonly around: Omit<GenerationCosts, "spans"> & { readonly population: number };
  readonly connections: ConnectionCost | null;
  /** By genome, the dearest first, a few. */
  readonly dearest: ReturnType<typeof byGenome>;
}

export function profileOf(measured: Omit<Profile, "format" | "version" | "machine">): Profile {
  return { format: FORMAT, version: VERSION, machine: machine(), ...measured };
}

/** What times are measured on. */
export function machine(): Machine {
  const all = cpus();
  return { cpu: all[0]?.model.trim() ?? "unknown", cores: all.length, node: process.version };
}

/**
 * Reads a saved profile. Throws a UserError that names the file and what was expected.
 * @param origin the file's name.
 */
export function readProfile(text: string, origin: string): Profile {
  let file: Record<string, unknown> | null;
  try {
    file = JSON.parse(text);
  } catch {
    throw new UserError(`${origin}: not JSON, or cut short: expected a saved profile`);
  }
  if (file?.format !== FORMAT) {
    throw new UserError(`${origin}: format: ${JSON.stringify(file?.format) ?? "missing"}: expected "${FORMAT}"`);
  }
  if (file.version !== VERSION) {
    throw new UserError(`${origin}: version: ${JSON.stringify(file.version) ?? "missing"}: expected ${VERSION}`);
  }
  for (const part of ["step", "around"]) {
    const rows = (file[part] as { rows?: unknown } | undefined)?.rows;
    if (!Array.isArray(rows) || !rows.every(isRow))
      throw new UserError(`${origin}: ${part}.rows: expected rows with times`);
  }
  return file as unknown as Profile;
}

function isRow(value: Partial<Row> | null): boolean {
  const { median, low, high } = value?.ns ?? {};
  return typeof value?.row === "string" && [median, low, high].every(Number.isFinite);
}
