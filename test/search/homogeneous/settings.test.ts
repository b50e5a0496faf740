import { describe, expect, it } from "vitest";
import { presetNamed, resolveConfig } from "../../../src/search/configuration.js";
import { HOMOGENEOUS } from "../../../src/search/homogeneous/index.js";
import {
  configAt,
  type HomogeneousConfig,
  optionsAt,
  optionsChangeAt,
} from "../../../src/search/homogeneous/settings.js";
import { PRESETS } from "../../../src/tasks/presets.js";
import { taskNamed } from "../../../src/tasks/registry.js";
import { UserError } from "../../../src/user-error.js";

const BIPED = taskNamed("biped");

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
    [
      { fallPenalty: 3 },
      'my.json: fallPenalty: 3: expected true or null, or a schedule such as [{"from":45,"value":true}]',
    ],
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
    [{ finalHalvings: 5 }, "my.json: finalHalvings: 5 halvings of 24 finalists: expected up to 4, or null"],
    [
      { stages: [{ from: 5, finalists: 1, finalHalvings: 2 }] },
      "my.json: stages.0: 2 halvings of 1 finalists: expected null",
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

  it("of falls are refused where nothing can fall, and among stages", () => {
    expect(() => resolved({ fallPenalty: true }, "swingup-homogeneous")).toThrow(
      "my.json: fallPenalty: true: has no effect here: it is an option of biped, biped-hardcore",
    );
    for (const preset of ["swingup-homogeneous", "biped-homogeneous"]) {
      expect(() => resolved({ stages: [{ from: 3, fallPenalty: true }] }, preset)).toThrow(
        new UserError("my.json: stages.0.fallPenalty: true: expected no such key"),
      );
    }
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
    expect(optionsAt(config, 0, BIPED).taskOptions).toEqual([0]);
    expect(optionsAt(config, config.generations - 1, BIPED).taskOptions).toEqual([1]);
  });
});

describe("how episodes are run", () => {
  const changesOf = (config: HomogeneousConfig) =>
    [...Array(9).keys()].filter((generation) => optionsChangeAt(config, generation, BIPED));

  it("changes where a stage or the task's schedule says so, and nowhere else", () => {
    const stages = [
      { from: 2, episodes: 7 },
      { from: 3, patience: 50 },
    ];
    const fallPenalty = [
      { from: 0, value: true },
      { from: 5, value: true },
      { from: 7, value: null },
    ];
    expect(changesOf(resolved({ stages, fallPenalty }))).toEqual([3, 7]);
    expect(changesOf(resolved({ stages, fallPenalty: true }))).toEqual([3]);
    expect(changesOf(resolved({ stages: null, fallPenalty: [{ from: 4, value: true }] }))).toEqual([4]);
  });

  it("is as in reported figures where the task has no options", () => {
    const config = presetNamed("swingup-homogeneous") as HomogeneousConfig;
    expect(optionsAt(config, 0, taskNamed("swingup"))).toEqual({ patience: 100, forecast: false });
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
