/** The proof, in numbers: what a network of the class does at a shared weight w is what it does at 1. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKernel } from "../../../src/evaluate/task-files.js";
import { activationId } from "../../../src/genome/activation.js";
import { express, expressedConnections } from "../../../src/genome/compact/express.js";
import { type CompactGenome, compact, firstUnit } from "../../../src/genome/compact/genome.js";
import { degrees } from "../../../src/genome/degree.js";
import { enabledConnections, type Genome } from "../../../src/genome/genome.js";
import { topologicalOrder } from "../../../src/genome/order.js";
import { pack } from "../../../src/network/pack.js";
import { Purpose, Stream } from "../../../src/random/stream.js";
import { drawnWeights } from "../../../src/search/homogeneous/weights.js";
import { type Task, taskNamed } from "../../../src/tasks/registry.js";
import { anyGrowth, grown } from "../../search/homogeneous/grown.js";
import { networkTwin } from "../../twin/network.js";

const STEP = activationId("step");

const GAIN = 16;

/** A sum of terms ±x is 0 in exact arithmetic, or as near to it as rounding: which side of 0 it falls on is chance. */
const TIE = 1e-12;

/** As far as sums may differ by rounding, of the sum of their terms' absolute values. */
const ROUNDING = 1e-13;

const anyObservation = fc.array(
  fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.constantFrom(0, 1, -1, 0.5)),
  { minLength: 6, maxLength: 6 },
);

/** Each node's sum for an observation at a shared weight, by id, and the sum of its terms' absolute values; 0 for inputs. */
function sums(network: Genome, observation: readonly number[], weight: number) {
  const twin = networkTwin(network, weight);
  twin.run(observation.map((value) => (Math.abs(value) < 1e-100 ? 0 : value)));
  const order = (topologicalOrder(network) as number[]).filter((id) => id > network.inputs);
  const sum = new Map(order.map((id) => [id, twin.nodeSum(id)]));
  const size = (id: number) =>
    network.connections.reduce(
      (total, { source, target }) => total + (target === id ? Math.abs(weight * twin.values[source]) : 0),
      0,
    );
  return { order, sum, size };
}

describe("in a network of the class", () => {
  it("each node's sum at w = ±2^k is exactly w^degree times that at 1", () => {
    fc.assert(
      fc.property(
        anyGrowth(),
        anyObservation,
        fc.integer({ min: -20, max: 1 }),
        fc.boolean(),
        (growth, seen, k, minus) => {
          const network = express(grown(growth), GAIN, "linear");
          const weight = (minus ? -1 : 1) * 2 ** k;
          const found = degrees(network) as number[];
          const [at1, atW] = [sums(network, seen, 1), sums(network, seen, weight)];
          for (const id of at1.order) {
            const factor = Number.isNaN(found[id]) ? 1 : weight ** found[id];
            // −0 equals 0.
            expect((atW.sum.get(id) as number) === factor * (at1.sum.get(id) as number)).toBe(true);
          }
        },
      ),
    );
  });

  it("each unit's and output's sum at any other w is that but for rounding, up to a unit whose sum at 1 is about 0", () => {
    let compared = 0;
    fc.assert(
      fc.property(anyGrowth(), anyObservation, fc.nat(), (growth, seen, seed) => {
        const network = express(grown(growth), GAIN, "linear");
        const [weight] = drawnWeights(GAIN, new Stream(seed, Purpose.sharedWeights), 1);
        const [at1, atW] = [sums(network, seen, 1), sums(network, seen, weight)];
        const found = degrees(network) as number[];
        for (const id of at1.order) {
          const sum = at1.sum.get(id) as number;
          const size = at1.size(id);
          if (found[id] === 2) {
            const scaled = (atW.sum.get(id) as number) / (weight * weight);
            expect(Math.abs(scaled - sum)).toBeLessThanOrEqual(ROUNDING * size);
            compared++;
          }
          if (network.activations[id] === STEP && Math.abs(sum) < TIE * size) return;
        }
      }),
    );
    expect(compared).toBeGreaterThan(500);
  });

  it("each unit's and output's sum at −w equals that at w", () => {
    fc.assert(
      fc.property(
        anyGrowth(),
        anyObservation,
        fc.double({ min: 1e-6, max: 2, noNaN: true }),
        (growth, seen, weight) => {
          const network = express(grown(growth), GAIN, "linear");
          const found = degrees(network) as number[];
          const [plus, minus] = [sums(network, seen, weight), sums(network, seen, -weight)];
          for (const id of plus.order) {
            if (found[id] === 2) expect(plus.sum.get(id) === minus.sum.get(id)).toBe(true);
          }
        },
      ),
    );
  });
});

/** Networks of ReLUs: each unit's weights from the bias and the inputs, and to the outputs. */
const anyLayer = fc
  .array(
    fc.tuple(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 7, maxLength: 7 }),
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 2 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((units): CompactGenome => {
    const size = { inputs: 6, outputs: 2 };
    const first = firstUnit(size);
    const connections = units.flatMap(([heard, told], i) => [
      ...heard.map((weight, source) => ({ source, target: first + i, weight })),
      ...told.map((weight, k) => ({ source: first + i, target: size.inputs + 1 + k, weight })),
    ]);
    return compact(
      size,
      connections.filter(({ weight }) => weight !== 0),
    );
  });

describe("in a network of ReLUs", () => {
  it("each output's sum at w = ±2^k is exactly w⁴ times that at 1, and at −w what it is at w", () => {
    fc.assert(
      fc.property(anyLayer, anyObservation, fc.integer({ min: -20, max: 1 }), (layer, seen, k) => {
        const network = express(layer, 1, "linear", "relu");
        expect(enabledConnections(network)).toBe(expressedConnections(layer, 1, "relu"));
        const found = degrees(network) as number[];
        const [at1, plus, minus] = [1, 2 ** k, -(2 ** k)].map((weight) => sums(network, seen, weight).sum);
        for (const output of [7, 8]) {
          if (!network.connections.some(({ target }) => target === output)) continue;
          expect(found[output]).toBe(4);
          expect((plus.get(output) as number) === 2 ** (4 * k) * (at1.get(output) as number)).toBe(true);
          expect(minus.get(output) === plus.get(output)).toBe(true);
        }
      }),
    );
  });
});

describe.each(["swingup", "biped"])("returns of %s", (name) => {
  const task: Task = taskNamed(name);

  it("have the same bits at w and −w", { timeout: 60_000 }, async () => {
    const kernel = await loadKernel(task);
    fc.assert(
      fc.property(fc.array(anyGrowth(40, task), { minLength: 4, maxLength: 4 }), fc.nat(), (growths, seed) => {
        const weights = drawnWeights(GAIN, new Stream(seed, Purpose.sharedWeights), 2);
        const seeds = Uint32Array.of(0, 1);
        const run = (of: Float64Array) =>
          kernel.evaluateAll(
            growths.map((growth) => pack(express(grown(growth), GAIN, task.outputActivation)).words),
            { individual: false, weights: of, seeds, patience: 100 },
          );
        const [plus, minus] = [run(weights), run(weights.map((weight) => -weight))];
        expect(new BigUint64Array(minus.returns.buffer)).toEqual(new BigUint64Array(plus.returns.buffer));
        expect(minus.steps).toEqual(plus.steps);
      }),
      { numRuns: 20 },
    );
  });
});
