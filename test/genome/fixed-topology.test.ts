import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATIONS, activationId } from "../../src/genome/activation.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { BIAS, enabledConnections, firstHidden, type Genome } from "../../src/genome/genome.js";
import { nodeLayers } from "../../src/genome/order.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { TASKS } from "../../src/tasks/registry.js";
import { networkTwin } from "../twin/network.js";
import { weighted } from "./grown.js";

const anyShape = fc.record({
  inputs: fc.integer({ min: 1, max: 6 }),
  hidden: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  outputs: fc.integer({ min: 1, max: 4 }),
});

/** The outputs by layers of sums: tanh in all hidden ones, no activation in the last. */
function layered(genome: Genome, hidden: readonly number[], observation: readonly number[]): number[] {
  const { inputs, outputs, connections } = genome;
  const weight = (source: number, target: number) =>
    Number(connections.find((each) => each.source === source && each.target === target)?.weight);
  let values = [1, ...observation];
  let first = BIAS;
  let next = firstHidden(genome);
  for (const units of hidden) {
    values = Array.from({ length: units }, (_, i) =>
      Math.tanh(values.reduce((sum, value, k) => sum + value * weight(first + k, next + i), 0)),
    );
    first = next;
    next += units;
  }
  return Array.from({ length: outputs }, (_, i) =>
    values.reduce((sum, value, k) => sum + value * weight(first + k, inputs + 1 + i), 0),
  );
}

describe("a fixed topology", () => {
  it.each<[string, number, number[], number, number]>([
    // Weights, the bias's 5 or 40 among them.
    ["5-5-5-1", 5, [5, 5], 1, 60],
    ["24-40-40-4", 24, [40, 40], 4, 2760],
    ["3-2-2", 3, [2], 2, 12],
  ])("%s has its number of connections", (_, inputs, hidden, outputs, expected) => {
    const genome = fixedTopology(inputs, hidden, outputs, "tanh");
    expect(enabledConnections(genome)).toBe(expected);
    expect(genome.connections).toHaveLength(expected);
    expect(genome.activations).toHaveLength(1 + inputs + outputs + hidden.reduce((sum, units) => sum + units));
  });

  it.each(TASKS.all.map((task) => [task.name, task] as const))("is there for %s", (_, task) => {
    const { inputs, fixedLayers, outputs, outputActivation } = task;
    expect(genomeProblem(fixedTopology(inputs, fixedLayers, outputs, outputActivation))).toBeUndefined();
  });

  it("joins each layer to the next alone, and the bias to the first hidden one", () => {
    fc.assert(
      fc.property(anyShape, ({ inputs, hidden, outputs }) => {
        const genome = fixedTopology(inputs, hidden, outputs, "linear");
        expect(genomeProblem(genome)).toBeUndefined();
        const layers = nodeLayers(genome) ?? [];
        const sizes = [1 + inputs, ...hidden, outputs];
        expect(sizes.map((_, layer) => layers.filter((each) => each === layer).length)).toEqual(sizes);
        for (const { source, target } of genome.connections) expect(layers[target]).toBe(layers[source] + 1);
        // All of them: none stands twice in a genome without a problem.
        const pairs = sizes.slice(1).reduce((sum, size, i) => sum + size * sizes[i], 0);
        expect(genome.connections).toHaveLength(pairs);
        expect(genome.connections.filter(({ source }) => source === BIAS)).toHaveLength(hidden[0]);
      }),
    );
  });

  it("has tanh in all hidden nodes and the given activation in the outputs", () => {
    fc.assert(
      fc.property(anyShape, fc.constantFrom(...ACTIVATIONS), ({ inputs, hidden, outputs }, activation) => {
        const { activations } = fixedTopology(inputs, hidden, outputs, activation);
        const at = 1 + inputs + outputs;
        expect(new Set(activations.slice(0, 1 + inputs))).toEqual(new Set([activationId("linear")]));
        expect(new Set(activations.slice(1 + inputs, at))).toEqual(new Set([activationId(activation)]));
        expect(new Set(activations.slice(at))).toEqual(new Set([activationId("tanh")]));
      }),
    );
  });

  it("answers as layers of sums and tanh do", () => {
    fc.assert(
      fc.property(anyShape, fc.nat(), ({ inputs, hidden, outputs }, seed) => {
        const genome = weighted(fixedTopology(inputs, hidden, outputs, "linear"), seed);
        const observation = Array.from({ length: inputs }, (_, i) => Math.sin(seed + i));
        const answer = [...networkTwin(genome).run(observation)];
        layered(genome, hidden, observation).forEach((value, i) => {
          expect(answer[i]).toBeCloseTo(value, 12);
        });
      }),
    );
  });
});
