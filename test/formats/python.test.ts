/** The file that a network is written as, in Python with NumPy and without, against the kernel. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { python } from "../../src/formats/python.js";
import type { Champion } from "../../src/genome/champion.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { describeWith } from "../describe-with.js";
import { grown, weighted } from "../genome/grown.js";
import { findProgram, PYTHON } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import {
  apart,
  COMPACT,
  championOf,
  committed,
  committedBare,
  kernelAnswers,
  observations,
  WEIGHTS,
  withoutWeights,
} from "./subjects.js";

/** Zeros, saturation, and what is no number. */
const HARD = [
  [0, 0, 0, 0, 0],
  [-0, 1, -1, 0.5, -0.5],
  [1e-300, -1e-9, 1e9, -1e15, 40],
  [3e15, 5e15, 1e300, -1e300, 708],
  [Number.POSITIVE_INFINITY, 1, 2, 3, 4],
  [Number.NaN, 1, 2, 3, 4],
];

/** Reads [module, weight or "", observations] a line; prints a line of answers for each, observation by observation. */
const DRIVER = `
import importlib, sys
sys.path.insert(0, "")
arrays = sys.argv[1] == "arrays"
for line in sys.stdin:
    name, weight, rows = line.rstrip("\\n").split("|")
    module = importlib.import_module(name)
    asked = [[float(x) for x in row.split()] for row in rows.split(";")]
    weights = [float(weight)] if weight else []
    assert (module.numpy is not None) == arrays
    if arrays:
        answers = module.act(module.numpy.array(asked), *weights).tolist()
        assert [module.act(module.numpy.array(asked[1]), *weights).tolist()] == answers[1:2]
    else:
        answers = [module.act(row, *weights) for row in asked]
    print(";".join(" ".join(repr(float(x)) for x in row) for row in answers))
`;

interface Asked {
  readonly champion: Champion;
  readonly weights: readonly (number | undefined)[];
  readonly asked: readonly (readonly number[])[];
}

describeWith(PYTHON, "a network in Python", () => {
  const folder = temporaryFolder();

  /** [network][weight][observation][output]. */
  function answered(networks: readonly Asked[], numpy: boolean, options = {}): number[][][][] {
    const lines = networks.flatMap(({ champion, weights, asked }, i) => {
      const text = python.write?.(champion, { ...taskNamed(champion.task), ...options }) ?? "";
      writeFileSync(join(folder, `net${i}.py`), text);
      const rows = asked.map((row) => row.map((x) => (Object.is(x, -0) ? "-0.0" : String(x))).join(" ")).join(";");
      return weights.map((weight) => `net${i}|${weight ?? ""}|${rows}`);
    });
    const args = [...(numpy ? [] : ["-S"]), "-B", "-c", DRIVER, numpy ? "arrays" : "lists"];
    const input = `${lines.join("\n")}\n`;
    const printed = execFileSync(findProgram(PYTHON) as string, args, { cwd: folder, input, encoding: "utf8" });
    const results = printed
      .trimEnd()
      .split("\n")
      .map((line) => line.split(";").map((row) => row.split(" ").map(numberOf)));
    return networks.map(({ weights }) => results.splice(0, weights.length));
  }

  async function expectBits(networks: readonly Asked[], numpy: boolean): Promise<void> {
    const answers = answered(networks, numpy);
    for (const [i, { champion, weights, asked }] of networks.entries()) {
      for (const [k, weight] of weights.entries()) {
        expect(answers[i][k]).toEqual(await kernelAnswers(champion, weight, asked));
      }
    }
  }

  describe.each([
    ["with NumPy", true],
    ["without NumPy", false],
  ])("%s", (_, numpy) => {
    it("answers as the kernel does, to the bit, with all activations", async () => {
      const networks = Array.from({ length: 12 }, (_, seed): Asked => {
        const genome = grown({ inputs: 5, outputs: 1, mutations: 150, seed });
        const own = seed % 3 === 0;
        return {
          champion: championOf(own ? weighted(genome, seed) : genome),
          weights: own ? [undefined] : [-1.37, 0.1, 2],
          asked: [...HARD, ...observations(5, 10)],
        };
      });
      await expectBits(networks, numpy);
    });

    it("of committed champions gives the same bits", async () => {
      const paths = ["swingup.json", "biped.json", "biped/homogeneous/seed-5.json", "car-racing.json"];
      const networks = paths.map((path): Asked => {
        const { champion, task } = committed(`champions/${path}`);
        const bare = { ...champion, genome: withoutWeights(champion.genome) };
        return { champion: bare, weights: WEIGHTS, asked: observations(task.inputs, 10) };
      });
      const { champion, task } = committed("champions/biped-fixed.json");
      await expectBits([...networks, { champion, weights: [undefined], asked: observations(task.inputs, 10) }], numpy);
    });

    it("of a compact genome agrees with the expressed network, of steps and of ReLUs", () => {
      const networks = COMPACT.map((path): Asked => {
        const { champion, task } = committedBare(path);
        return { champion, weights: [0.7331], asked: observations(task.inputs, 10) };
      });
      const expressed = answered(networks, numpy);
      for (const [i, [found]] of answered(networks, numpy, { compact: true }).entries()) {
        expect(apart(found, expressed[i][0])).toEqual([]);
      }
    });

    it("divides what it sees by the task's scales", () => {
      const { champion, task } = committed(COMPACT[0]);
      const scales = [2, 1, 0.5, 100, 0.01];
      const asked = observations(task.inputs, 20);
      const scaled = asked.map((row) => row.map((value, k) => value / scales[k]));
      const plain = answered([{ champion, weights: [0.7], asked: scaled }], numpy);
      expect(answered([{ champion: { ...champion, scales }, weights: [0.7], asked }], numpy)).toEqual(plain);
    });
  });
});

/** What Python writes. */
function numberOf(text: string): number {
  return Number(text.replace("nan", "NaN").replace("inf", "Infinity"));
}
