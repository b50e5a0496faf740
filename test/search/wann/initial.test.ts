import { describe, expect, it } from "vitest";
import { enabledConnections } from "../../../src/genome/genome.js";
import { Purpose, Stream } from "../../../src/random/stream.js";
import { cutToFit, minimalGenome } from "../../../src/search/wann/initial.js";

const random = (index = 0) => new Stream(1, Purpose.vary, 0, index);

describe("minimalGenome", () => {
  it("joins bias and inputs to every output, some enabled, with no hidden nodes", () => {
    const genome = minimalGenome({ inputs: 3, outputs: 2, outputActivation: "tanh" }, 0.5, random());
    expect(genome.activations).toEqual([1, 1, 1, 1, 5, 5]);
    expect(genome.connections.map(({ source, target }) => [source, target])).toEqual(
      [4, 5].flatMap((target) => [0, 1, 2, 3].map((source) => [source, target])),
    );
  });

  it.each([0, 0.25, 1])("enables each connection with probability %d", (probability) => {
    const shape = { inputs: 5, outputs: 1, outputActivation: "tanh" } as const;
    let enabled = 0;
    for (let i = 0; i < 500; i++) {
      for (const connection of minimalGenome(shape, probability, random(i)).connections) {
        if (connection.enabled) enabled++;
      }
    }
    const deviation = Math.sqrt(3000 * probability * (1 - probability));
    expect(Math.abs(enabled - 3000 * probability)).toBeLessThanOrEqual(5 * deviation);
  });
});

it("a genome is cut to fit by disabling connections at random, and stays as it is where it fits", () => {
  const genome = minimalGenome({ inputs: 3, outputs: 2, outputActivation: "tanh" }, 1, random());
  const cut = Array.from({ length: 100 }, (_, i) =>
    cutToFit(genome, (each) => enabledConnections(each) <= 7, random(i)),
  );
  const disabled = cut.map(({ connections }) => connections.flatMap(({ enabled }, k) => (enabled ? [] : [k])));
  for (const places of disabled) expect(places).toHaveLength(1);
  expect(new Set(disabled.flat()).size).toBe(8);
  expect(cutToFit(genome, () => true, random())).toBe(genome);
});
