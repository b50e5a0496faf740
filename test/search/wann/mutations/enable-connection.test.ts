import { expect, it } from "vitest";
import { enableConnection } from "../../../../src/search/wann/mutations/enable-connection.js";
import { contextOf, drawn, PARENT, SMALLEST, switched } from "./parents.js";

it("enables any of the disabled connections, one at a time", () => {
  const changes = drawn((i) => switched(PARENT, enableConnection.mutate(PARENT, contextOf(i))));
  expect(new Set(changes)).toEqual(new Set(["1→3 true", "2→3 true"]));
});

it("is impossible where all are enabled", () => {
  expect(enableConnection.mutate(SMALLEST, contextOf())).toBeUndefined();
});
