import { beforeAll, describe, expect, it } from "vitest";
import { firstHidden } from "../../src/genome/genome.js";
import { readCheckpoint, writeCheckpoint } from "../../src/record/checkpoint.js";
import { finalDigest, type RunState } from "../../src/train.js";
import { UserError } from "../../src/user-error.js";
import { CONFIG, SEED, sampleRun } from "./sample-run.js";

type Json = Record<string, unknown>;

describe("a checkpoint", () => {
  let state: RunState;
  let text: string;

  beforeAll(async () => {
    state = await sampleRun(20);
    text = writeCheckpoint(state, CONFIG, SEED);
  });

  it("gives back the state exactly", () => {
    expect(readCheckpoint(text, CONFIG, SEED, "file")).toStrictEqual(state);
    // The state has something of everything.
    const { champion, search } = state;
    expect(champion?.mean).not.toBe(Math.round(champion?.mean ?? 0));
    expect(search.population.some((genome) => genome.activations.length > firstHidden(genome) + 1)).toBe(true);
    expect(search.population.some(({ connections }) => connections.some(({ enabled }) => !enabled))).toBe(true);
  });

  it("gives back a state without a champion", async () => {
    const begun = await sampleRun(0);
    expect(begun.champion).toBeUndefined();
    expect(readCheckpoint(writeCheckpoint(begun, CONFIG, SEED), CONFIG, SEED, "file")).toStrictEqual(begun);
  });

  it("can be gone on from as if there had been no stop", async () => {
    const whole = await sampleRun(30);
    const resumed = await sampleRun(30, readCheckpoint(text, CONFIG, SEED, "file"));
    expect(resumed).toStrictEqual(whole);
    expect(finalDigest(resumed)).toBe(finalDigest(whole));
  });

  it("may belong to a run of fewer or more generations", () => {
    expect(readCheckpoint(text, { ...CONFIG, generations: 99 }, SEED, "file")).toStrictEqual(state);
  });

  const changed = (change: (file: Json) => Json) => () => JSON.stringify(change(JSON.parse(text)));
  const firstGenome = (genome: Json) =>
    changed((file) => ({ ...file, population: [genome, ...(file.population as Json[]).slice(1)] }));
  const activations = [1, 1, 1, 1, 1, 1, 5, 3, 3];

  it.each<[title: string, text: () => string, says: string]>([
    ["is cut short", () => text.slice(0, -1), "not a checkpoint, or cut short"],
    ["is empty", () => "", "not a checkpoint, or cut short"],
    ["is null", () => "null", "format: undefined"],
    ["is another file", () => '{"format":"wann-champion"}', 'format: "wann-champion": expected "wann-checkpoint"'],
    ["has another version", changed((file) => ({ ...file, version: 1 })), "version: 1: expected 2"],
    ["has another seed", changed((file) => ({ ...file, seed: 7 })), `seed: 7: expected the run's seed ${SEED}`],
    [
      "has another config",
      changed((file) => ({ ...file, config: { ...CONFIG, cullRatio: 0.3 } })),
      "config.cullRatio: 0.3: expected 0.2 as in the run's config.json",
    ],
    ["has no config", changed(({ config: _, ...file }) => file), "config: task: missing"],
    [
      "has no population",
      changed(({ population: _, ...file }) => file),
      "population: 0 networks: expected 12 an island",
    ],
    [
      "has a population of another size",
      changed((file) => ({ ...file, population: (file.population as Json[]).slice(1) })),
      "population: 35 networks: expected 12 an island",
    ],
    ["has a cyclic genome", firstGenome({ activations, connections: [7, 8, 1, 8, 7, 1] }), "connections: form a cycle"],
    ["has a genome of other nodes", firstGenome({ activations, connections: [7, 9, 1] }), "there is no node 9"],
    [
      "has a genome of too few nodes",
      firstGenome({ activations: [1, 5], connections: [] }),
      "expected at least 7, got 2",
    ],
  ])("is refused with a line that says why where it %s", (_title, content, says) => {
    expect(() => readCheckpoint(content(), CONFIG, SEED, "file")).toThrow(UserError);
    expect(() => readCheckpoint(content(), CONFIG, SEED, "file")).toThrow(says);
    expect(() => readCheckpoint(content(), CONFIG, SEED, "file")).toThrow(/^file: [^\n]*$/);
  });
});
