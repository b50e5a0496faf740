import { describe, expect, it } from "vitest";
import { PRESETS } from "../../../src/config/presets.js";
import { presetNamed, resolveConfig } from "../../../src/search/configuration.js";
import { HOMOGENEOUS } from "../../../src/search/homogeneous/index.js";
import { configAt, type HomogeneousConfig, optionsAt } from "../../../src/search/homogeneous/settings.js";
import { UserError } from "../../../src/user-error.js";

function resolved(values: Record<string, unknown>, preset = "biped-homogeneous"): HomogeneousConfig {
  return resolveConfig(presetNamed(preset), [{ origin: "my.json", values }]) as HomogeneousConfig;
}

describe("bad settings", () => {
  it.each<[Record<string, unknown>, string]>([
    [{ gain: 0 }, "my.json: gain: 0: expected number to be >=1"],
    [{ largestWeight: 0 }, "my.json: largestWeight: 0: expected number to be >=1"],
    [{ initialNetworks: 100 }, "my.json: initialNetworks: 100: expected 192 or more, the population, or null"],
    [
      { maxConnections: 26 },
      "my.json: maxConnections: 26: expected 27 or more, the smallest network of that gain, or null",
    ],
    [{ fallPenalty: 3 }, "my.json: fallPenalty: 3: expected true"],
    [{ count: "all" }, 'my.json: count: "all": expected one of "expressed"|"signed"'],
    [{ stages: [] }, "my.json: stages: []: expected array to have >=1 items"],
    [{ stages: [{ from: 0 }] }, "my.json: stages.0.from: 0: expected number to be >=1"],
    [{ stages: [{ from: 5, episodes: 0 }] }, "my.json: stages.0.episodes: 0: expected number to be >=1"],
    [
      { stages: [{ from: 5 }, { from: 5 }] },
      "my.json: stages.1.from: 5: expected more than 5: stages follow each other",
    ],
    [{ stages: [{ from: 5, gain: 3 }] }, "my.json: stages.0.gain: 3: expected no such key"],
    [
      { patience: null, stages: [{ from: 5, forecast: true }] },
      "my.json: stages.0.forecast: true: has no effect here: it plays a part only with patience and where the task is played step by step",
    ],
    [
      {
        addConnection: 0,
        splitConnection: 0,
        addUnit: 0,
        changeWeight: 0,
        flipSign: 0,
        rewireInput: 0,
        removeConnection: 0,
      },
      "my.json: addConnection, splitConnection, addUnit, changeWeight, flipSign, rewireInput, removeConnection: expected one above 0",
    ],
  ])("%o is refused in one line", (values, line) => {
    expect(() => resolved(values)).toThrow(new UserError(line));
  });

  it("of falls are refused where nothing can fall", () => {
    const line = "has no effect here: it plays a part only where the task's body can fall";
    expect(() => resolved({ fallPenalty: true }, "swingup-homogeneous")).toThrow(`my.json: fallPenalty: true: ${line}`);
    expect(() => resolved({ stages: [{ from: 3, fallPenalty: true }] }, "swingup-homogeneous")).toThrow(
      `my.json: stages.0.fallPenalty: true: ${line}`,
    );
  });

  it("are a task whose outputs the class has nothing for", () => {
    const { values } = PRESETS.named("swingup-homogeneous");
    const preset = {
      name: "digits",
      title: "",
      task: "mnist",
      search: "homogeneous",
      values: { ...values, patience: null },
    };
    expect(() => resolveConfig(preset, [])).toThrow(
      new UserError(
        "the configuration: task: mnist: its outputs are compared with each other: expected a task whose outputs are clipped",
      ),
    );
  });
});

describe("presets", () => {
  it.each(PRESETS.all.filter(({ search }) => search === "homogeneous").map(({ name }) => name))(
    "%s is complete",
    (name) => {
      const config = presetNamed(name) as HomogeneousConfig;
      expect(HOMOGENEOUS.workload(config)).toHaveLength(config.generations);
      expect(resolveConfig(config, [])).toEqual(config);
    },
  );

  it("of the walker has it pay for falls in the end", () => {
    const config = presetNamed("biped-homogeneous") as HomogeneousConfig;
    expect(optionsAt(config, 0).fallPenalty).toBe(false);
    expect(optionsAt(config, config.generations - 1).fallPenalty).toBe(true);
  });
});

describe("configAt", () => {
  it("lays stages over each other, each from its generation on", () => {
    const config = resolved({
      stages: [
        { from: 2, episodes: 5, finalists: 8 },
        { from: 4, episodes: 7, patience: null },
      ],
    });
    const at = [0, 1, 2, 3, 4, 60].map((generation) => {
      const { episodes, finalists, patience } = configAt(config, generation);
      return [episodes, finalists, patience];
    });
    expect(at).toEqual([
      [3, 24, 120],
      [3, 24, 120],
      [5, 8, 120],
      [5, 8, 120],
      [7, 8, null],
      [7, 8, null],
    ]);
  });
});
