import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activationId } from "../../../src/genome/activation.js";
import { express, expressedConnections } from "../../../src/genome/compact/express.js";
import { unflattenCompact } from "../../../src/genome/compact/genome.js";
import { degrees } from "../../../src/genome/degree.js";
import { enabledConnections, firstHidden, firstOutput } from "../../../src/genome/genome.js";
import { influentialNodes } from "../../../src/genome/influence.js";
import { genomeProblem } from "../../../src/genome/problem.js";
import { anyGrowth, grown } from "../../search/homogeneous/grown.js";
import { networkTwin } from "../../twin/network.js";

const [LINEAR, STEP, INVERSE] = (["linear", "step", "inverse"] as const).map(activationId);

const anyGain = fc.integer({ min: 1, max: 20 });

/** Of a network with inputs 1 and 2, outputs 3 and 4, and units from 5 up. */
function expressed(gain: number, ...flat: number[]) {
  const genome = unflattenCompact(flat, { inputs: 2, outputs: 2 });
  return { size: expressedConnections(genome, gain), network: express(genome, gain, "linear") };
}

describe("the network that a compact genome stands for", () => {
  it("is a valid genome without anything that has no part, of as many connections as foretold", () => {
    fc.assert(
      fc.property(anyGrowth(), anyGain, (growth, gain) => {
        const genome = grown(growth);
        const network = express(genome, gain, "tanh");
        expect(genomeProblem(network)).toBeUndefined();
        const heard = influentialNodes(network);
        for (let id = firstHidden(network); id < network.activations.length; id++) expect(heard).toContain(id);
        expect(enabledConnections(network)).toBe(expressedConnections(genome, gain));
        expect(network.connections).toHaveLength(enabledConnections(network));
      }),
    );
  });

  it("takes a unit of the largest id", () => {
    const size = { inputs: 5, outputs: 1 };
    const [small, large] = [7, Number.MAX_SAFE_INTEGER].map((unit) => {
      const genome = unflattenCompact([unit, 6, 1, 1, unit, 2], size);
      return [express(genome, 16, "tanh"), expressedConnections(genome, 16)];
    });
    expect(large).toEqual(small);
  });

  it("is the same whatever ids the units have", () => {
    expect(expressed(2, 8, 3, 1, 9, 3, -1, 0, 8, 1, 1, 9, 1)).toEqual(
      expressed(2, 5, 3, 1, 6, 3, -1, 0, 5, 1, 1, 6, 1),
    );
  });

  it("gives at 1 what threshold units and outputs of that gain give", () => {
    fc.assert(
      fc.property(
        anyGrowth(),
        anyGain,
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6 }),
        (growth, gain, seen) => {
          const genome = grown(growth);
          const values = new Map([1, ...seen].slice(0, genome.inputs + 1).map((value, id) => [id, value]));
          const sumOf = (id: number): number =>
            genome.connections
              .filter(({ target }) => target === id)
              .reduce((sum, { source, weight }) => sum + weight * outOf(source), 0);
          const outOf = (id: number): number => values.get(id) ?? (sumOf(id) > 0 ? 1 : 0);
          const outputs = Array.from({ length: genome.outputs }, (_, i) => gain * sumOf(genome.inputs + 1 + i) + 0);
          expect([...networkTwin(express(genome, gain, "linear"), 1).run(seen)].map((value) => value + 0)).toEqual(
            outputs,
          );
        },
      ),
    );
  });

  it("has sums of degree 2 at every unit and output, and of degree 1 at every relay", () => {
    fc.assert(
      fc.property(anyGrowth(), anyGain, (growth, gain) => {
        const network = express(grown(growth), gain, "tanh");
        const found = degrees(network) as number[];
        for (const [id, degree] of found.entries()) {
          const listens = network.connections.some(({ target }) => target === id);
          if (id < firstOutput(network)) expect(degree).toBe(0);
          else if (!listens) expect(degree).toBeNaN();
          else if (id < firstHidden(network) || network.activations[id] === STEP) expect(degree).toBe(2);
          else expect(degree).toBe(1);
        }
      }),
    );
  });

  it("has one relay for each of a source's largest weight of either sign, shared by its targets", () => {
    // Input 1 leads to units 5 and 6 with weights 1 and 3, to unit 7 with −2.
    const { network } = expressed(1, 5, 3, 1, 6, 3, 1, 7, 3, 1, 1, 5, 1, 1, 6, 3, 1, 7, -2);
    const behind = network.connections
      .filter(({ source }) => source === 1)
      .map(({ target }) => network.activations[target]);
    expect(behind).toEqual([LINEAR, LINEAR, LINEAR, INVERSE, INVERSE]);
  });

  it.each<[string, number, number[], number]>([
    // The bias to the unit takes 2.
    ["two relays for a gain of 2 to one output", 2, [5, 3, 1, 0, 5, 1], 2 + 4],
    ["relays of both signs to two outputs", 2, [5, 3, 1, 5, 4, -1, 0, 5, 1], 2 + 8],
    [
      "an amplifier of four repeaters and four relays for a gain of 16 to one output",
      16,
      [5, 3, 1, 0, 5, 1],
      2 + 1 + 4 + 16 + 4,
    ],
    [
      "one of eight and two where four outputs' worth is wanted",
      16,
      [5, 3, 3, 5, 4, 1, 0, 5, 1],
      2 + 1 + 8 + 3 * 16 + 2 * 4,
    ],
    [
      "an amplifier for a prime gain where many relays would lead to outputs",
      5,
      [5, 3, 1, 5, 4, 1, 0, 5, 1],
      2 + 1 + 5 + 5 + 2,
    ],
    [
      "the amplifier's first relay where units listen to the unit too",
      16,
      [5, 3, 1, 6, 4, 1, 0, 5, 1, 5, 6, 2],
      2 + 2 + 2 + 24 + 25,
    ],
  ])("has %s", (_, gain, flat, connections) => {
    expect(expressed(gain, ...flat).size).toBe(connections);
  });
});

describe("degrees", () => {
  it("are none where a node's sources differ in degree, or have none", () => {
    const network = expressed(1, 5, 3, 1, 0, 5, 1).network;
    expect(degrees(network)).toBeDefined();
    const short = { source: 0, target: 3, enabled: true };
    expect(degrees({ ...network, connections: [...network.connections, short] })).toBeUndefined();
    const sine = network.activations.map((id) => (id === STEP ? activationId("sine") : id));
    expect(degrees({ ...network, activations: sine })).toBeUndefined();
  });
});
