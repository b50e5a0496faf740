import { describe, expect, it } from "vitest";
import { accuracy, classesOf, votedClasses } from "../../src/score/accuracy.js";

describe("classes", () => {
  it("are those of the highest logits, the first among equals", () => {
    expect([...classesOf(Float32Array.of(0, 2, 1, 5, 5, -1, -3, -2, -4), 3)]).toEqual([1, 0, 1]);
  });

  it("are voted for by each weight's network, ties going to the higher sum of softmax values", () => {
    const sure = Float32Array.of(0, 0, 9);
    const wavering = Float32Array.of(1, 0, 0.9);
    expect([...votedClasses([sure, wavering, wavering], 3)]).toEqual([0]);
    expect([...votedClasses([sure, wavering], 3)]).toEqual([2]);
    const other = Float32Array.of(0, 2, 0);
    // Three votes apart: what all of them give class 0 beside their own decides between the three.
    expect([...votedClasses([Float32Array.of(3, 2.9, 0), other, Float32Array.of(0, 0, 1)], 3)]).toEqual([1]);
  });

  it("have the accuracy of the share that is right", () => {
    expect(accuracy(Uint8Array.of(1, 2, 3, 4), Uint8Array.of(1, 2, 0, 4))).toBe(0.75);
  });
});
