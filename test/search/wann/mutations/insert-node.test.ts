import { expect, it } from "vitest";
import { insertNode } from "../../../../src/search/wann/mutations/insert-node.js";
import { contextOf, drawn, PARENT, switched } from "./parents.js";

it("splits any enabled connection by a new node, and disables it", () => {
  const changes = drawn((i) => switched(PARENT, insertNode.mutate(PARENT, contextOf(i))));
  expect(new Set(changes)).toEqual(
    new Set(["0→3 false,0→5 true,5→3 true", "1→4 false,1→5 true,5→4 true", "4→3 false,4→5 true,5→3 true"]),
  );
});

it("gives new nodes any of the configured activations", () => {
  const activations = drawn(
    (i) => insertNode.mutate(PARENT, contextOf(i, { hiddenActivations: ["relu", "sine"] }))?.activations[5],
  );
  expect(new Set(activations)).toEqual(new Set([3, 9]));
});

it("is impossible without an enabled connection", () => {
  const connections = PARENT.connections.map((each) => ({ ...each, enabled: false }));
  expect(insertNode.mutate({ ...PARENT, connections }, contextOf())).toBeUndefined();
});
