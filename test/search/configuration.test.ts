import { describe, expect, it } from "vitest";
import type { Values } from "../../src/config/settings.js";
import { checkConfig, presetNamed, resolveConfig, settingsFor } from "../../src/search/configuration.js";
import { SEARCHES } from "../../src/search/registry.js";
import { PRESETS } from "../../src/tasks/presets.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";

const PAPER = presetNamed("swingup-paper");
const TASKS = "(tasks: swingup, biped, biped-hardcore, car-racing, mnist)";
const KEYS =
  "generations, untilReturn, maxRollouts, population, islands, halveIslandsEvery, sharedWeights, sampledWeights, " +
  "episodesPerWeight, confirmEpisodes, averageReturns, finalists, finalRounds, duplicatesLast, " +
  "initialConnectionProbability, maxConnections, complexityProbability, cullRatio, eliteRatio, tournamentSize, " +
  "changeActivation, insertNode, addConnection, enableConnection, disableConnection, guidedAdditions, " +
  "hiddenActivations, patience, forecast";
const NO_ODDS = { changeActivation: 0, insertNode: 0, addConnection: 0, enableConnection: 0 };

const over = (values: Values, preset = "swingup-paper") =>
  resolveConfig(PRESETS.named(preset), [{ origin: "run.json", values }]);

describe("presetNamed", () => {
  it.each([
    ["swinup", ', did you mean "swingup"?'],
    ["nothing-like-it", ""],
    ["constructor", ""],
  ])("says that there is no %s", (name, near) => {
    const names = PRESETS.all.map((preset) => preset.name).join(", ");
    expect(() => presetNamed(name)).toThrow(
      new UserError(`preset: unknown preset "${name}"${near} (presets: ${names})`),
    );
    expect(() => presetNamed(name, "--preset")).toThrow(/^--preset: unknown preset/);
  });
});

describe("resolveConfig", () => {
  const layers = [
    { origin: "run.json", values: { population: 10, generations: 5 } },
    { origin: "--set population=20", values: { population: 20 } },
  ];

  it("lays later layers over earlier ones and the preset", () => {
    expect(resolveConfig(PRESETS.named("swingup-paper"), layers)).toEqual({
      ...PAPER,
      population: 20,
      generations: 5,
    });
    expect(presetNamed("swingup-paper")).toEqual(PAPER);
  });

  it("takes a complete configuration where a preset may be", () => {
    const config = resolveConfig(PAPER, layers);
    expect(config).toEqual({ ...PAPER, population: 20, generations: 5 });
    const off = { origin: "off", values: { changeActivation: 0 } };
    expect(resolveConfig(resolveConfig(PAPER, [off]), layers)).toEqual({ ...config, changeActivation: null });
  });

  it("names the layer that has the key of what is wrong with the whole, or the last one", () => {
    const few = { origin: "--set initialNetworks=5", values: { initialNetworks: 5 } };
    const gain = { origin: "--set gain=8", values: { gain: 8 } };
    const preset = PRESETS.named("swingup-homogeneous");
    expect(() => resolveConfig(preset, [few, gain])).toThrow(/^--set initialNetworks=5: initialNetworks: 5: expected/);
    const many = { origin: "many", values: { population: 1_000_000 } };
    expect(() => resolveConfig(preset, [gain, many])).toThrow(/^many: initialNetworks: 1024: expected/);
  });

  it("refuses generations that do not fit in memory", () => {
    const many = { origin: "many", values: { episodesPerWeight: 10, confirmEpisodes: 1_000_000 } };
    const rollouts = 192 * 6 * 10 + 6 * 10 * 1_000_000;
    expect(() => resolveConfig(PAPER, [many])).toThrow(
      new UserError(
        `many: a generation of ${rollouts} rollouts: expected up to 10000000: fewer networks, weights or episodes`,
      ),
    );
    const config = { ...PAPER, ...many.values };
    expect(() => checkConfig(config, "config.json")).toThrow(/^config\.json: a generation of/);
    const later = { origin: "later", values: { stages: [{ from: 5, episodes: 1_000_000 }] } };
    expect(() => resolveConfig(PRESETS.named("quick-homogeneous"), [later])).toThrow(
      /^later: a generation of \d+ rollouts/,
    );
  });

  it("names the layer that is wrong", () => {
    const wrong = { origin: "--set population=1", values: { population: 1 } };
    expect(() => resolveConfig(PAPER, [...layers, wrong])).toThrow(
      new UserError("--set population=1: population: 1: expected number to be >=2"),
    );
  });

  it("has null for what plays no part", () => {
    expect(over({ sampledWeights: 3 })).toMatchObject({ sampledWeights: 3, sharedWeights: null });
    expect(over({ islands: 4 })).toMatchObject({ islands: 4, halveIslandsEvery: 1 });
    expect(over({ finalists: 4 })).toMatchObject({ finalists: 4, finalRounds: 1 });
    expect(over({ islands: null }, "swingup")).toMatchObject({ islands: null, halveIslandsEvery: null });
    expect(over({ patience: null }, "car-racing")).toMatchObject({ patience: null, forecast: null });
    expect(over({ addConnection: 0 }, "mnist")).toMatchObject({ addConnection: null, guidedAdditions: null });
  });

  it("takes what turns a setting off: null, and 0 and false where they mean that", () => {
    const off = { duplicatesLast: null, averageReturns: null, changeActivation: null };
    expect(over({ duplicatesLast: false, averageReturns: null, changeActivation: 0 }, "swingup")).toMatchObject(off);
  });

  it("may be told the task and the search that it is of anyway", () => {
    expect(over({ task: "swingup", search: "wann", population: 20 })).toEqual({ ...PAPER, population: 20 });
    expect(() => over({ task: "biped" })).toThrow(new UserError('run.json: task: "biped": expected "swingup"'));
    expect(() => over({ search: "other" })).toThrow(new UserError('run.json: search: "other": expected "wann"'));
  });

  it.each<[line: string, values: Values]>([
    ['unknown key "populaton", did you mean "population"?', { populaton: 64 }],
    [`unknown key "zzzzzzz" (keys: ${KEYS})`, { zzzzzzz: 1 }],
    ['population: "many": expected number', { population: "many" }],
    ["population: 0: expected number to be >=2", { population: 0 }],
    ["population: 2.5: expected int", { population: 2.5 }],
    ["population: 2000000: expected number to be <=1000000", { population: 2_000_000 }],
    ["generations: 0: expected number to be >=1", { generations: 0 }],
    ["generations: null: expected number", { generations: null }],
    ["tournamentSize: 0: expected number to be >=1", { tournamentSize: 0 }],
    ["sampledWeights: -1: expected number to be >=1", { sampledWeights: -1 }],
    ["maxConnections: 0: expected number to be >=1", { maxConnections: 0 }],
    ["complexityProbability: 1.5: expected number to be <=1", { complexityProbability: 1.5 }],
    ["initialConnectionProbability: -0.1: expected number to be >=0", { initialConnectionProbability: -0.1 }],
    ["cullRatio: 1: expected number to be <1", { cullRatio: 1 }],
    ["insertNode: -1: expected number to be >0", { insertNode: -1 }],
    ["sharedWeights: []: expected array to have >=1 items", { sharedWeights: [] }],
    ['sharedWeights.1: "a": expected number', { sharedWeights: [1, "a"] }],
    [`task: unknown task "swinup", did you mean "swingup"? ${TASKS}`, { task: "swinup" }],
    [
      'hiddenActivations.0: "swish": expected one of "linear"|"step"|"sine"|"gaussian"|"tanh"|"sigmoid"|"inverse"|"absolute"|"relu"|"cosine"',
      { hiddenActivations: ["swish"] },
    ],
    ["changeActivation, insertNode, addConnection, enableConnection, disableConnection: expected one above 0", NO_ODDS],
    [
      "guidedAdditions: 8: has no effect here: it plays a part only with addConnection and where the task's loss has gradients",
      { guidedAdditions: 8 },
    ],
    ["halveIslandsEvery: 9: has no effect here: it plays a part only with islands", { halveIslandsEvery: 9 }],
    ["finalRounds: 2: has no effect here: it plays a part only with finalists", { finalRounds: 2 }],
    [
      "sharedWeights: [1]: has no effect here: it plays a part only without sampledWeights",
      { sampledWeights: 3, sharedWeights: [1] },
    ],
    [
      "forecast: true: has no effect here: it plays a part only with patience and where the task is played step by step",
      { forecast: true },
    ],
    ["fallPenalty: true: has no effect here: it is an option of biped, biped-hardcore", { fallPenalty: true }],
  ])("says “%s”", (line, values) => {
    expect(() => over(values)).toThrow(new UserError(`run.json: ${line}`));
  });
});

describe("a task's options", () => {
  it("come after the search's own settings, of a task that has any", () => {
    const wann = SEARCHES.named("wann");
    expect(Object.keys(settingsFor(wann, taskNamed("swingup")))).toEqual(Object.keys(wann.settings));
    expect(Object.keys(settingsFor(wann, taskNamed("biped")))).toEqual([...Object.keys(wann.settings), "fallPenalty"]);
    expect(presetNamed("swingup-paper")).not.toHaveProperty("fallPenalty");
    expect(Object.keys(presetNamed("biped-paper")).at(-1)).toBe("fallPenalty");
  });

  it("hold for the whole run, or from a generation on", () => {
    const schedule = [
      { from: 0, value: true },
      { from: 9, value: null },
    ];
    for (const fallPenalty of [true, null, schedule]) {
      const config = over({ fallPenalty }, "biped-paper");
      expect(config).toMatchObject({ fallPenalty });
      expect(checkConfig({ ...config }, "config.json")).toEqual(config);
    }
    expect(over({ fallPenalty: false }, "biped-paper")).toMatchObject({ fallPenalty: null });
  });

  it.each<[line: string, fallPenalty: unknown]>([
    ['fallPenalty: 3: expected true or null, or a schedule such as [{"from":45,"value":true}]', 3],
    ["fallPenalty: []: expected array to have >=1 items", []],
    ["fallPenalty.0.from: -1: expected number to be >=0", [{ from: -1, value: true }]],
    [
      "fallPenalty.1.from: 5: expected more than 5: steps follow each other",
      [
        { from: 5, value: true },
        { from: 5, value: null },
      ],
    ],
  ])("are refused with “%s”", (line, fallPenalty) => {
    expect(() => over({ fallPenalty }, "biped-paper")).toThrow(new UserError(`run.json: ${line}`));
    const config = { ...presetNamed("biped-paper"), fallPenalty };
    expect(() => checkConfig(config, "config.json")).toThrow(new UserError(`config.json: ${line}`));
  });
});

describe("checkConfig", () => {
  const check = (change: Values) => checkConfig({ ...PAPER, ...change }, "config.json");

  it("returns a complete configuration as it is", () => {
    for (const config of [over({ population: 2, cullRatio: 0, sampledWeights: 3 }), presetNamed("biped")]) {
      expect(checkConfig({ ...config }, "config.json")).toEqual(config);
    }
  });

  it("takes settings as off that came after the configuration was written", () => {
    const { finalHalvings, ...older } = presetNamed("car-racing-homogeneous") as unknown as Values;
    expect(finalHalvings).toBeNull();
    expect(checkConfig(older, "config.json")).toEqual({ ...older, finalHalvings });
  });

  it.each<[line: string, change: Values]>([
    ["population: missing: expected number", { population: undefined }],
    ['unknown key "colour"', { colour: 3 }],
    ['unknown key "fallPenalty"', { fallPenalty: null }],
    ["halveIslandsEvery: 2: expected null: it plays no part here", { halveIslandsEvery: 2 }],
    ["islands: 1: expected number to be >=2", { islands: 1, halveIslandsEvery: 1 }],
    ["task: missing: expected a name", { task: undefined }],
    ["search: 3: expected a name", { search: 3 }],
    [`task: unknown task "chess" ${TASKS}`, { task: "chess" }],
    ['search: unknown search "hill" (searches: wann, homogeneous, homogeneous-gradient)', { search: "hill" }],
    [
      "changeActivation, insertNode, addConnection, enableConnection, disableConnection: expected one above 0",
      Object.fromEntries(Object.keys(NO_ODDS).map((key) => [key, null])),
    ],
  ])("says “%s”", (line, change) => {
    expect(() => check(change)).toThrow(new UserError(`config.json: ${line}`));
  });
});
