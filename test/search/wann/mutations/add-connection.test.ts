import * as fc from "fast-check";
import { expect, it } from "vitest";
import { nodeLayers } from "../../../../src/genome/order.js";
import type { ConnectionCandidate } from "../../../../src/search/wann/candidates.js";
import { addConnection } from "../../../../src/search/wann/mutations/add-connection.js";
import { anyGrowth, grown } from "../../../genome/grown.js";
import { contextOf, drawn, PARENT, SMALLEST, switched } from "./parents.js";

it("adds every connection that is missing and leads to a higher layer, and no other", () => {
  const changes = drawn((i) => switched(PARENT, addConnection.mutate(PARENT, contextOf(i))));
  expect(new Set(changes)).toEqual(new Set(["0→4 true", "2→4 true"]));
});

it("adds or enables one of the candidates where it can, and else adds any", () => {
  const made = (candidates: readonly ConnectionCandidate[]) =>
    new Set(drawn((i) => switched(PARENT, addConnection.mutate(PARENT, contextOf(i, { candidates })))));
  // Those of a relative: nodes that are not there, a connection that is there, the wrong way round.
  const impossible = [
    { source: 9, target: 3 },
    { source: 1, target: 9 },
    { source: 0, target: 8 },
    { source: 1, target: 4 },
    { source: 4, target: 4 },
  ];
  const possible = [...impossible, { source: 2, target: 4 }, { source: 2, target: 3 }];
  expect(made(possible)).toEqual(new Set(["2→4 true", "2→3 true"]));
  expect(made(impossible)).toEqual(new Set(["0→4 true", "2→4 true"]));
});

it("adds connections until every pair of different layers is joined", () => {
  fc.assert(
    fc.property(anyGrowth(30), (growth) => {
      let genome = grown(growth);
      for (;;) {
        const next = addConnection.mutate(genome, contextOf());
        if (!next) break;
        genome = next;
      }
      const layers = nodeLayers(genome) ?? [];
      const { inputs, outputs, activations, connections } = genome;
      const joined = new Set(connections.map(({ source, target }) => `${source}→${target}`));
      for (let source = 0; source < activations.length; source++) {
        if (source > inputs && source <= inputs + outputs) continue;
        for (let target = inputs + 1; target < activations.length; target++) {
          if (layers[source] < layers[target]) expect(joined).toContain(`${source}→${target}`);
        }
      }
    }),
    { numRuns: 20 },
  );
});

it("is impossible where every pair is connected", () => {
  expect(addConnection.mutate(SMALLEST, contextOf())).toBeUndefined();
});
