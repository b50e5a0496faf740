import * as fc from "fast-check";
import { expect, it } from "vitest";
import { duplicates } from "../../src/search/duplicates.js";

it("are those that do exactly as a smaller one does, or as one as small that comes earlier", () => {
  const networks: [returns: number[], connections: number][] = [
    [[1, 2], 5],
    [[1, 2], 4],
    [[2, 1], 1],
    [[1, 2], 4],
    [[1, 2 + 2 ** -51], 3],
    [[1, 2], 7],
  ];
  expect(
    duplicates(networks.map(([returns, connections]) => ({ returns: Float64Array.from(returns), connections }))),
  ).toEqual([true, false, false, true, false, true]);
});

it("have exactly one original of each kind, the smallest", () => {
  const network = fc.record({
    returns: fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: 3, maxLength: 3 })
      .map((values) => Float64Array.from(values)),
    connections: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(fc.array(network, { minLength: 1, maxLength: 30 }), (networks) => {
      const behind = duplicates(networks);
      const kinds = new Map<string, number[]>();
      networks.forEach((each, i) => {
        const kind = each.returns.join();
        kinds.set(kind, [...(kinds.get(kind) ?? []), i]);
      });
      for (const members of kinds.values()) {
        const originals = members.filter((i) => !behind[i]);
        expect(originals).toHaveLength(1);
        const smallest = Math.min(...members.map((i) => networks[i].connections));
        expect(originals[0]).toBe(members.find((i) => networks[i].connections === smallest));
      }
    }),
  );
});
