import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATIONS, type ActivationName, activationId } from "../../src/genome/activation.js";
import { activation, at, map } from "./probes.js";

const DEFINITIONS: Record<ActivationName, (x: number) => number> = {
  linear: (x) => x,
  step: (x) => (x > 0 ? 1 : 0),
  sine: (x) => Math.sin(Math.PI * x),
  gaussian: (x) => Math.exp((-x * x) / 2),
  tanh: (x) => Math.tanh(x),
  sigmoid: (x) => (Math.tanh(x / 2) + 1) / 2,
  inverse: (x) => -x,
  absolute: (x) => Math.abs(x),
  relu: (x) => Math.max(x, 0),
  cosine: (x) => Math.cos(Math.PI * x),
};

const EXACT = ["linear", "step", "inverse", "absolute", "relu"] as const;

function kernel(name: ActivationName) {
  return activation(activationId(name));
}

it.each(ACTIVATIONS)("%s follows its definition", (name) => {
  const argument = fc.double({ min: -4, max: 4, noNaN: true });
  fc.assert(fc.property(argument, (x) => Math.abs(at(kernel(name), x) - DEFINITIONS[name](x)) <= 1e-14));
});

it.each(EXACT)("%s is exact for any number", (name) => {
  fc.assert(fc.property(fc.double({ noNaN: true }), (x) => at(kernel(name), x) === DEFINITIONS[name](x)));
});

it.each(ACTIVATIONS.filter((name) => name !== "step"))("%s of NaN is NaN", (name) => {
  expect(at(kernel(name), Number.NaN)).toBeNaN();
});

describe("step", () => {
  it("is 0 at either zero and for NaN", () => {
    expect(map(kernel("step"), [0, -0, Number.NaN, 5e-324, -5e-324])).toEqual([0, 0, 0, 1, 0]);
  });
});

describe("gaussian", () => {
  it("is 1 at zero and next to nothing for arguments whose square overflows", () => {
    expect(at(kernel("gaussian"), 0)).toBe(1);
    for (const y of map(kernel("gaussian"), [1e200, -1e200, Number.POSITIVE_INFINITY])) {
      expect(y).toBeLessThan(1e-307);
    }
  });
});
