/**
 * Nanoseconds a value of the numeric kernels on one core, two lanes an instruction (a call through a pointer for each vector is
 * in it), beside the plain TypeScript of the tests' twin: activations, functions, random numbers.
 */
import { ACTIVATIONS, activationId } from "../src/genome/activation.js";
import golden from "../test/golden/generator.json" with { type: "json" };
import { activation, map, probes, scratch } from "../test/numeric/probes.js";
import { ACTIVATE } from "../test/twin/network.js";
import { milliseconds, spread } from "./context.js";

const VALUES = 4096;
const REPEATS = 100;
const ROUNDS = 9;
const DRAWS = 100_000;
/** The twin is the engine's own mathematics: it is not ours to the last bit. */
const TOLERANCE = 1e-12;

type Function = readonly [kernel: (pairs: number) => void, twin: (x: number) => number, lowest: number];

const FUNCTIONS: Readonly<Record<string, Function>> = {
  ...Object.fromEntries(
    ACTIVATIONS.map((name): [string, Function] => [
      name,
      [activation(activationId(name)), ACTIVATE[activationId(name)], -4],
    ]),
  ),
  exp: [probes.expOfNegative, (x) => Math.exp(-Math.abs(x)), -40],
  log: [probes.log, (x) => Math.log(Math.abs(x) + 1), -40],
  sin: [probes.sin, Math.sin, -10],
  cos: [probes.cos, Math.cos, -10],
};

/** What a kernel that takes only some numbers is given. */
const ARGUMENT: Readonly<Record<string, (x: number) => number>> = {
  exp: (x) => -Math.abs(x),
  log: (x) => Math.abs(x) + 1,
};

export async function kernels(): Promise<object> {
  const functions = Object.entries(FUNCTIONS).map(([name, [kernel, twin, lowest]]) => {
    const xs = Float64Array.from({ length: VALUES }, (_, i) => lowest + ((-2 * lowest) / VALUES) * (i + 0.5));
    const given = xs.map(ARGUMENT[name] ?? ((x) => x));
    check(name, map(kernel, [...given]), xs, twin);
    const figures: { wasm: number[]; twin: number[] } = { wasm: [], twin: [] };
    const answers = new Float64Array(VALUES);
    for (let round = -1; round < ROUNDS; round++) {
      const wasm = milliseconds(() => {
        for (let i = 0; i < REPEATS; i++) {
          scratch.set(given);
          kernel(VALUES / 2);
        }
      });
      const plain = milliseconds(() => {
        for (let i = 0; i < REPEATS; i++) for (let k = 0; k < VALUES; k++) answers[k] = twin(xs[k]);
      });
      // The first round warms up.
      if (round < 0) continue;
      figures.wasm.push((wasm * 1e6) / (REPEATS * VALUES));
      figures.twin.push((plain * 1e6) / (REPEATS * VALUES));
    }
    return [name, { ns: spread(figures.wasm), typescript: spread(figures.twin) }];
  });
  return { ...Object.fromEntries(functions), random: { ns: random() } };
}

/** Nanoseconds a number of PCG64, each with a call from the host. */
function random() {
  const [{ seed, random: expected }] = golden.generators;
  probes.seedGenerator(seed);
  for (const value of expected) if (probes.random() !== value) throw new Error("random numbers are not NumPy's");
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const ms = milliseconds(() => {
      for (let i = 0; i < DRAWS; i++) probes.random();
    });
    return (ms * 1e6) / DRAWS;
  });
  return spread(rounds.slice(1));
}

/** Throws where a kernel is off: a wrong result is not worth timing. */
function check(name: string, answers: readonly number[], xs: Float64Array, twin: (x: number) => number): void {
  for (const [i, answer] of answers.entries()) {
    const expected = twin(xs[i]);
    if (Math.abs(answer - expected) > TOLERANCE * Math.max(1, Math.abs(expected))) {
      throw new Error(`${name} at ${xs[i]}: ${answer}, the twin has ${expected}`);
    }
  }
}
