import { describe, expect, it } from "vitest";
import { loadEvaluator } from "../../src/index.js";
import { championFrom } from "../../src/record/champion-text.js";
import { returnScore } from "../../src/score/score.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import golden from "../golden/original.json" with { type: "json" };

const OUT = golden["swing.out"];
const ZOO = golden["cartpole_swingup.wann.json"];
const TOPOLOGY = { text: OUT, file: "swing.out" };

describe("the original's swing-up network", () => {
  it("is a topology: its placeholders are no weights", () => {
    const { champion } = championFrom(OUT, "swing.out", "cartpole_swingup");
    expect(champion.genome.connections).toHaveLength(52);
    expect(champion.genome.connections.every(({ weight }) => weight === undefined)).toBe(true);
    expect(champion.tunedSharedWeight).toBeUndefined();
  });

  it("earns with its zoo's weights what the zoo says: 932", async () => {
    const { champion, task } = championFrom(ZOO, "cartpole_swingup.wann.json", "swingup", { topology: TOPOLOGY });
    const evaluator = await loadEvaluator(task);
    const { mean } = await returnScore(evaluator, 100, 0).ownWeightsRow(champion.genome);
    await evaluator.close();
    expect(champion.provenance).toEqual({
      file: "cartpole_swingup.wann.json",
      topology: "swing.out",
      published: [932],
    });
    expect(Math.abs(mean - 932)).toBeLessThan(3);
  });
});

describe("a file of the zoo", () => {
  const options = { taskFrom: "--task", topologyFrom: "--topology" };
  const read = (text: string, more: object = { topology: TOPOLOGY }) =>
    championFrom(text, "x.wann.json", "swingup", { ...options, ...more });

  it.each<[string, string]>([
    ["x.wann.json: 2 weights: expected 52, one for each connection of swing.out", "[[1, 2], 932]"],
    ["x.wann.json: not JSON: expected weights of the original's zoo (.wann.json)", "[[1, 2], 932"],
    ['x.wann.json: 0.1: "a": expected a number', '[[1, "a"], 932]'],
    ["x.wann.json: 0: []: expected a weight or more", "[[], 932]"],
    ['x.wann.json: 1: "x": expected a number', '[[1], "x"]'],
  ])("says “%s”", (line, text) => {
    expect(() => read(text)).toThrow(new UserError(line));
  });

  it("needs a task and a topology, which is a .out file; what has one of its own needs none", () => {
    const without = "x.wann.json: weights without a topology: expected --topology with it";
    expect(() => read(ZOO, {})).toThrow(new UserError(without));
    expect(() => championFrom(ZOO, "x.wann.json", undefined, options)).toThrow(
      "names no task: expected --task with it",
    );
    expect(() => read(ZOO, { topology: { text: ZOO, file: "y.wann.json" } })).toThrow(
      'y.wann.json: begins with "[": expected a comma-separated matrix of the original code (.out)',
    );
    expect(() => championFrom(OUT, "x.out", "swingup", { ...options, topology: TOPOLOGY })).toThrow(
      new UserError("--topology swing.out: has no effect: x.out has one of its own"),
    );
  });

  it("gets what the original's tools add to its weights", () => {
    const weights = JSON.parse(ZOO)[0];
    const { connections } = read(ZOO).champion.genome;
    expect(connections.map(({ weight = 0 }) => weight)).toEqual(weights.map((weight: number) => weight - 1.5));
    expect(["swingup", "biped", "bipedhard", "vae_racing", "mnist256"].map((name) => taskNamed(name).zooBias)).toEqual([
      -1.5, -1.87, -1.87, -0.7, 0,
    ]);
  });
});
