import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATIONS, activationId } from "../../src/genome/activation.js";
import { activation, at, map, probes, scratch } from "./probes.js";

const WHOLE = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });

describe("roundSmall", () => {
  it("rounds to the nearest whole number, halves to even", () => {
    expect(map(probes.roundSmall, [0.5, 1.5, 2.5, -0.5, -1.5, 0.49, -7.51])).toEqual([0, 2, 2, 0, -2, 0, -8]);
    fc.assert(fc.property(WHOLE, (n) => at(probes.roundSmall, n) === n));
  });
});

describe("signOfParity", () => {
  it("is negative for odd numbers and positive for even ones", () => {
    fc.assert(fc.property(WHOLE, (n) => at(probes.minusOneToThe, n) === (n % 2 === 0 ? 1 : -1)));
  });
});

describe("powerOfTwo", () => {
  it("is exact for every exponent of a normal number", () => {
    const exponents = Array.from({ length: 2046 }, (_, i) => i - 1022);
    expect(map(probes.powerOfTwo, exponents)).toEqual(exponents.map((n) => 2 ** n));
  });
});

describe("clamp", () => {
  it("holds a value within the limit and lets NaN through", () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    expect(map(probes.clampToTwo, [-infinity, -2.5, -1, 1, 2.5, infinity, nan])).toEqual([-2, -2, -1, 1, 2, 2, nan]);
  });
});

describe("laneBits", () => {
  it("has one bit a lane, the first lane's lowest", () => {
    const bits = [
      [-1, -1],
      [1, -1],
      [-1, 1],
      [1, 1],
    ].map((pair) => {
      scratch.set(pair);
      return probes.positiveLanes();
    });
    expect(bits).toEqual([0b00, 0b01, 0b10, 0b11]);
  });
});

const { sinPi, cosPi, sin, cos, expOfNegative, tanh, sigmoid, log } = probes;
const KERNELS = {
  ...{ sinPi, cosPi, sin, cos, expOfNegative, tanh, sigmoid, log },
  ...Object.fromEntries(ACTIVATIONS.map((name) => [`activation ${name}`, activation(activationId(name))])),
};

describe.each(Object.entries(KERNELS))("%s", (_, kernel) => {
  it("gives a lane the same bits whatever its neighbour and whichever lane it is", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (x, neighbour) => {
        const alone = at(kernel, x);
        return [neighbour, Number.NaN].every(
          (other) => Object.is(map(kernel, [x, other])[0], alone) && Object.is(map(kernel, [other, x])[1], alone),
        );
      }),
    );
  });
});
