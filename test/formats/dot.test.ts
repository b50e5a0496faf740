import { describe, expect, it } from "vitest";
import { networkDot } from "../../src/formats/dot.js";
import { genomeOf } from "../report/sample-genomes.js";

const LABELS = { inputLabels: ["x", "angle"], outputLabels: ["force"] };
const SMALL = genomeOf(2, 1, [1, 1, 1, 5, 3], "1>4 4>3 0>3");

describe("networkDot", () => {
  it("runs from left to right, with inputs at the source and outputs at the sink", () => {
    const dot = networkDot(SMALL, LABELS);
    expect(dot).toContain("rankdir=LR;");
    expect(dot).toMatch(/rank=source;\s+n0 .*\s+n1 .*\s+n2 .*\s+}/);
    expect(dot).toMatch(/rank=sink;\s+n3 .*\s+}/);
  });

  it("labels nodes with their name and their activation", () => {
    const dot = networkDot(SMALL, LABELS);
    for (const label of ["bias\\nlinear", "angle\\nlinear", "force\\ntanh", "node 4\\nsine"]) {
      expect(dot).toContain(`label="${label}"`);
    }
  });

  it("has an edge for each enabled connection, with its weight where it has one, and none for disabled ones", () => {
    const connections = [
      { source: 1, target: 4, enabled: true },
      { source: 4, target: 3, enabled: true, weight: -0.25 },
      { source: 2, target: 3, enabled: false },
    ];
    const edges = networkDot({ ...SMALL, connections }, LABELS).match(/n\d+ -> .*/g);
    expect(edges).toEqual(["n1 -> n4;", expect.stringMatching(/^n4 -> n3 \[label="-0.25", color="#\w+"\];$/)]);
  });

  it("leaves out hidden nodes without any enabled connection", () => {
    expect(networkDot({ ...SMALL, activations: [...SMALL.activations, 9] }, LABELS)).not.toContain("n5");
  });

  it("escapes quotes and backslashes in labels and title", () => {
    const dot = networkDot(SMALL, { inputLabels: ['a"b\\', "angle"], outputLabels: [], title: 'the "best"' });
    expect(dot).toContain('label="a\\"b\\\\\\nlinear"');
    expect(dot).toContain('digraph "the \\"best\\"" {');
  });
});
