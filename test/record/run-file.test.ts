import { describe, expect, it } from "vitest";
import type { Values } from "../../src/config/settings.js";
import { readDocument, writeDocument } from "../../src/document.js";
import { checkTuning } from "../../src/optimize/configuration.js";
import { completed, RUN_FILE, type RunFile, runId } from "../../src/record/run-file.js";
import { checkConfig } from "../../src/search/configuration.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { oldFile } from "./old-files.js";
import { BUILD, CONFIG, IMAGES, SEED, TUNING } from "./sample-run.js";

const FILE: RunFile = {
  id: runId({ seed: SEED, config: { ...CONFIG }, start: null }),
  seed: SEED,
  config: { ...CONFIG },
  start: null,
  assets: { images: IMAGES, encoder: null },
  behaviour: BUILD,
  otherBuilds: [{ generation: 3, behaviour: IMAGES }],
};

const read = (text: string) => readDocument(RUN_FILE, text, "config.json");
const sealed = (change: Values) => writeDocument(RUN_FILE, { ...FILE, ...change } as unknown as RunFile);

describe("a run's config.json", () => {
  it("gives back what determines the run", () => {
    expect(read(writeDocument(RUN_FILE, FILE, 2))).toEqual(FILE);
  });

  it.each<[line: string, change: Values]>([
    ["seed: 4294967296: expected number to be <=4294967295", { seed: 2 ** 32 }],
    ["seed: missing: expected number", { seed: undefined }],
    ["id: missing: expected string", { id: undefined }],
    ['id: "abc": expected 64 hexadecimal digits', { id: "abc" }],
    ["config: null: expected record", { config: null }],
    ['start: "abc": expected 64 hexadecimal digits', { start: "abc" }],
    ["assets.encoder: missing: expected string", { assets: { images: null } }],
    [
      "otherBuilds.0.generation: -1: expected number to be >=0",
      { otherBuilds: [{ generation: -1, behaviour: BUILD }] },
    ],
    ["colour: 3: expected no such key", { colour: 3 }],
  ])("is refused with “%s”", (line, change) => {
    expect(() => read(sealed(change))).toThrow(new UserError(`config.json: ${line}`));
  });
});

describe("a run's identity", () => {
  it("is its seed and its configuration, whatever the order of keys, without its budget", () => {
    const id = runId(FILE);
    const backwards = Object.fromEntries(Object.entries(CONFIG).reverse());
    expect(runId({ seed: SEED, start: null, config: backwards })).toBe(id);
    const budget = { generations: 7, untilReturn: 3, maxRollouts: 99 };
    expect(runId({ seed: SEED, start: null, config: { ...CONFIG, ...budget } })).toBe(id);
    expect(runId({ seed: SEED + 1, start: null, config: { ...CONFIG } })).not.toBe(id);
    expect(runId({ seed: SEED, start: null, config: { ...CONFIG, cullRatio: 0.3 } })).not.toBe(id);
    expect(runId({ seed: SEED, start: null, config: { ...CONFIG, task: "biped" } })).not.toBe(id);
  });

  it("of a tuning is not its task's: that is its champion's", () => {
    const { task: _, ...without } = TUNING;
    expect(runId({ seed: 1, start: null, config: without })).toBe(
      runId({ seed: 1, start: null, config: { ...TUNING } }),
    );
    expect(runId({ seed: 1, start: null, config: { ...TUNING, episodes: 99 } })).not.toBe(
      runId({ seed: 1, start: null, config: { ...TUNING } }),
    );
  });
});

/** A config.json of version 1 with another configuration of a search, or of a tuning. */
const first = (change: Values, key: "config" | "tune" = "config", of = "search") => {
  const file = JSON.parse(oldFile(of, "config.json"));
  return JSON.stringify({ ...file, [key]: { ...file[key], ...change } });
};

describe("a search's config.json of version 1", () => {
  it.each(["search", "car-racing-third", "mnist-fourth"])("is read complete: %s", (name) => {
    const old = JSON.parse(oldFile(name, "config.json"));
    const { id, seed, config, ...rest } = read(oldFile(name, "config.json"));
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(seed).toBe(old.seed);
    expect(rest).toEqual({ start: null, assets: { images: null, encoder: null }, behaviour: null, otherBuilds: [] });
    expect(checkConfig(config, name)).toEqual(config);
    // All that was on is what it was.
    const { fallPenaltyFrom: _, ...others } = old.config as Values;
    for (const [key, value] of Object.entries(others)) {
      if (key in config && config[key] !== null) expect([key, config[key]]).toEqual([key, value]);
    }
  });

  it("has null for what was off, and for what plays no part", () => {
    expect(read(first({ squared: null }, "config", "biped-third")).config).toMatchObject({
      search: "wann",
      islands: null,
      halveIslandsEvery: null,
      sharedWeights: null,
      sampledWeights: 14,
      guidedAdditions: null,
      untilReturn: null,
      maxRollouts: null,
      maxConnections: null,
      fallPenalty: true,
    });
    const off = {
      sampledWeights: 0,
      finalists: 0,
      averageReturns: false,
      duplicatesLast: false,
      islands: 1,
      disableConnection: 0,
      changeActivation: 0,
    };
    const { config } = read(first(off));
    for (const key of Object.keys(off)) expect([key, config[key]]).toEqual([key, null]);
    expect(config).toMatchObject({ sharedWeights: [-2, -1, -0.5, 0.5, 1, 2], finalRounds: null });
    expect(checkConfig(config, "config.json")).toEqual(config);
  });

  it("is refused where each network ran as another one: there are no such networks any more", () => {
    expect(() => read(oldFile("biped-third", "config.json"))).toThrow(
      new UserError('config.json: squared: "positive": expected null: this version has no such networks'),
    );
  });

  it.each<[title: string, change: Values, expected: Values]>([
    ["extrapolates what is never cut off", { forecast: true }, { forecast: null }],
    ["ends images early", { task: "mnist", patience: 9, forecast: true }, { patience: null, forecast: null }],
    ["is guided where there are no gradients", { guidedAdditions: 8 }, { guidedAdditions: null }],
    [
      "is guided to what it never adds",
      { task: "mnist", guidedAdditions: 8, addConnection: 0 },
      { guidedAdditions: null },
    ],
  ])("is read where it %s: it never did", (_, change, expected) => {
    const { config } = read(first(change));
    expect(config).toMatchObject(expected);
    expect(checkConfig(config, "config.json")).toEqual(config);
  });

  it("is read where it pays for falls where none falls: it never did", () => {
    const { config } = read(first({ fallPenaltyFrom: 0 }));
    expect(config).not.toHaveProperty("fallPenaltyFrom");
    expect(config).not.toHaveProperty("fallPenalty");
    expect(checkConfig(config, "config.json")).toEqual(config);
  });
});

describe("a search's config.json of version 2", () => {
  it.each<[name: string, expected: Values]>([
    ["second-wann", { fallPenalty: [{ from: 4, value: true }], patience: 40, finalists: 3 }],
    [
      "second-homogeneous",
      {
        fallPenalty: [
          { from: 4, value: true },
          { from: 5, value: null },
        ],
        stages: [{ from: 5, finalRounds: 1 }],
        patience: 40,
      },
    ],
  ])("is read with the task's option in the place of its own: %s", (name, expected) => {
    const { format: _, version: __, sha256: ___, config: before, ...old } = JSON.parse(oldFile(name, "config.json"));
    const { id, config, ...rest } = read(oldFile(name, "config.json"));
    expect(rest).toEqual(old);
    expect(config).toMatchObject(expected);
    expect(config).not.toHaveProperty("fallPenaltyFrom");
    expect(checkConfig(config, name)).toMatchObject(config);
    for (const [key, value] of Object.entries(before as Values)) {
      if (!/^(fallPenalty|fallPenaltyFrom|squared|stages)$/.test(key)) expect([key, config[key]]).toEqual([key, value]);
    }
    // It is known by what its checkpoint names.
    expect(id).toBe(JSON.parse(oldFile(name, "checkpoint")).run);
    expect(id).toBe(runId({ seed: old.seed, config: before, start: null }));
  });

  it("has lost what there is no more", () => {
    expect(JSON.parse(oldFile("second-wann", "config.json")).config.squared).toBeNull();
    expect(read(oldFile("second-wann", "config.json")).config).not.toHaveProperty("squared");
  });

  it("stays known by the same once it has been written again", () => {
    const file = read(oldFile("second-wann", "config.json"));
    expect(read(writeDocument(RUN_FILE, file, 2))).toEqual(file);
    expect(runId(file)).not.toBe(file.id);
  });

  it.each(["second-wann", "second-homogeneous", "second-tuning"])("is refused where it is damaged: %s", (name) => {
    const text = oldFile(name, "config.json").replace(/"seed": \d+/, '"seed": 77');
    expect(() => read(text)).toThrow(/^config\.json: damaged/);
  });
});

describe("a tuning's config.json of version 2", () => {
  it("is read as it was where its task has the option", () => {
    const old = JSON.parse(oldFile("second-tuning", "config.json"));
    const { id, config } = read(oldFile("second-tuning", "config.json"));
    expect(config).toEqual(old.config);
    expect(config).toMatchObject({ task: "biped", fallPenalty: null });
    expect(checkTuning(config, "config.json")).toEqual(config);
    expect(id).toBe(JSON.parse(oldFile("second-tuning", "checkpoint")).run);
  });

  it("has lost the option where its task has none", () => {
    const content = { ...FILE, config: { ...TUNING, fallPenalty: null } };
    const { id: _, ...before } = content;
    const text = writeDocument({ ...RUN_FILE, version: 2 }, before as unknown as RunFile);
    const { id, config } = read(text);
    expect(config).toEqual(TUNING);
    expect(checkTuning(config, "config.json")).toEqual(TUNING);
    expect(id).toBe(runId(content));
  });
});

describe("a tuning's config.json of version 1", () => {
  it.each([
    ["tuning", "swingup", { patience: null, stepSize: 0.3, episodes: 3 }],
    ["biped-tuned", "biped", { patience: null, fallPenalty: true, stepSize: 0.06, episodes: 16 }],
    ["biped-fixed-first", "biped", { patience: 100, fallPenalty: null, stepSize: 0.2, episodes: 1 }],
  ])("is read complete with its champion's task: %s, of %s", (name, task, expected) => {
    const { config, start } = read(oldFile(name, "config.json"));
    expect(start).toBeNull();
    const whole = completed(taskNamed(task), config);
    expect(whole).toMatchObject({ task, optimizer: "cma", untilReturn: null, maxRollouts: null, ...expected });
    expect(checkTuning(whole, name)).toEqual(whole);
    expect("fallPenalty" in whole).toBe(task === "biped");
  });

  it("of one by gradients has nothing of the others", () => {
    const adam = { method: "adam", generations: 4, batches: 2, learningRate: 0.01, confirmEpisodes: 1 };
    const { config } = read(JSON.stringify({ version: "0.1.0", seed: 1, tune: adam }));
    const whole = completed(taskNamed("mnist"), config);
    expect(checkTuning(whole, "config.json")).toEqual({
      task: "mnist",
      optimizer: "adam",
      generations: 4,
      untilReturn: null,
      maxRollouts: null,
      batches: 2,
      learningRate: 0.01,
      confirmEpisodes: 1,
    });
  });
});

describe("a file that is no config.json", () => {
  it.each<[title: string, text: string, line: string]>([
    ["is cut short", '{"version":', "not JSON, or cut short: expected the config.json of a run"],
    ["is null", "null", "null: expected the config.json of a run"],
    [
      "names neither format nor program",
      '{"seed":1}',
      'format: missing: expected "wann-run", the config.json of a run',
    ],
    ["is of neither kind", '{"version":"0.1.0","seed":1}', "not the config.json of a run of version 1, or damaged"],
    [
      "is a champion",
      '{"format":"wann-champion"}',
      'format: "wann-champion": expected "wann-run", the config.json of a run',
    ],
    ["is newer", '{"format":"wann-run","version":9}', "version: 9: expected 4 or below: a newer program wrote it"],
    [
      "is of version 1 without a seed",
      '{"version":"0.1.0","config":{"task":"swingup"}}',
      "seed: missing: expected number",
    ],
  ])("is refused with a line that says why where it %s", (_, text, line) => {
    expect(() => read(text)).toThrow(new UserError(`config.json: ${line}`));
  });
});
