import { describe, expect, it } from "vitest";
import { Kernel } from "../../src/evaluate/module.js";
import { readWasm } from "../../src/evaluate/wasm-file.js";
import { enabledConnections } from "../../src/genome/genome.js";
import { pack } from "../../src/network/pack.js";
import { compareProfiles } from "../../src/profile/compare.js";
import { measure } from "../../src/profile/measure.js";
import { readProfile } from "../../src/profile/profile.js";
import { rolloutsCsv } from "../../src/profile/rollouts.js";
import { traceJson } from "../../src/profile/trace.js";
import { CONFIG, SUBJECT } from "./subject.js";

const WORKERS = 2;
const ROUNDS = 2;
const { profile, rollouts, spans } = await measure("swingup", SUBJECT, { workers: WORKERS, rounds: ROUNDS });
const { genomes, plan } = SUBJECT;
const release = await Kernel.load(await readWasm(), SUBJECT.task);
const ordinary = release.evaluateAll(
  genomes.map((genome) => pack(genome).words),
  plan,
);

describe("a profile", () => {
  it.each(["step", "around"] as const)("%s: has rows whose shares are all there is", (part) => {
    const { rows } = profile[part];
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    for (const { ns, share } of rows) {
      expect(ns.low).toBeLessThanOrEqual(ns.median);
      expect(ns.median).toBeLessThanOrEqual(ns.high);
      expect(share).toBeGreaterThanOrEqual(0);
    }
  });

  it("names the phases of a lane-step and of a generation", () => {
    expect(profile.step.rows.map(({ row }) => row)).toEqual([
      "reset",
      "observe",
      "forward",
      "motion and reward",
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

  it("has the lane-steps of its rollouts, and covers no more than there is", () => {
    expect(profile.step.laneSteps).toBe(ordinary.steps.reduce((sum, lived) => sum + lived, 0));
    expect(profile.step.computedLanes).toBeGreaterThanOrEqual(profile.step.laneSteps);
    expect(profile.step.covered).toBeGreaterThan(0);
    expect(profile.step.covered).toBeLessThanOrEqual(1);
    expect(profile.rollouts).toBe(genomes.length * plan.seeds.length);
    expect(profile.around.population).toBe(CONFIG.population);
  });

  it("marks parts as counts times unit costs, with what is left of their phase", () => {
    for (const { perLaneStep, unitNs, ns } of profile.step.parts) expect(ns).toBeCloseTo(perLaneStep * unitNs, 9);
    for (const { row, measuredNs, modelledNs } of profile.step.residuals) {
      expect(measuredNs).toBe(profile.step.rows.find((each) => each.row === row)?.ns.median);
      const own = profile.step.parts.filter((each) => each.row === row);
      expect(own.reduce((sum, { ns }) => sum + ns, 0)).toBeCloseTo(modelledNs, 9);
    }
    expect(profile.step.residuals.map(({ row }) => row)).toEqual(["forward", "motion and reward"]);
  });

  it("names the dearest genomes", () => {
    const costs = profile.dearest.map(({ microseconds }) => microseconds);
    expect(costs).toEqual([...costs].sort((a, b) => b - a));
    for (const { genome, connections } of profile.dearest) {
      expect(connections).toBe(enabledConnections(genomes[genome]));
    }
  });

  it("is read as it was written", () => {
    expect(readProfile(JSON.stringify(profile), "a.json")).toEqual(profile);
  });

  it("has no change against itself", () => {
    const changes = compareProfiles([{ before: profile, after: profile }]);
    expect(changes.length).toBeGreaterThan(10);
    for (const { ratio, verdict } of changes) {
      expect(verdict).toBe("no change");
      if (ratio !== null) expect(ratio.median).toBe(1);
    }
  });
});

describe("rollouts", () => {
  it("have the steps and returns of an ordinary evaluation", () => {
    expect(rollouts.map(({ steps }) => steps)).toEqual([...ordinary.steps]);
    expect(rollouts.map((each) => each.return)).toEqual([...ordinary.returns]);
    for (const [i, { genome, weight, seed, connections }] of rollouts.entries()) {
      const episode = i % plan.seeds.length;
      expect([weight, seed]).toEqual([plan.weights[episode], plan.seeds[episode]]);
      expect(connections).toBe(enabledConnections(genomes[genome]));
    }
  });

  it("are written as CSV, a line each", () => {
    const [header, ...lines] = rolloutsCsv(rollouts).trimEnd().split("\n");
    expect(header).toBe("genome,weight,seed,steps,us,connections,return");
    expect(lines).toHaveLength(rollouts.length);
    for (const [i, line] of lines.entries()) {
      const cells = line.split(",").map(Number);
      expect(cells).toHaveLength(7);
      expect([cells[0], cells[3], cells[6]]).toEqual([rollouts[i].genome, rollouts[i].steps, rollouts[i].return]);
    }
  });
});

describe("a trace", () => {
  const { traceEvents } = JSON.parse(traceJson(spans, WORKERS)) as {
    traceEvents: { name: string; ph: string; tid: number; ts: number; dur: number; args?: { name: string } }[];
  };

  it("has a track for the host and one a worker", () => {
    const tracks = traceEvents.filter(({ ph }) => ph === "M").map(({ tid, args }) => [tid, args?.name]);
    expect(tracks).toEqual([
      [0, "host"],
      [1, "worker 1"],
      [2, "worker 2"],
    ]);
  });

  it("has what host and workers did, each in its time", () => {
    const events = traceEvents.filter(({ ph }) => ph === "X");
    // A new search's first generation has two rounds: of its networks, and of its champion.
    expect(events.filter(({ tid, name }) => tid === 0 && name === "asking")).toHaveLength(2 * ROUNDS);
    expect(new Set([...events.map(({ tid }) => tid), 2])).toEqual(new Set([0, 1, 2]));
    for (const { ts, dur } of events) {
      expect(ts).toBeGreaterThanOrEqual(0);
      expect(dur).toBeGreaterThanOrEqual(0);
    }
    for (const worker of [1, 2]) {
      const own = events.filter(({ tid }) => tid === worker).sort((a, b) => a.ts - b.ts);
      // A worker does one thing at a time; the clock of threads is good to some microseconds.
      for (let i = 1; i < own.length; i++) expect(own[i].ts).toBeGreaterThan(own[i - 1].ts + own[i - 1].dur - 50);
    }
  });
});
