import { describe, expect, it } from "vitest";
import { Purpose, Stream } from "../../src/random/stream.js";
import { breeders, elites, parent, type SelectConfig } from "../../src/search/select.js";

const PAPER: SelectConfig = { population: 192, cullRatio: 0.2, eliteRatio: 0.2, tournamentSize: 8 };

it.each<[number, number, number, number, number]>([
  [192, 0.2, 0.2, 154, 30],
  [64, 0.2, 0.05, 52, 2],
  [10, 0, 0, 10, 0],
  [10, 0.99, 1, 1, 1],
  [2, 0.49, 0.5, 2, 1],
])("of %i, culling %d with %d elites: %i breed and %i live on", (population, cullRatio, eliteRatio, breed, live) => {
  const config = { population, cullRatio, eliteRatio, tournamentSize: 2 };
  expect(breeders(config)).toBe(breed);
  expect(elites(config)).toBe(live);
});

describe("parent", () => {
  function parents(config: SelectConfig, count: number): number[] {
    const random = new Stream(7, Purpose.vary);
    return Array.from({ length: count }, () => parent(config, random));
  }

  it("is never culled", () => {
    const config = { ...PAPER, population: 10, tournamentSize: 1 };
    expect(new Set(parents(config, 2000))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
  });

  it.each([
    [192, 8],
    [20, 1],
  ])("of %i by tournaments of %i is the better of two of them", (population, tournamentSize) => {
    const config = { ...PAPER, population, tournamentSize };
    const pool = breeders(config);
    const draws = parents(config, 4000);
    // The best of n draws is at place p or worse with probability (1 − p / pool)ⁿ.
    for (const place of [1, 2, 4, 8, 15]) {
      const chance = (1 - place / pool) ** (2 * tournamentSize);
      const count = draws.filter((drawn) => drawn >= place).length;
      expect(Math.abs(count - 4000 * chance)).toBeLessThan(4.5 * Math.sqrt(4000 * chance * (1 - chance)));
    }
  });
});
