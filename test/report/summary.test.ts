import { describe, expect, it } from "vitest";
import { networkSummary } from "../../src/report/summary.js";
import { genomeOf } from "./sample-genomes.js";

const LABELS = { inputLabels: ["x", "angle"], outputLabels: ["force"] };

describe("networkSummary", () => {
  it("counts, names what is used, and lists each layer", () => {
    const genome = genomeOf(2, 1, [1, 1, 1, 5, 3, 5, 9], "1>4 4>5 5>3 0>3");
    const disabled = { source: 2, target: 3, enabled: false };
    const summary = networkSummary(
      { ...genome, connections: [...genome.connections, disabled] },
      { ...LABELS, title: "Champion" },
    );
    expect(summary).toBe(
      [
        "Champion",
        "nodes          6 in all, bias, 2 inputs, 2 hidden (and 1 unconnected), 1 output",
        "layers         4",
        "connections    4 enabled, 1 disabled",
        "inputs used    bias, x",
        "inputs unused  angle",
        "activations    2 tanh, 1 sine",
        "layer 0        bias and inputs",
        "layer 1        4 sine",
        "layer 2        5 tanh",
        "layer 3        force tanh",
      ].join("\n"),
    );
  });

  it("counts an input as used only where it can influence an output", () => {
    const deadEnd = genomeOf(2, 1, [1, 1, 1, 5, 3], "1>3 2>4");
    expect(networkSummary(deadEnd, LABELS)).toMatch(/inputs used {4}x\ninputs unused {2}bias, angle\n/);
  });

  it("says none where no input is used", () => {
    expect(networkSummary(genomeOf(2, 1, [1, 1, 1, 5], ""), LABELS)).toMatch(/inputs used {4}none\n/);
  });

  it("breaks long lists into lines of at most 100 characters and loses nothing", () => {
    const inputLabels = Array.from({ length: 60 }, (_, k) => `sensor ${k + 1}`);
    const genome = genomeOf(60, 1, [...Array<number>(61).fill(1), 5], "");
    const summary = networkSummary(genome, { inputLabels, outputLabels: [] });
    for (const line of summary.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect(summary.replace(/\s+/g, " ")).toContain(["bias", ...inputLabels].join(", "));
  });
});
