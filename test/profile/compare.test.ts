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
  const before = profileWith({ same: [9, 10, 11], quick: [9, 10, 11], slow: [9, 10, 11], lost: [1, 1, 1] });
  const after = profileWith({ same: [10, 12, 14], quick: [4, 5, 8], slow: [12, 20, 30], found: [1, 1, 1] });
  const changes = compareProfiles(before, after).map(({ row, ratio, verdict }) => [row, ratio, verdict]);
  expect(changes).toEqual([
    ["lane-step, all told", 1, "no change"],
    ["same", 1.2, "no change"],
    ["quick", 0.5, "faster"],
    ["slow", 2, "slower"],
    ["lost", null, "gone"],
    ["found", null, "new"],
  ]);
});
