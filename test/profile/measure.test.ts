/** A real profile. What its figures are made of is tested part by part, beside this. */
import { describe, expect, it } from "vitest";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { enabledConnections } from "../../src/genome/genome.js";
import { pack } from "../../src/network/pack.js";
import { measure } from "../../src/profile/measure.js";
import { readProfile } from "../../src/profile/profile.js";
import { CONFIG, SUBJECT } from "./subject.js";

const ROUNDS = 2;
const { profile, rollouts, spans } = await measure("swingup", SUBJECT, { workers: 2, rounds: ROUNDS });
const { genomes, plan } = SUBJECT;
const release = await loadKernel(SUBJECT.task);
const ordinary = release.evaluateAll(
  genomes.map((genome) => pack(genome).words),
  plan,
);

describe("a profile", () => {
  it("names the phases of a lane-step and of a generation", () => {
    expect(profile.step.rows.map(({ row }) => row)).toEqual([
      "reset",
      "observe",
      "forward",
      "motion",
      "reward",
      "lanes",
      "border",
    ]);
    expect(profile.around.rows.map(({ row }) => row)).toEqual([
      "rollouts in workers",
      "message transfer",
      "waiting for a worker",
      "asking",
      "digest",
      "ranking and breeding",
      "checkpoint",
    ]);
  });

  it("is of the lane-steps that an ordinary evaluation has", () => {
    expect(profile.step.laneSteps).toBe(ordinary.steps.reduce((sum, lived) => sum + lived, 0));
    expect(profile.step.computedLanes).toBeGreaterThanOrEqual(profile.step.laneSteps);
    expect(profile.rollouts).toBe(genomes.length * plan.seeds.length);
    expect(profile.around.population).toBe(CONFIG.population);
    // The champion's confirmation is a round of the generation, too.
    expect(profile.around.rollouts).toBe((CONFIG.population + CONFIG.confirmEpisodes) * plan.seeds.length);
  });

  it("names the dearest genomes with their connections", () => {
    expect(profile.dearest).toHaveLength(5);
    for (const { genome, connections } of profile.dearest) {
      expect(connections).toBe(enabledConnections(genomes[genome]));
    }
  });

  it("is read as it was written", () => {
    expect(readProfile(JSON.stringify(profile), "a.json")).toEqual(profile);
  });

  it("comes with rollouts that have the steps and returns of an ordinary evaluation", () => {
    expect(rollouts.map(({ steps }) => steps)).toEqual([...ordinary.steps]);
    expect(rollouts.map((each) => each.return)).toEqual([...ordinary.returns]);
    expect(rollouts.map(({ weight, seed }) => [weight, seed])).toEqual(
      genomes.flatMap(() => Array.from(plan.seeds, (seed, i) => [plan.weights[i], seed])),
    );
  });

  it("comes with what host and workers did in each round", () => {
    expect(spans.filter(({ worker, name }) => worker === 0 && name === "checkpoint")).toHaveLength(ROUNDS);
    // One worker may have been quick enough for both.
    expect(spans.filter(({ worker, name }) => worker === 1 && name === "rollouts").length).toBeGreaterThan(0);
  });
});
