import * as fc from "fast-check";
import { expect, it } from "vitest";
import { nodeLayers, topologicalOrder } from "../../../src/genome/order.js";
import { bestCandidates } from "../../../src/search/wann/candidates.js";
import { anyGrowth, grown } from "../../genome/grown.js";

it("are the connections that lower the loss most, the best first, and none that a genome has or must not have", () => {
  fc.assert(
    fc.property(
      anyGrowth(30),
      fc.integer({ min: 1, max: 1000 }),
      fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: false })),
      (growth, count, values) => {
        const genome = grown(growth);
        const { inputs, outputs, connections } = genome;
        const order = topologicalOrder(genome) ?? [];
        const layers = nodeLayers(genome) ?? [];
        const nodes = order.length;
        const gains = Float64Array.from({ length: nodes * nodes }, () => values.next().value as number);
        const changeOf = (source: number, target: number) =>
          gains[order.indexOf(target) * nodes + order.indexOf(source)];
        const possible = order.flatMap((target) =>
          order.flatMap((source) => {
            const connected = connections.some(
              (each) => each.enabled && each.source === source && each.target === target,
            );
            const forwards = layers[source] < layers[target] && !(source > inputs && source <= inputs + outputs);
            return !connected && forwards && changeOf(source, target) < 0 ? [changeOf(source, target)] : [];
          }),
        );
        const candidates = bestCandidates(genome, gains, count);
        const changes = candidates.map(({ source, target }) => changeOf(source, target));
        expect(changes).toEqual(possible.sort((a, b) => a - b).slice(0, count));
      },
    ),
    { numRuns: 50 },
  );
});
