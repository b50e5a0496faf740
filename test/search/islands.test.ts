import { describe, expect, it } from "vitest";
import { survivingIslands } from "../../src/search/islands.js";

describe("survivingIslands", () => {
  it("are all between halvings", () => {
    expect(survivingIslands([3, 1, 2], 8, 10)).toEqual([0, 1, 2]);
    expect(survivingIslands([3, 1, 2], 10, 10)).toEqual([0, 1, 2]);
  });

  it("are the better half at the end of each span, in their old order", () => {
    expect(survivingIslands([3, 9, 1, 5], 9, 10)).toEqual([1, 3]);
    expect(survivingIslands([3, 9, 1, 5, 4], 19, 10)).toEqual([1, 3, 4]);
    expect(survivingIslands([-4, -9], 29, 10)).toEqual([0]);
    expect(survivingIslands([7, 7, 7], 9, 10)).toEqual([0, 1]);
  });

  it("are at least so many, as long as there are", () => {
    expect(survivingIslands([3, 9, 1, 5], 9, 10, 3)).toEqual([0, 1, 3]);
    expect(survivingIslands([3, 9, 1], 19, 10, 3)).toEqual([0, 1, 2]);
    expect(survivingIslands([3, 9], 19, 10, 3)).toEqual([0, 1]);
  });

  it("are never none", () => {
    expect(survivingIslands([-1], 9, 10)).toEqual([0]);
  });

  it("are all where none are halved", () => {
    expect(survivingIslands([3, 9, 1], 9, null)).toEqual([0, 1, 2]);
  });
});
