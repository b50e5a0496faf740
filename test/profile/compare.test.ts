import { expect, it } from "vitest";
import { compareProfiles } from "../../src/profile/compare.js";
import type { Profile } from "../../src/profile/profile.js";

function profileWith(rows: Record<string, [number, number, number]>): Profile {
  const list = Object.entries(rows).map(([row, [low, median, high]]) => ({ row, ns: { low, median, high } }));
  return {
    step: { release: { low: 9, median: 10, high: 11 }, rows: list },
    around: { rows: [] },
  } as unknown as Profile;
}

it("tells a change from noise, and rows that come and go", () => {
  const before = profileWith({
    same: [9, 10, 11],
    quick: [9, 10, 11],
    slow: [9, 10, 11],
    lost: [1, 1, 1],
    none: [0, 0, 0],
  });
  const after = profileWith({
    same: [10, 12, 14],
    quick: [4, 5, 8],
    slow: [12, 20, 30],
    found: [1, 1, 1],
    none: [1, 2, 3],
  });
  expect(compareProfiles([{ before, after }]).map(({ row, ratio, verdict }) => [row, ratio?.median, verdict])).toEqual([
    ["lane-step, all told", 1, "no change"],
    ["same", 1.2, "no change"],
    ["quick", 0.5, "faster"],
    ["slow", 2, "slower"],
    ["lost", undefined, "gone"],
    ["none", undefined, "slower"],
    ["found", undefined, "new"],
  ]);
});

it("finds a change that is the same in every pair, however much the machine drifts between pairs", () => {
  const pairs = [1, 2, 1.4, 0.7].map((drift) => ({
    before: profileWith({ quick: [9 * drift, 10 * drift, 11 * drift], same: [9 * drift, 10 * drift, 11 * drift] }),
    after: profileWith({ quick: [8 * drift, 9 * drift, 10 * drift], same: [9, 10, 11] }),
  }));
  const [, quick, same] = compareProfiles(pairs);
  expect(quick).toMatchObject({ verdict: "faster", before: { median: 12 } });
  for (const figure of ["low", "median", "high"] as const) expect(quick.ratio?.[figure]).toBeCloseTo(0.9, 10);
  expect(same.verdict).toBe("no change");
  expect(compareProfiles(pairs.slice(0, 1))[1].verdict).toBe("no change");
});
