import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enabledConnections } from "../../src/genome/genome.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { type Sign, squared } from "../../src/genome/squared.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { wasmOutputs } from "../network/forward-probe.js";
import { anyGrowth, grown } from "./grown.js";

describe("squared", () => {
  it.each<[Sign, number]>([
    ["positive", 1],
    ["negative", -1],
  ])("%s: gives at w what the network gives at ±w², and at −w the same bits", (sign, factor) => {
    fc.assert(
      fc.property(anyGrowth(60), fc.integer({ min: -8, max: 8 }), (growth, eighths) => {
        const genome = grown(growth);
        const random = new Stream(growth.seed, Purpose.episodes);
        const observation = Array.from({ length: genome.inputs }, () => random.integer(65) / 16 - 2);
        const weight = eighths / 4;
        const twice = wasmOutputs(squared(genome, sign), observation, weight);
        expect(wasmOutputs(squared(genome, sign), observation, -weight)).toEqual(twice);
        // A step's sign of a sum near 0 may turn by rounding: compare where the sums are exact but for later layers.
        const once = wasmOutputs(genome, observation, factor * weight * weight);
        if (!genome.activations.includes(2))
          twice.forEach((value, i) => {
            expect(value).toBeCloseTo(once[i], 6);
          });
      }),
    );
  });

  it("puts one node behind each source that leads somewhere, and drops what is disabled", () => {
    fc.assert(
      fc.property(anyGrowth(60), (growth) => {
        const genome = grown(growth);
        const even = squared(genome, "positive");
        const sources = new Set(genome.connections.flatMap(({ source, enabled }) => (enabled ? [source] : [])));
        expect(genomeProblem(even)).toBeUndefined();
        expect(even.activations.length - genome.activations.length).toBe(sources.size);
        expect(enabledConnections(even)).toBe(enabledConnections(genome) + sources.size);
        expect(even.connections.every(({ enabled }) => enabled)).toBe(true);
      }),
    );
  });
});
