import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Genome } from "../../src/genome/genome.js";
import { nodeLayers } from "../../src/genome/order.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import type { Addition } from "../../src/search/prospects.js";
import { minimalGenome, mutate, type VaryConfig } from "../../src/search/vary.js";
import { anyGrowth, grown, VARY } from "../genome/grown.js";

type Mutation = "changeActivation" | "insertNode" | "addConnection" | "enableConnection";

const NONE = { changeActivation: 0, insertNode: 0, addConnection: 0, enableConnection: 0, disableConnection: 0 };

/** Which single mutation leads from `parent` to `child`; throws where it is none or more than one. */
function mutationBetween(parent: Genome, child: Genome): Mutation {
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

/** How often each mutation occurs among `count` children. */
function tally(parent: Genome, config: VaryConfig, count: number): Record<Mutation, number> {
  const counts: Record<Mutation, number> = {
    changeActivation: 0,
    insertNode: 0,
    addConnection: 0,
    enableConnection: 0,
  };
  for (let i = 0; i < count; i++) counts[mutationBetween(parent, mutate(parent, config, random(i)))]++;
  return counts;
}

function random(index = 0): Stream {
  return new Stream(1, Purpose.vary, 0, index);
}

function only(mutation: keyof typeof NONE, config: Partial<VaryConfig> = {}): VaryConfig {
  return {
    ...VARY,
    ...NONE,
    [mutation]: 1,
    ...config,
  };
}

/** Two inputs, output 3, hidden node 4 (relu); 1 → 3 and 2 → 3 are disabled, 0 → 4 and 2 → 4 are free. */
const PARENT: Genome = {
  inputs: 2,
  outputs: 1,
  activations: [1, 1, 1, 5, 9],
  connections: [
    { source: 0, target: 3, enabled: true },
    { source: 1, target: 3, enabled: false },
    { source: 2, target: 3, enabled: false },
    { source: 1, target: 4, enabled: true },
    { source: 4, target: 3, enabled: true },
  ],
};

/** One input joined to one output: nothing can be added, changed or enabled. */
const SMALLEST: Genome = {
  inputs: 1,
  outputs: 1,
  activations: [1, 1, 5],
  connections: [
    { source: 0, target: 2, enabled: true },
    { source: 1, target: 2, enabled: true },
  ],
};

describe("minimalGenome", () => {
  it("joins bias and inputs to every output, some enabled, with no hidden nodes", () => {
    const genome = minimalGenome(3, 2, "tanh", 0.5, random());
    expect(genome.activations).toEqual([1, 1, 1, 1, 5, 5]);
    expect(genome.connections.map(({ source, target }) => [source, target])).toEqual(
      [4, 5].flatMap((target) => [0, 1, 2, 3].map((source) => [source, target])),
    );
  });

  it.each([0, 0.25, 1])("enables each connection with probability %d", (probability) => {
    let enabled = 0;
    for (let i = 0; i < 500; i++) {
      for (const connection of minimalGenome(5, 1, "tanh", probability, random(i)).connections) {
        if (connection.enabled) enabled++;
      }
    }
    const deviation = Math.sqrt(3000 * probability * (1 - probability));
    expect(Math.abs(enabled - 3000 * probability)).toBeLessThanOrEqual(5 * deviation);
  });
});

describe("mutate", () => {
  it("makes exactly one mutation and leaves the parent as it was", () => {
    fc.assert(
      fc.property(anyGrowth(100), (growth) => {
        const parent = grown(growth);
        const before = structuredClone(parent);
        mutationBetween(parent, mutate(parent, VARY, new Stream(growth.seed, Purpose.vary, 1)));
        expect(parent).toEqual(before);
      }),
    );
  });

  it("draws the four mutations by their odds where all are possible", () => {
    const counts = tally(PARENT, VARY, 4000);
    const odds = { changeActivation: 0.5, insertNode: 0.25, addConnection: 0.2, enableConnection: 0.05 };
    for (const [mutation, odd] of Object.entries(odds)) {
      const deviation = Math.sqrt(4000 * odd * (1 - odd));
      expect(Math.abs(counts[mutation as Mutation] - 4000 * odd), mutation).toBeLessThan(4.5 * deviation);
    }
  });

  it("normalises odds that do not add up to one", () => {
    const config = { ...VARY, changeActivation: 3, insertNode: 1, addConnection: 0, enableConnection: 0 };
    const counts = tally(PARENT, config, 1000);
    expect(Math.abs(counts.changeActivation - 750)).toBeLessThan(70);
    expect(counts.changeActivation + counts.insertNode).toBe(1000);
  });

  it("draws again where a mutation is impossible", () => {
    expect(tally(SMALLEST, VARY, 200)).toEqual({
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
    const counts = tally(parent, VARY, 3000);
    const share = 0.25 / 0.3;
    expect(Math.abs(counts.insertNode - 3000 * share)).toBeLessThan(4.5 * Math.sqrt(3000 * share * (1 - share)));
    expect(counts.insertNode + counts.enableConnection).toBe(3000);
  });

  it("returns the parent where nothing is possible", () => {
    expect(mutate(SMALLEST, only("changeActivation"), random())).toBe(SMALLEST);
    expect(mutate(PARENT, only("changeActivation", { hiddenActivations: ["relu"] }), random())).toBe(PARENT);
  });

  it("draws activations from the configured ones, never the node's own again", () => {
    const config = only("changeActivation", { hiddenActivations: ["relu", "sine", "cosine"] });
    const drawn = Array.from({ length: 100 }, (_, i) => mutate(PARENT, config, random(i)).activations[4]);
    expect(new Set(drawn)).toEqual(new Set([3, 10]));
  });

  it("changes nodes first whose activation is none of the configured", () => {
    const parent = { ...PARENT, activations: [...PARENT.activations, 2, 9] };
    const config = only("changeActivation", { hiddenActivations: ["relu", "linear"] });
    for (let i = 0; i < 100; i++) {
      const { activations } = mutate(parent, config, random(i));
      expect(activations.slice(0, 5)).toEqual(PARENT.activations);
      expect([1, 9]).toContain(activations[5]);
      expect(activations[6]).toBe(9);
    }
    const without = { ...parent, activations: [...PARENT.activations, 1, 9] };
    expect(
      new Set(Array.from({ length: 100 }, (_, i) => mutate(without, config, random(i)).activations.join())).size,
    ).toBe(3);
  });

  it("gives new nodes any of the configured activations", () => {
    const config = only("insertNode", { hiddenActivations: ["relu", "sine"] });
    const drawn = Array.from({ length: 100 }, (_, i) => mutate(PARENT, config, random(i)).activations[5]);
    expect(new Set(drawn)).toEqual(new Set([3, 9]));
  });

  it("disables a connection, and all that then lead nowhere", () => {
    const disabled = new Set(
      Array.from({ length: 100 }, (_, i) => {
        const { connections, ...rest } = mutate(PARENT, only("disableConnection"), random(i));
        expect(rest).toEqual({ inputs: 2, outputs: 1, activations: PARENT.activations });
        return connections
          .filter(({ enabled }, k) => enabled !== PARENT.connections[k].enabled)
          .map(({ source, target }) => `${source}→${target}`)
          .join();
      }),
    );
    expect(disabled).toEqual(new Set(["0→3", "1→4", "1→4,4→3"]));
  });

  it("disables until none is left, and leaves no connection that leads nowhere", () => {
    fc.assert(
      fc.property(anyGrowth(60), (growth) => {
        const start = grown({ ...growth, mutations: 0 });
        let genome = Array.from({ length: growth.mutations }).reduce<Genome>(
          (parent, _, i) => mutate(parent, { ...VARY, enableConnection: 0, disableConnection: 0.3 }, random(i)),
          start,
        );
        for (let next = genome; ; genome = next) {
          next = mutate(genome, only("disableConnection"), random());
          if (next === genome) break;
          const used = new Set(next.connections.flatMap(({ source, enabled }) => (enabled ? [source] : [])));
          for (const { target, enabled } of next.connections) {
            if (enabled && target > next.inputs + next.outputs) expect(used).toContain(target);
          }
        }
        expect(genome.connections.some(({ enabled }) => enabled)).toBe(false);
      }),
    );
  });

  it("adds every connection that is missing and leads to a higher layer, and no other", () => {
    const added = Array.from(
      { length: 200 },
      (_, i) => mutate(PARENT, only("addConnection"), random(i)).connections[5],
    );
    expect(new Set(added.map(({ source, target }) => `${source}→${target}`))).toEqual(new Set(["0→4", "2→4"]));
  });

  it("adds or enables one of the given connections where it can, and else adds any", () => {
    const made = (additions: readonly Addition[]) =>
      new Set(
        Array.from({ length: 100 }, (_, i) => {
          const { connections } = mutate(PARENT, only("addConnection"), random(i), additions);
          const changed = connections.filter(({ enabled }, k) => enabled !== PARENT.connections[k]?.enabled);
          return changed.map(({ source, target, enabled }) => `${source}→${target} ${enabled}`).join();
        }),
      );
    // Those of a relative: nodes that are not there, a connection that is there, the wrong way round.
    const impossible = [
      { source: 9, target: 3 },
      { source: 1, target: 9 },
      { source: 0, target: 8 },
      { source: 1, target: 4 },
      { source: 4, target: 4 },
    ];
    const added = [...impossible, { source: 2, target: 4 }, { source: 2, target: 3 }];
    expect(made(added)).toEqual(new Set(["2→4 true", "2→3 true"]));
    expect(made(impossible)).toEqual(new Set(["0→4 true", "2→4 true"]));
  });

  it("adds connections until every pair of different layers is joined", () => {
    fc.assert(
      fc.property(anyGrowth(30), (growth) => {
        let genome = grown(growth);
        for (let next = genome; ; genome = next) {
          next = mutate(genome, only("addConnection"), random());
          if (next === genome) break;
        }
        const layers = nodeLayers(genome) ?? [];
        const { inputs, outputs, activations, connections } = genome;
        const joined = new Set(connections.map(({ source, target }) => `${source}→${target}`));
        for (let source = 0; source < activations.length; source++) {
          if (source > inputs && source <= inputs + outputs) continue;
          for (let target = inputs + 1; target < activations.length; target++) {
            if (layers[source] < layers[target]) expect(joined).toContain(`${source}→${target}`);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
