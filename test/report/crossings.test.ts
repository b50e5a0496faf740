import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countCrossings, orderLayers } from "../../src/report/crossings.js";
import { layeredGraph } from "../../src/report/layered-graph.js";
import { anyGenome, genomeOf } from "./sample-genomes.js";

describe("orderLayers", () => {
  it("untangles what can be untangled", () => {
    // Hidden nodes in reverse order of their inputs.
    const connections = "1>7 2>6 3>5 5>4 6>4 7>4";
    const graph = layeredGraph(genomeOf(3, 1, [1, 1, 1, 1, 5, 9, 9, 9], connections));
    expect(countCrossings(graph, graph.layers)).toBe(3);
    expect(countCrossings(graph, orderLayers(graph))).toBe(0);
  });

  it("keeps the best order it meets where a later sweep is worse", () => {
    const activations = [...Array<number>(7).fill(1), 5, ...Array<number>(5).fill(9)];
    const graph = layeredGraph(genomeOf(6, 1, activations, "0>11 5>11 5>7 8>7 1>9"));
    expect(countCrossings(graph, orderLayers(graph))).toBeLessThanOrEqual(countCrossings(graph, graph.layers));
  });

  it("never adds crossings, moves nothing between layers, and leaves the first and the last layer alone", () => {
    fc.assert(
      fc.property(anyGenome(), (genome) => {
        const graph = layeredGraph(genome);
        const order = orderLayers(graph);
        expect(countCrossings(graph, order)).toBeLessThanOrEqual(countCrossings(graph, graph.layers));
        expect(order.map((layer) => new Set(layer))).toEqual(graph.layers.map((layer) => new Set(layer)));
        expect(order[0]).toEqual(graph.layers[0]);
        expect(order.at(-1)).toEqual(graph.layers.at(-1));
      }),
    );
  });
});
