/** Networks for tests of formats that are programs, and what the kernel answers to them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { Session } from "../../src/evaluate/session.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import type { Champion } from "../../src/genome/champion.js";
import type { Genome } from "../../src/genome/genome.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { championFrom, type LoadedChampion } from "../../src/record/champion-text.js";
import { type Task, taskNamed } from "../../src/tasks/registry.js";
import { networkTwin } from "../twin/network.js";

const ROOT = new URL("../../", import.meta.url);

/** A champion of the repository. */
export function committed(path: string): LoadedChampion {
  return championFrom(readFileSync(fileURLToPath(new URL(path, ROOT)), "utf8"), path);
}

/** The same without weights of its own. */
export function committedBare(path: string): LoadedChampion {
  const { task, champion } = committed(path);
  return { task, champion: { ...champion, genome: withoutWeights(champion.genome) } };
}

/** Committed champions that were bred as compact genomes, of steps and of ReLUs. */
export const COMPACT = ["swingup-homogeneous.json", "biped-homogeneous.json", "mnist-homogeneous.json"].map(
  (name) => `champions/${name}`,
);

/** A champion that is nothing but a network for swing-up. */
export function championOf(genome: Genome): Champion {
  return { task: "swingup", genome, fingerprint: [], provenance: {} };
}

/** The genome without weights of its own. */
export function withoutWeights(genome: Genome): Genome {
  return { ...genome, connections: genome.connections.map(({ weight: _, ...each }) => each) };
}

/** Observations of ordinary size. */
export function observations(inputs: number, count: number): number[][] {
  const random = new Stream(7, Purpose.vary);
  return Array.from({ length: count }, () => Array.from({ length: inputs }, () => random.uniform(-2, 2)));
}

/** Shared weights with full mantissas, and some with short ones. */
export const WEIGHTS = [-2, -1.5, -0.7331, -0.1, 0.0313, 0.31, 0.5, 1, 1.37, 1.999];

const kernels = new Map<string, Promise<Kernel>>();

/** One kernel for all networks of a task. */
function kernelOf(task: Task): Promise<Kernel> {
  const kernel = kernels.get(task.name) ?? loadKernel(task);
  kernels.set(task.name, kernel);
  return kernel;
}

/** The kernel's answer to each observation: of a task of images, in numbers of 32 bits. */
export async function kernelAnswers(
  { task: name, genome }: Champion,
  weight: number | undefined,
  asked: readonly (readonly number[])[],
): Promise<number[][]> {
  const task = taskNamed(name);
  const kernel = await kernelOf(task);
  if (task.kind === "images") {
    const { words, order } = pack(genome);
    const weights = weight ?? (packedWeights(genome, order) as Float64Array);
    const logits = kernel.predict(words, weights, Float32Array.from(asked.flat()));
    return asked.map((_, i) => [...logits.slice(i * task.outputs, (i + 1) * task.outputs)]);
  }
  const session = new Session(kernel, genome, weight);
  session.reset(0);
  return asked.map((observation) => session.outputsFor(observation));
}

/** A step's sum nearer to 0 than this may come out on the other side elsewhere. */
const TIE = 1e-9;

/** Whether an observation brings a step's sum so near to 0 that another order of rounding may change its side. */
export function tied(genome: Genome, weight: number | undefined, observation: readonly number[]): boolean {
  const twin = networkTwin(genome, weight);
  twin.run(observation);
  return genome.activations.some((activation, id) => activation === 2 && Math.abs(twin.nodeSum(id)) < TIE);
}

/** The rows whose values are not the same but for rounding: by no more than 1e-9 of a value, or of 1 where that is more. */
export function apart(got: readonly (readonly number[])[], expected: readonly (readonly number[])[]): number[] {
  const near = (value: number, other: number) => Math.abs(value - other) <= 1e-9 * Math.max(1, Math.abs(other));
  return expected.flatMap((row, i) => (row.every((other, k) => near(got[i][k], other)) ? [] : [i]));
}

/** The largest |got − expected| relative to the larger of |expected| and 1e-3, but for ties; and how many those were. */
export function largestDifference(
  got: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  isTie: (index: number) => boolean,
): { difference: number; ties: number } {
  let [difference, ties] = [0, 0];
  expected.forEach((row, i) => {
    const off = Math.max(...row.map((value, k) => Math.abs(got[i][k] - value) / Math.max(Math.abs(value), 1e-3)));
    if (Number.isNaN(off)) difference = Number.NaN;
    if (off <= difference) return;
    if (off > 1e-6 && isTie(i)) ties++;
    else difference = off;
  });
  return { difference, ties };
}
