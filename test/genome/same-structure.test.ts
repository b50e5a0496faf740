import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstHidden, type Genome } from "../../src/genome/genome.js";
import { sameStructure } from "../../src/genome/same-structure.js";
import { anyGrowth, grown } from "./grown.js";

/** The genome with its hidden nodes numbered backwards, and its connections in another order. */
function renumbered(genome: Genome): Genome {
  const first = firstHidden(genome);
  const last = genome.activations.length - 1;
  const other = (id: number) => (id < first ? id : first + last - id);
  const connections = genome.connections.map((each) => {
    return { ...each, source: other(each.source), target: other(each.target) };
  });
  const activations = genome.activations.map((_, id) => genome.activations[other(id)]);
  return { ...genome, activations, connections: connections.reverse() };
}

describe("sameStructure", () => {
  it("holds whatever the ids", () => {
    fc.assert(fc.property(anyGrowth(40), (growth) => sameStructure(grown(growth), renumbered(grown(growth)))));
  });

  it("does not hold without a connection, or with another activation", () => {
    fc.assert(
      fc.property(anyGrowth(40), fc.nat(), (growth, pick) => {
        const genome = grown(growth);
        const enabled = genome.connections.filter((each) => each.enabled);
        fc.pre(enabled.length > 0);
        const gone = enabled[pick % enabled.length];
        const connections = genome.connections.filter((each) => each !== gone);
        const node = gone.target;
        const activations = genome.activations.map((each, id) => (id === node ? 11 - each : each));
        expect(sameStructure(genome, { ...genome, connections })).toBe(false);
        expect(sameStructure(genome, { ...genome, activations })).toBe(false);
      }),
    );
  });
});
