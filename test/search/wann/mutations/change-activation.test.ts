import { expect, it } from "vitest";
import type { ActivationName } from "../../../../src/genome/activation.js";
import { changeActivation } from "../../../../src/search/wann/mutations/change-activation.js";
import { contextOf, drawn, PARENT, SMALLEST } from "./parents.js";

const child = (parent: typeof PARENT, index: number, hiddenActivations: readonly ActivationName[]) =>
  changeActivation.mutate(parent, contextOf(index, { hiddenActivations }));

it("draws activations from the configured ones, never the node's own again", () => {
  const activations = drawn((i) => child(PARENT, i, ["relu", "sine", "cosine"])?.activations);
  expect(new Set(activations.map((each) => each?.[4]))).toEqual(new Set([3, 10]));
  for (const each of activations) expect(each?.slice(0, 4)).toEqual(PARENT.activations.slice(0, 4));
});

it("changes nodes first whose activation is none of the configured", () => {
  const parent = { ...PARENT, activations: [...PARENT.activations, 2, 9] };
  for (const activations of drawn((i) => child(parent, i, ["relu", "linear"])?.activations ?? [])) {
    expect(activations.slice(0, 5)).toEqual(PARENT.activations);
    expect([1, 9]).toContain(activations[5]);
    expect(activations[6]).toBe(9);
  }
  const without = { ...parent, activations: [...PARENT.activations, 1, 9] };
  expect(new Set(drawn((i) => child(without, i, ["relu", "linear"])?.activations.join())).size).toBe(3);
});

it("is impossible without a hidden node or another activation", () => {
  expect(child(SMALLEST, 0, ["relu", "sine"])).toBeUndefined();
  expect(child(PARENT, 0, ["relu"])).toBeUndefined();
});
