import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Session } from "../../src/evaluate/session.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { ACTIVATIONS } from "../../src/genome/activation.js";
import type { Genome } from "../../src/genome/genome.js";
import { topologicalOrder } from "../../src/genome/order.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { anyGrowth, grown, weighted } from "../genome/grown.js";
import { REFERENCE_NETWORKS, referenceNetwork } from "../golden/networks.js";
import { networkTwin } from "../twin/network.js";
import { wasmOutputs } from "./forward-probe.js";

const kernel = await loadKernel(taskNamed("swingup"));

/** A session whose episode has started. */
function open(genome: Genome, weight?: number): Session {
  const session = new Session(kernel, genome, weight);
  session.reset(0);
  return session;
}

function expectClose(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(got[i] - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
  });
}

describe("the kernel agrees with the recorded network of swing-up's size", () => {
  const { genome, observations, shared, individual } = referenceNetwork(0);

  it.each(shared)("at shared weight $sharedWeight", ({ sharedWeight, outputs }) => {
    const session = open(genome, sharedWeight);
    observations.forEach((observation, i) => {
      expectClose(session.outputsFor(observation), outputs[i]);
    });
  });

  it("with individual weights", () => {
    const session = open(genome);
    observations.forEach((observation, i) => {
      expectClose(session.outputsFor(observation), individual[i]);
    });
  });
});

it("the kernel answers an observation before any episode has started", async () => {
  const { genome, observations, shared } = referenceNetwork(0);
  const session = new Session(await loadKernel(taskNamed("swingup")), genome, 1.37);
  expectClose(session.outputsFor(observations[0]), shared[6].outputs[0]);
});

describe.each(REFERENCE_NETWORKS)("the forward pass agrees with recorded network %i", (reference) => {
  const { genome, observations, shared, individual } = referenceNetwork(reference);

  it.each(shared)("at shared weight $sharedWeight", ({ sharedWeight, outputs }) => {
    observations.forEach((observation, i) => {
      expectClose(wasmOutputs(genome, observation, sharedWeight), outputs[i]);
    });
  });

  it("with individual weights", () => {
    observations.forEach((observation, i) => {
      expectClose(wasmOutputs(genome, observation), individual[i]);
    });
  });
});

describe.each(REFERENCE_NETWORKS)("the twin agrees with recorded network %i", (reference) => {
  const { genome, observations, shared, individual } = referenceNetwork(reference);

  it.each(shared)("at shared weight $sharedWeight", ({ sharedWeight, outputs }) => {
    const twin = networkTwin(genome, sharedWeight);
    observations.forEach((observation, i) => {
      expectClose(twin.run(observation), outputs[i]);
    });
  });

  it("with individual weights", () => {
    const twin = networkTwin(genome);
    observations.forEach((observation, i) => {
      expectClose(twin.run(observation), individual[i]);
    });
  });
});

describe("every node's value follows from its sources' as in the twin", () => {
  // The outputs alone would not do: deep networks of sines and steps blow up a last bit without bound.
  const observation = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 5, maxLength: 5 });
  const weight = fc.double({ min: -2, max: 2, noNaN: true });

  it.each([
    ["a shared weight", false],
    ["individual weights", true],
  ])("with %s", (_, individual) => {
    const used = new Set<number>();
    fc.assert(
      fc.property(anyGrowth(60, { inputs: 5, outputs: 1 }), weight, observation, (growth, shared, seen) => {
        const genome = weighted(grown(growth), growth.seed);
        const given = individual ? undefined : shared;
        const session = open(genome, given);
        const twin = networkTwin(genome, given);
        session.outputsFor(seen);
        const order = topologicalOrder(genome) ?? [];
        session.values.forEach((value, at) => {
          twin.values[order[at]] = value;
        });
        expect([...twin.values.subarray(0, 6)]).toEqual([1, ...seen]);
        const tolerance = 1e-12 * Math.max(...twin.values.map(Math.abs));
        for (const id of order.slice(6)) {
          used.add(genome.activations[id]);
          expect(Math.abs(twin.values[id] - twin.nodeValue(id))).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
    expect(used.size).toBe(ACTIVATIONS.length);
  });
});
