import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crowdingDistances, paretoFronts, paretoOrder } from "../../src/search/rank.js";

/** Objectives with many ties. */
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: -6, max: 0 })), {
  minLength: 1,
  maxLength: 60,
});

type Pair = [number, number];

function dominates(a: Pair, b: Pair): boolean {
  return a[0] >= b[0] && a[1] >= b[1] && (a[0] > b[0] || a[1] > b[1]);
}

/** Fronts by definition: again and again those that no other of the rest dominates. */
function frontsByDefinition(points: Pair[]): number[][] {
  const fronts: number[][] = [];
  let rest = points.map((_, i) => i);
  while (rest.length > 0) {
    const front = rest.filter((i) => !rest.some((other) => dominates(points[other], points[i])));
    fronts.push(front);
    rest = rest.filter((i) => !front.includes(i));
  }
  return fronts;
}

function columns(points: Pair[]): [number[], number[]] {
  return [points.map(([first]) => first), points.map(([, second]) => second)];
}

describe("paretoFronts", () => {
  it("are those of the definition", () => {
    fc.assert(
      fc.property(pairs, (points) => {
        expect(paretoFronts(...columns(points))).toEqual(frontsByDefinition(points));
      }),
      { numRuns: 500 },
    );
  });
});

describe("crowdingDistances", () => {
  it("add up each objective's gap between neighbours as a share of its range", () => {
    // In order of the first objective: 0 4 6 10, of the second: 0 5 8 10.
    const first = [4, 0, 10, 6];
    const second = [8, 10, 0, 5];
    const distances = crowdingDistances([0, 1, 2, 3], first, second);
    expect([...distances]).toEqual([
      expect.closeTo(6 / 10 + 5 / 10, 12),
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      expect.closeTo(6 / 10 + 8 / 10, 12),
    ]);
  });

  it("belong to the front's members, not to the whole population", () => {
    const distances = crowdingDistances([3, 1, 0], [0, 1, 50, 4], [4, 2, 50, 0]);
    expect([...distances]).toEqual([Number.POSITIVE_INFINITY, 2, Number.POSITIVE_INFINITY]);
  });

  it("of equal members are infinite at the ends and zero between", () => {
    expect([...crowdingDistances([0, 1, 2], [1, 1, 1], [2, 2, 2])]).toEqual([
      Number.POSITIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
    ]);
  });
});

describe("paretoOrder", () => {
  it("holds everyone once, and no one before who dominates it", () => {
    fc.assert(
      fc.property(pairs, (points) => {
        const order = paretoOrder(...columns(points));
        expect([...order].sort((a, b) => a - b)).toEqual(points.map((_, i) => i));
        order.forEach((later, place) => {
          for (const earlier of order.slice(0, place)) expect(dominates(points[later], points[earlier])).toBe(false);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("puts a front's ends first, then the less crowded", () => {
    expect(paretoOrder([0, 1, 5, 10], [10, 9, 5, 0])).toEqual([0, 3, 2, 1]);
  });

  it("keeps equal individuals in their order", () => {
    expect(paretoOrder([1, 1, 1, 2], [1, 1, 1, 2])).toEqual([3, 0, 2, 1]);
    expect(paretoOrder([1, 1], [1, 1])).toEqual([0, 1]);
  });
});
