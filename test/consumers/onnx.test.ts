/** The ONNX model of a network: onnx's own checker takes it, and onnxruntime-web answers as the kernel does. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onnx } from "../../src/formats/onnx.js";
import type { Champion } from "../../src/genome/champion.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { describeWith } from "../describe-with.js";
import {
  apart,
  COMPACT,
  championOf,
  committed,
  committedBare,
  kernelAnswers,
  largestDifference,
  observations,
  tied,
  WEIGHTS,
  withoutWeights,
} from "../formats/subjects.js";
import { grown, weighted } from "../genome/grown.js";
import { findProgram, ONNX_CONSUMER, ONNX_RUNTIME, PYTHON_ONNX } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const folder = temporaryFolder();

async function write(name: string, champion: Champion, options = {}): Promise<string> {
  const bytes = await onnx.writeBytes?.(champion, { ...taskNamed(champion.task), ...options });
  const path = join(folder, name);
  writeFileSync(path, bytes ?? "");
  return path;
}

const bare = (champion: Champion): Champion => ({ ...champion, genome: withoutWeights(champion.genome) });

const SHARED = ["swingup.json", "swingup-homogeneous.json", "biped.json", "car-racing.json"];

describeWith(PYTHON_ONNX, "onnx's checker", () => {
  /** Prints, for each model, its opset, inputs and metadata. */
  const CHECK = `
import json, onnx, sys
for path in sys.argv[1:]:
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert not [each for each in model.graph.node if each.op_type in ("MatMul", "Gemm")]
    print(json.dumps({
        "opset": [each.version for each in model.opset_import],
        "inputs": [[each.name, each.type.tensor_type.elem_type,
            [size.dim_param or size.dim_value for size in each.type.tensor_type.shape.dim]] for each in model.graph.input],
        "metadata": {each.key: each.value for each in model.metadata_props}}))
`;

  it("takes every model, of either width, with weights of its own or without; and each says what it is", async () => {
    const { champion: walker } = committed("champions/biped.json");
    const { champion: fixed } = committed("champions/swingup-fixed.json");
    const { champion: compact } = committed("champions/swingup-homogeneous.json");
    const { champion: digits } = committed("champions/mnist.json");
    const paths = [
      await write("walker.onnx", bare(walker)),
      await write("fixed.onnx", fixed, { double: true }),
      await write("compact.onnx", compact, { compact: true }),
      await write("digits.onnx", digits),
      await write("every.onnx", championOf(grown({ inputs: 5, outputs: 1, mutations: 150, seed: 3 })), {
        double: true,
      }),
    ];
    const printed = execFileSync(findProgram(PYTHON_ONNX) as string, ["-c", CHECK, ...paths], { encoding: "utf8" });
    const models = printed
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(models.map(({ opset }) => opset)).toEqual(paths.map(() => [13]));
    const [ofWalker, ofFixed, ofCompact] = models;
    expect(ofWalker.inputs).toEqual([
      ["observations", 1, ["N", 24]],
      ["shared_weight", 1, []],
    ]);
    expect(ofFixed.inputs).toEqual([["observations", 11, ["N", 5]]]);
    expect(ofCompact.inputs.length).toBe(2);
    const { task, input_labels, provenance } = ofWalker.metadata;
    expect(task).toBe("biped");
    expect(JSON.parse(input_labels)).toEqual(taskNamed("biped").inputLabels);
    expect(JSON.parse(provenance)).toEqual(walker.provenance);
  });
});

describeWith(ONNX_RUNTIME, "onnxruntime-web", () => {
  interface Case {
    readonly champion: Champion;
    readonly weights: readonly (number | undefined)[];
    readonly asked: readonly (readonly number[])[];
    readonly options?: object;
  }

  /** [case][weight][observation][output]. */
  async function answered(cases: readonly Case[], double: boolean): Promise<number[][][][]> {
    const input = await Promise.all(
      cases.map(async ({ champion, weights, asked, options }, i) => ({
        model: await write(`${i}.onnx`, champion, { ...options, double }),
        double,
        weights: weights.map((weight) => weight ?? null),
        asked,
      })),
    );
    const printed = execFileSync(process.execPath, [join(ONNX_CONSUMER, "run.js")], {
      input: JSON.stringify(input),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["pipe", "pipe", "inherit"],
    });
    return JSON.parse(printed);
  }

  /** The largest relative difference of each case over its weights, but for ties. */
  async function differences(cases: readonly Case[], double: boolean) {
    const answers = await answered(cases, double);
    return Promise.all(
      cases.map(async ({ champion, weights, asked }, i) => {
        let [difference, ties] = [0, 0];
        for (const [k, weight] of weights.entries()) {
          const expected = await kernelAnswers(champion, weight, asked);
          const off = largestDifference(answers[i][k], expected, (row) => tied(champion.genome, weight, asked[row]));
          difference = Math.max(difference, off.difference);
          ties += off.ties;
        }
        return { difference, ties };
      }),
    );
  }

  it("in 64 bits is within 1e-6 of the kernel over 1,000 observations and ten weights, but for ties", async () => {
    const cases = SHARED.map((path): Case => {
      const { champion, task } = committed(`champions/${path}`);
      return { champion: bare(champion), weights: WEIGHTS, asked: observations(task.inputs, 1000) };
    });
    const found = await differences(cases, true);
    expect(found.map(({ difference }) => difference < 1e-6)).toEqual(cases.map(() => true));
    expect(found.every(({ ties }) => ties < 10)).toBe(true);
  });

  it("does the same with weights of their own, and with every activation", async () => {
    const fixed = ["swingup.json", "swingup-fixed.json"].map((path): Case => {
      const { champion, task } = committed(`champions/${path}`);
      return { champion, weights: [undefined], asked: observations(task.inputs, 50) };
    });
    const random = Array.from({ length: 10 }, (_, seed): Case => {
      const genome = grown({ inputs: 5, outputs: 1, mutations: 120, seed });
      const own = seed % 2 === 0;
      const champion = championOf(own ? weighted(genome, seed) : genome);
      return { champion, weights: own ? [undefined] : [-0.7331, 0.31], asked: observations(5, 200) };
    });
    for (const { difference } of await differences([...fixed, ...random], true)) expect(difference).toBeLessThan(1e-6);
  });

  it("of a compact genome agrees with the expressed network, of steps and of ReLUs", async () => {
    const cases = COMPACT.map((path): Case => {
      const { champion, task } = committedBare(path);
      return { champion, weights: [0.31, 1.37], asked: observations(task.inputs, 100) };
    });
    const expressed = await answered(cases, true);
    const compact = await answered(
      cases.map((each) => ({ ...each, options: { compact: true } })),
      true,
    );
    for (const [i, found] of compact.entries()) {
      for (const [k, answers] of found.entries()) expect(apart(answers, expressed[i][k])).toEqual([]);
    }
  });

  it("divides what it sees by the task's scales", async () => {
    const { champion, task } = committed(COMPACT[0]);
    const scales = [2, 1, 0.5, 100, 0.01];
    const asked = observations(task.inputs, 50);
    const scaled = asked.map((row) => row.map((value, k) => value / scales[k]));
    const [found, plain] = await answered(
      [
        { champion: { ...champion, scales }, weights: [0.7], asked },
        { champion, weights: [0.7], asked: scaled },
      ],
      true,
    );
    expect(found).toEqual(plain);
  });

  it("in 32 bits takes digits for the kernel's classes", async () => {
    const { champion, task } = committed("champions/mnist.json");
    const asked = observations(task.inputs, 50).map((row) => row.map(Math.fround));
    const [[answers]] = await answered([{ champion: bare(champion), weights: [0.31], asked }], false);
    const expected = await kernelAnswers(bare(champion), 0.31, asked);
    const classOf = (logits: readonly number[]) => logits.indexOf(Math.max(...logits));
    expect(answers.map(classOf)).toEqual(expected.map(classOf));
  });
});

describe("a model", () => {
  it("is written the same every time", async () => {
    const { champion, task } = committed("champions/swingup.json");
    expect(await onnx.writeBytes?.(champion, task)).toEqual(await onnx.writeBytes?.(champion, task));
  });
});
