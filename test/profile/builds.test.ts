import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { loadKernel, readWasm } from "../../src/evaluate/task-files.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { TASKS, taskNamed } from "../../src/tasks/registry.js";
import { lineage } from "../genome/grown.js";

const PLANS = {
  swingup: crossPlan([-1.5, 0.7, 1.2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  biped: { ...crossPlan([-1.5, 0.5], [0, 7]), patience: 60 },
  "biped-hardcore": { ...crossPlan([-1.5, 0.5], [1]), patience: 40 },
};

async function kernels(name: string): Promise<{ release: Kernel; profiling: Kernel }> {
  const task = taskNamed(name);
  return {
    release: await loadKernel(task),
    profiling: await loadKernel(task, undefined, "profile"),
  };
}

function networks(name: string): Uint32Array[] {
  const { inputs, outputs } = taskNamed(name);
  return [5, 20, 60].map((mutations) => {
    return pack(lineage({ inputs, outputs, mutations, seed: mutations })[mutations]).words;
  });
}

describe("the release build", () => {
  it.each(TASKS.all)("has neither the profiling build's clock nor its exports: $name", async (task) => {
    const [release, profiling] = await Promise.all(
      (["release", "profile"] as const).map(async (build) => WebAssembly.compile(await readWasm(task, build))),
    );
    const names = (module: WebAssembly.Module) => WebAssembly.Module.exports(module).map(({ name }) => name);
    expect(WebAssembly.Module.imports(release)).toEqual([]);
    expect(WebAssembly.Module.imports(profiling).map(({ module, name }) => `${module}.${name}`)).toEqual([
      "host.nanoseconds",
    ]);
    expect(names(release).filter((name) => /phase|count|ledger|moment|pass/i.test(name))).toEqual([]);
    expect(names(profiling)).toEqual(expect.arrayContaining([...names(release), "PHASE_FORWARD", "ledgerRows"]));
  });

  it.each(Object.keys(PLANS) as (keyof typeof PLANS)[])("has the returns of the profiling one: %s", async (name) => {
    const { release, profiling } = await kernels(name);
    const ours = release.evaluateAll(networks(name), PLANS[name]);
    expect(profiling.evaluateAll(networks(name), PLANS[name])).toEqual(ours);
    expect(new Set(ours.returns).size).toBeGreaterThan(3);
  });
});

describe("the ledger", () => {
  it("counts what a rollout is made of", async () => {
    const { profiling } = await kernels("swingup");
    const [words] = networks("swingup");
    const plan = PLANS.swingup;
    profiling.emptyLedger();
    const { steps } = profiling.evaluateAll([words], plan);
    const { phases, counts, activations, timeline, stepsPerMoment } = profiling.ledger;
    const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
    const computed = sum(timeline.map((moment) => moment.computed));
    const clock = sum(timeline.map((moment) => moment.steps));
    expect(sum(timeline.map(({ alive }) => alive))).toBe(sum(steps));
    expect(phases.reset.reads).toBe(plan.seeds.length);
    expect([phases.observe.reads, phases.forward.reads, phases.reward.reads]).toEqual([clock, clock, clock]);
    expect(computed).toBeGreaterThanOrEqual(sum(steps));
    expect(computed).toBeLessThan(sum(steps) + 4 * clock);
    const [, , , , nodes, connections] = words;
    expect(counts["forward-lanes"]).toBe(computed);
    expect(counts.connections).toBe(connections * computed);
    expect(sum(activations)).toBe((nodes - 6) * computed);
    expect(counts["world-steps"]).toBe(0);
    expect(timeline.length).toBeLessThanOrEqual(64);
    expect(clock).toBeGreaterThan((timeline.length - 1) * stepsPerMoment);
  });

  it("has some of the steps stand for all of them", async () => {
    const { profiling } = await kernels("swingup");
    const run = () => {
      profiling.emptyLedger();
      profiling.evaluateAll([networks("swingup")[0]], PLANS.swingup);
    };
    run();
    const all = profiling.ledger.clockReads;
    profiling.timeOneOf(8);
    run();
    const { phases, timeline, clockReads } = profiling.ledger;
    profiling.timeOneOf(1);
    const steps = timeline.reduce((sum, moment) => sum + moment.steps, 0);
    expect(phases.reset.reads).toBe(PLANS.swingup.seeds.length);
    expect(phases.forward.reads % 8).toBe(0);
    expect(Math.abs(phases.forward.reads - steps)).toBeLessThan(8);
    expect(clockReads).toBeLessThan(all / 2);
  });

  it("counts a walker's physics, resets apart", async () => {
    const { profiling } = await kernels("biped");
    profiling.emptyLedger();
    const { steps } = profiling.evaluateAll(networks("biped"), PLANS.biped);
    const { phases, counts, timeline } = profiling.ledger;
    const laneSteps = steps.reduce((total, lived) => total + lived, 0);
    expect(timeline.reduce((total, { alive }) => total + alive, 0)).toBe(laneSteps);
    const worlds = counts["world-steps"];
    expect(counts["velocity-iterations"]).toBe(180 * worlds);
    expect(counts["position-iterations"]).toBeGreaterThanOrEqual(worlds);
    expect(counts["position-iterations"]).toBeLessThanOrEqual(60 * worlds);
    expect(counts.rays).toBe(10 * timeline.reduce((total, { computed }) => total + computed, 0));
    expect(phases.reset.reads).toBe(steps.length);
    for (const phase of ["lidar", "pairs", "manifolds", "velocities", "positions", "impacts"] as const) {
      expect(phases[phase].nanoseconds).toBeGreaterThan(0);
    }
  });

  it("is empty after it has been emptied", async () => {
    const { profiling } = await kernels("swingup");
    profiling.evaluateAll(networks("swingup"), PLANS.swingup);
    profiling.emptyLedger();
    const { phases, counts, activations, timeline } = profiling.ledger;
    expect(new Set(Object.values(phases).flatMap(({ nanoseconds, reads }) => [nanoseconds, reads]))).toEqual(
      new Set([0]),
    );
    expect(new Set([...Object.values(counts), ...activations])).toEqual(new Set([0]));
    expect(timeline).toEqual([]);
  });
});
