import { expect, it } from "vitest";
import { compareProfiles } from "../../src/profile/compare.js";
import type { Profile } from "../../src/profile/profile.js";
import { Purpose, Stream } from "../../src/random/stream.js";

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
    quick: [4, 5, 6],
    slow: [15, 20, 30],
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

it("finds no change between a build and itself, in each of 30 pairs and in all of them", () => {
  const random = new Stream(1, Purpose.vary);
  // Rounds within a profile are some percent apart; the machine drifts between profiles, and each row a little by itself.
  const taken = () => {
    const drift = 1 + 0.06 * random.uniform(-1, 1);
    const rows = Array.from({ length: 16 }, (_, row) => {
      const median = (row + 1) * drift * (1 + 0.04 * random.uniform(-1, 1));
      return [`row ${row}`, [0.98 * median, median, 1.02 * median]] as const;
    });
    return profileWith(Object.fromEntries(rows) as never);
  };
  const pairs = Array.from({ length: 30 }, () => ({ before: taken(), after: taken() }));
  const changed = (some: typeof pairs) => compareProfiles(some).filter(({ verdict }) => verdict !== "no change");
  for (const pair of pairs) expect(changed([pair])).toEqual([]);
  for (const count of [2, 3, 5, 10, 30]) expect(changed(pairs.slice(0, count))).toEqual([]);
});
