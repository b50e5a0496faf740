import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enabledConnections, type Genome } from "../../src/genome/genome.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { mutate } from "../../src/search/mutation.js";
import { MUTATIONS } from "../../src/search/wann/mutations/index.js";
import { anyGrowth, grown, ODDS, type Odds } from "../genome/grown.js";
import { contextOf, PARENT, SMALLEST } from "./wann/mutations/parents.js";

type Name = "changeActivation" | "insertNode" | "addConnection" | "enableConnection";

/** Which single mutation leads from `parent` to `child`; throws where it is none or more than one. */
function mutationBetween(parent: Genome, child: Genome): Name {
  const nodes = child.activations.length - parent.activations.length;
  const added = child.connections.slice(parent.connections.length);
  const changedNodes = parent.activations.flatMap((id, node) => (child.activations[node] === id ? [] : [node]));
  const changed = parent.connections.flatMap((before, i) => {
    const after = child.connections[i];
    expect([after.source, after.target]).toEqual([before.source, before.target]);
    return after.enabled === before.enabled ? [] : [after];
  });
  const counts = [nodes, added.length, changedNodes.length, changed.length];
  switch (counts.join()) {
    case "0,0,1,0":
      expect(changedNodes[0]).toBeGreaterThan(parent.inputs + parent.outputs);
      return "changeActivation";
    case "1,2,0,1": {
      const node = parent.activations.length;
      expect(changed[0].enabled).toBe(false);
      expect(added).toEqual([
        { source: changed[0].source, target: node, enabled: true },
        { source: node, target: changed[0].target, enabled: true },
      ]);
      return "insertNode";
    }
    case "0,1,0,0":
      expect(added[0].enabled).toBe(true);
      return "addConnection";
    case "0,0,0,1":
      expect(changed[0].enabled).toBe(true);
      return "enableConnection";
    default:
      throw new Error(`nodes, connections, activations, switches: ${counts}`);
  }
}

const child = (parent: Genome, odds: Odds, index = 0) => mutate(parent, MUTATIONS, odds, contextOf(index));

/** How often each mutation occurs among `count` children. */
function tally(parent: Genome, odds: Odds, count: number): Record<Name, number> {
  const counts: Record<Name, number> = { changeActivation: 0, insertNode: 0, addConnection: 0, enableConnection: 0 };
  for (let i = 0; i < count; i++) {
    const { genome, mutation } = child(parent, odds, i);
    const made = mutationBetween(parent, genome);
    expect(mutation).toBe(made);
    counts[made]++;
  }
  return counts;
}

describe("mutate", () => {
  it("makes exactly one mutation, which it names, and leaves the parent as it was", () => {
    fc.assert(
      fc.property(anyGrowth(100), (growth) => {
        const parent = grown(growth);
        const before = structuredClone(parent);
        const random = new Stream(growth.seed, Purpose.vary, 1);
        const { genome, mutation } = mutate(parent, MUTATIONS, ODDS, { ...contextOf(), random });
        expect(mutation).toBe(mutationBetween(parent, genome));
        expect(parent).toEqual(before);
      }),
    );
  });

  it("draws the four mutations by their odds where all are possible", () => {
    const counts = tally(PARENT, ODDS, 4000);
    for (const [mutation, odds] of Object.entries(ODDS) as [Name, number][]) {
      const deviation = Math.sqrt(4000 * odds * (1 - odds));
      expect(Math.abs(counts[mutation] - 4000 * odds), mutation).toBeLessThan(4.5 * deviation);
    }
  });

  it("normalises odds that do not add up to one", () => {
    const counts = tally(PARENT, { changeActivation: 3, insertNode: 1, addConnection: null }, 1000);
    expect(Math.abs(counts.changeActivation - 750)).toBeLessThan(70);
    expect(counts.changeActivation + counts.insertNode).toBe(1000);
  });

  it("draws again where a mutation is impossible", () => {
    expect(tally(SMALLEST, ODDS, 200)).toEqual({
      changeActivation: 0,
      insertNode: 200,
      addConnection: 0,
      enableConnection: 0,
    });
  });

  it("keeps the odds among the possible ones when it draws again", () => {
    const parent = {
      ...SMALLEST,
      connections: [SMALLEST.connections[0], { ...SMALLEST.connections[1], enabled: false }],
    };
    const counts = tally(parent, ODDS, 3000);
    const share = 0.25 / 0.3;
    expect(Math.abs(counts.insertNode - 3000 * share)).toBeLessThan(4.5 * Math.sqrt(3000 * share * (1 - share)));
    expect(counts.insertNode + counts.enableConnection).toBe(3000);
  });

  it("gives the parent, and no mutation, where nothing is possible", () => {
    expect(child(SMALLEST, { changeActivation: 1 })).toEqual({ genome: SMALLEST, mutation: null });
    expect(child(PARENT, {}).genome).toBe(PARENT);
  });

  it("takes a child that may not be for an impossible one", () => {
    const fits = (genome: Genome) => enabledConnections(genome) <= enabledConnections(PARENT);
    for (let i = 0; i < 100; i++) {
      expect(mutate(PARENT, MUTATIONS, ODDS, contextOf(i), fits).mutation).toBe("changeActivation");
    }
    expect(mutate(PARENT, MUTATIONS, ODDS, contextOf(), () => false)).toEqual({ genome: PARENT, mutation: null });
  });
});
