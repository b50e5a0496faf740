import * as fc from "fast-check";
import { expect, it } from "vitest";
import { enabledConnections, type Genome } from "../../../../src/genome/genome.js";
import { disableConnection } from "../../../../src/search/wann/mutations/disable-connection.js";
import { anyGrowth, childOf, grown } from "../../../genome/grown.js";
import { contextOf, drawn, PARENT, random, switched } from "./parents.js";

it("disables a connection, and all that then lead nowhere", () => {
  const changes = drawn((i) => {
    const child = disableConnection.mutate(PARENT, contextOf(i));
    expect(child?.activations).toEqual(PARENT.activations);
    return switched(PARENT, child);
  });
  expect(new Set(changes)).toEqual(new Set(["0→3 false", "1→4 false", "1→4 false,4→3 false"]));
});

it("disables until none is left, and leaves no connection that leads nowhere", () => {
  const odds = { changeActivation: 0.5, insertNode: 0.25, addConnection: 0.2, disableConnection: 0.3 };
  fc.assert(
    fc.property(anyGrowth(60), (growth) => {
      const start = grown({ ...growth, mutations: 0 });
      let genome = Array.from({ length: growth.mutations }).reduce<Genome>(
        (parent, _, i) => childOf(parent, random(i), odds),
        start,
      );
      for (;;) {
        const next = disableConnection.mutate(genome, contextOf());
        if (!next) break;
        const used = new Set(next.connections.flatMap(({ source, enabled }) => (enabled ? [source] : [])));
        for (const { target, enabled } of next.connections) {
          if (enabled && target > next.inputs + next.outputs) expect(used).toContain(target);
        }
        genome = next;
      }
      expect(enabledConnections(genome)).toBe(0);
    }),
  );
});
