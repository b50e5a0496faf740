import { describe, expect, it } from "vitest";
import { outputsByInput } from "../../src/genome/influence.js";

describe("outputsByInput", () => {
  it("counts the outputs that each input reaches by enabled connections, through hidden nodes too", () => {
    // Nodes: 0 bias, 1 to 3 inputs, 4 and 5 outputs, 6 hidden.
    const connections = [
      { source: 0, target: 4, enabled: true },
      { source: 1, target: 6, enabled: true },
      { source: 6, target: 4, enabled: true },
      { source: 6, target: 5, enabled: true },
      { source: 1, target: 4, enabled: true },
      { source: 2, target: 5, enabled: true },
      { source: 3, target: 5, enabled: false },
    ];
    expect(outputsByInput({ inputs: 3, outputs: 2, activations: Array(7).fill(1), connections })).toEqual([2, 1, 0]);
  });
});
