import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normals } from "../../src/random/normal.js";
import { Purpose, Stream } from "../../src/random/stream.js";

const COUNT = 200_000;
const address = fc.tuple(fc.nat(), fc.constantFrom(...Object.values(Purpose)), fc.nat({ max: 4096 }), fc.nat());

describe("normals", () => {
  // Every tuning's bits hang on these.
  it.each<[number, Purpose, number, number, number[]]>([
    [0, Purpose.tuneWeights, 0, 0, [-1.588225230860083, 0.15320958653314906, -0.4135645971366307, 1.3884453906801382]],
    [7, Purpose.tuneWeights, 3, 4, [-0.9560392733130625, -1.0257126793576947, -0.6552288783562746, 0.7986658423225865]],
  ])("start as they always have at (%i, %i, %i, %i)", (seed, purpose, generation, index, expected) => {
    expect([...normals(new Stream(seed, purpose, generation, index), 4)]).toEqual(expected);
  });

  it("are the same from the same address, and as many as asked for, odd or even", () => {
    fc.assert(
      fc.property(address, fc.nat({ max: 40 }), fc.nat({ max: 40 }), (at, count, more) => {
        const draws = normals(new Stream(...at), count);
        expect(draws).toHaveLength(count);
        expect(normals(new Stream(...at), count + more).subarray(0, count)).toEqual(draws);
      }),
    );
  });

  it("follow each other where one stream goes on after an even count", () => {
    fc.assert(
      fc.property(address, fc.nat({ max: 20 }), fc.nat({ max: 20 }), (at, pairs, more) => {
        const stream = new Stream(...at);
        const draws = [...normals(stream, 2 * pairs), ...normals(stream, more)];
        expect(draws).toEqual([...normals(new Stream(...at), 2 * pairs + more)]);
      }),
    );
  });
});

describe("many normals", () => {
  const draws = normals(new Stream(11, Purpose.vary), COUNT);
  const meanOf = (f: (z: number, i: number) => number) => draws.reduce((sum, z, i) => sum + f(z, i), 0) / COUNT;
  const share = (test: (z: number) => boolean) => meanOf((z) => Number(test(z)));

  // Each within four standard deviations of its estimate.
  it.each<[string, (z: number) => number, number, number]>([
    ["mean", (z) => z, 0, 1],
    ["variance", (z) => z * z, 1, 2],
    ["skewness", (z) => z ** 3, 0, 15],
    ["kurtosis", (z) => z ** 4, 3, 96],
  ])("have the standard distribution's %s", (_, power, expected, variance) => {
    expect(Math.abs(meanOf(power) - expected)).toBeLessThan(4 * Math.sqrt(variance / COUNT));
  });

  it.each<[string, (z: number) => boolean, number]>([
    ["below −3", (z) => z < -3, 0.0013499],
    ["below −1", (z) => z < -1, 0.1586553],
    ["below 0", (z) => z < 0, 0.5],
    ["within half the sd", (z) => Math.abs(z) < 0.5, 0.3829249],
    ["above 1", (z) => z > 1, 0.1586553],
    ["above 2", (z) => z > 2, 0.0227501],
    ["above 3", (z) => z > 3, 0.0013499],
    ["over 4 away", (z) => Math.abs(z) > 4, 0.00006334],
  ])("have the standard distribution's share %s", (_, test, expected) => {
    expect(Math.abs(share(test) - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / COUNT));
  });

  it.each([1, 2, 3])("know nothing of the ones %i before, nor of their squares", (lag) => {
    const bound = 4 / Math.sqrt(COUNT);
    const earlier = (i: number) => draws[(i + COUNT - lag) % COUNT];
    expect(Math.abs(meanOf((z, i) => z * earlier(i)))).toBeLessThan(bound);
    expect(Math.abs(meanOf((z, i) => ((z * z - 1) * (earlier(i) ** 2 - 1)) / 2))).toBeLessThan(bound);
  });
});
