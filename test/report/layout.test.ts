import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { layoutNetwork, NODE_RADIUS } from "../../src/report/layout.js";
import { UserError } from "../../src/user-error.js";
import { anyGenome, genomeOf } from "./sample-genomes.js";

describe("layoutNetwork", () => {
  it("puts bias and inputs in the first column and outputs in the last, each in their given order", () => {
    fc.assert(
      fc.property(anyGenome(), (genome) => {
        const { nodes, width } = layoutNetwork(genome);
        const inputs = nodes.filter(({ id }) => id <= genome.inputs);
        const outputs = nodes.filter(({ id }) => id > genome.inputs && id <= genome.inputs + genome.outputs);
        expect(inputs).toHaveLength(genome.inputs + 1);
        expect(outputs).toHaveLength(genome.outputs);
        expect(new Set(inputs.map(({ x }) => x))).toEqual(new Set([NODE_RADIUS]));
        expect(new Set(outputs.map(({ x }) => x))).toEqual(new Set([width - NODE_RADIUS]));
        for (const column of [inputs, outputs]) {
          expect(column.map(({ id }) => id)).toEqual([...column].sort((a, b) => a.y - b.y).map(({ id }) => id));
        }
      }),
    );
  });

  it("centres the input and the output column on each other", () => {
    fc.assert(
      fc.property(anyGenome(), (genome) => {
        const { nodes } = layoutNetwork(genome);
        const at = (id: number) => nodes[id].y;
        const { inputs, outputs } = genome;
        expect(at(0) + at(inputs)).toBeCloseTo(at(inputs + 1) + at(inputs + outputs), 6);
      }),
    );
  });

  it("leads every enabled connection rightwards from its source to its target, and no other", () => {
    fc.assert(
      fc.property(anyGenome(), (genome) => {
        const { nodes, routes } = layoutNetwork(genome);
        const places = new Map(nodes.map(({ id, x, y }) => [id, { x, y }]));
        expect(routes.map(({ connection }) => connection)).toEqual(genome.connections.filter(({ enabled }) => enabled));
        for (const { connection, points } of routes) {
          expect(points[0]).toEqual(places.get(connection.source));
          expect(points.at(-1)).toEqual(places.get(connection.target));
          for (let k = 1; k < points.length; k++) expect(points[k].x).toBeGreaterThan(points[k - 1].x);
        }
      }),
    );
  });

  it("lets no two nodes overlap and leads connections past the nodes of the columns they cross", () => {
    fc.assert(
      fc.property(anyGenome(40), (genome) => {
        const { nodes, routes } = layoutNetwork(genome);
        for (const a of nodes) {
          for (const b of nodes)
            if (a.id < b.id) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2 * NODE_RADIUS);
          for (const { points } of routes) {
            for (const { x, y } of points.slice(1, -1)) {
              expect(Math.hypot(a.x - x, a.y - y)).toBeGreaterThan(NODE_RADIUS);
            }
          }
        }
      }),
    );
  });

  it("keeps every node and every route within its size", () => {
    fc.assert(
      fc.property(anyGenome(), (genome) => {
        const { nodes, routes, width, height } = layoutNetwork(genome);
        for (const { x, y } of [...nodes, ...routes.flatMap(({ points }) => points)]) {
          expect(Math.min(x, y, width - x, height - y)).toBeGreaterThan(NODE_RADIUS - 1e-6);
        }
      }),
    );
  });

  it("leaves out hidden nodes without any enabled connection, and only those", () => {
    const genome = {
      inputs: 1,
      outputs: 1,
      activations: [1, 1, 5, 9, 9, 9],
      connections: [
        { source: 1, target: 3, enabled: true },
        { source: 1, target: 4, enabled: false },
        { source: 4, target: 2, enabled: false },
      ],
    };
    expect(layoutNetwork(genome).nodes.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
  });

  it("lets disabled connections neither order nodes nor add columns", () => {
    const genome = genomeOf(1, 1, [1, 1, 5, 9, 9], "1>3 1>4 3>2 4>2");
    const disabled = { source: 3, target: 4, enabled: false };
    expect(layoutNetwork({ ...genome, connections: [...genome.connections, disabled] })).toEqual(layoutNetwork(genome));
  });

  it("numbers columns by the longest enabled path", () => {
    const genome = genomeOf(1, 1, [1, 1, 5, 9, 9], "1>3 3>4 1>4 4>2");
    expect(layoutNetwork(genome).nodes.map(({ layer }) => layer)).toEqual([0, 0, 3, 1, 2]);
  });

  it("draws a network without connections in two columns", () => {
    expect(layoutNetwork(genomeOf(2, 1, [1, 1, 1, 5], "")).nodes.map(({ layer }) => layer)).toEqual([0, 0, 0, 1]);
  });

  it("throws where connections form a cycle", () => {
    const cycle = genomeOf(1, 1, [1, 1, 5, 9, 9], "3>4 4>3");
    expect(() => layoutNetwork(cycle)).toThrow("cycle");
  });

  it("says at once that a network is too large to be drawn", () => {
    const wide = fixedTopology(100, [101], 1, "tanh");
    expect(() => layoutNetwork(wide)).toThrow(
      new UserError("too large to draw: 10302 connections: expected at most 10000"),
    );
    // From each of many layers to the last one.
    const hidden = Array.from({ length: 300 }, (_, i) => i + 3);
    const connections = hidden.flatMap((id) => [
      { source: id === 3 ? 1 : id - 1, target: id, enabled: true },
      { source: id, target: 2, enabled: true },
    ]);
    const deep = { inputs: 1, outputs: 1, activations: Array<number>(303).fill(5), connections };
    expect(() => layoutNetwork(deep)).toThrow(
      "too large to draw: more than 20000 nodes and crossings of layers, of 600 connections: expected at most 20000",
    );
  });

  it("gives the same layout for the same genome", () => {
    fc.assert(
      fc.property(anyGenome(), (genome) => {
        expect(layoutNetwork(structuredClone(genome))).toEqual(layoutNetwork(genome));
      }),
    );
  });
});
