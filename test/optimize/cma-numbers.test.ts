import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { express } from "../../src/genome/compact/express.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { CMA_NUMBERS, numbersOf } from "../../src/optimize/cma-numbers.js";
import { resolveTuning } from "../../src/optimize/configuration.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { anyGrowth, grown } from "../search/homogeneous/grown.js";

describe("numbersOf", () => {
  it("finds each whole number once, whatever the gain, and all connections that lead to units and outputs", () => {
    fc.assert(
      fc.property(anyGrowth(50), fc.integer({ min: 1, max: 24 }), (growth, gain) => {
        const compact = grown(growth);
        const genome = express(compact, gain, "tanh");
        const { numberOf, count } = numbersOf(genome);
        expect(count).toBe(compact.connections.length);
        // Of a number m to a unit there are |m| connections: to outputs, more.
        const sizes = Array.from({ length: count }, (_, n) => numberOf.filter((each) => each === n).length);
        const first = compact.inputs + compact.outputs + 1;
        const toUnits = compact.connections
          .filter(({ target }) => target >= first)
          .map(({ weight }) => Math.abs(weight));
        const { order } = pack(genome);
        const intoUnits = sizes.filter((_, n) => genome.connections[order[numberOf.indexOf(n)]].target >= first);
        expect(intoUnits.sort()).toEqual(toUnits.sort());
      }),
    );
  });
});

describe("cma-numbers", () => {
  const task = taskNamed("swingup");
  const compact = grown({ inputs: task.inputs, outputs: task.outputs, mutations: 30, seed: 2, largestWeight: 3 });
  const genome = express(compact, 16, task.outputActivation);
  const { order } = pack(genome);

  it("begins with the weights it was given, and moves those of one number by one factor, of relays not at all", () => {
    const values = { generations: 3, population: 5, episodes: 2 };
    const config = resolveTuning(task, order.length, [{ origin: "test", values }], CMA_NUMBERS);
    const start = Float64Array.from(order, (_, k) => 0.5 + k / 1000);
    const optimizer = CMA_NUMBERS.open({ config: config as never, genome, start, seed: 1 });
    const { weights } = optimizer.ask();
    expect([...weights.subarray(0, start.length)]).toEqual([...start]);
    optimizer.tell({ returns: new Float64Array(weights.length / start.length) });
    const candidate = optimizer.ask().weights.subarray(0, start.length);
    const { numberOf } = numbersOf(genome);
    const factors = new Map<number, number>();
    for (const [k, number] of numberOf.entries()) {
      const factor = candidate[k] / start[k];
      if (number < 0) expect(factor).toBe(1);
      else expect(factor).toBeCloseTo(factors.get(number) ?? factor, 12);
      factors.set(number, factor);
    }
    expect(new Set(factors.values()).size).toBe(compact.connections.length + 1);
  });

  it("refuses a network that is not built so", () => {
    const line = "expected a network of relays and steps, weight agnostic by construction";
    expect(CMA_NUMBERS.problem?.(genome)).toBeUndefined();
    expect(CMA_NUMBERS.problem?.(fixedTopology(5, [3], 1, "tanh"))).toBe(line);
    expect(CMA_NUMBERS.problem?.(fixedTopology(5, [], 1, "tanh"))).toBe(line);
  });
});
