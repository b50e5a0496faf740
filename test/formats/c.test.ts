/** The header that a network is written as, compiled strictly, against the kernel. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { c } from "../../src/formats/c.js";
import type { Champion } from "../../src/genome/champion.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { describeWith } from "../describe-with.js";
import { grown, weighted } from "../genome/grown.js";
import { C_COMPILER, findProgram } from "../programs.js";
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

const STRICT = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic"];

/** Zeros, saturation, and what is no number. */
const HARD = [
  [0, 0, 0, 0, 0],
  [-0, 1, -1, 0.5, -0.5],
  [1e-300, -1e-9, 1e9, -1e15, 40],
  [3e15, 5e15, 1e300, -1e300, 708],
  [Number.POSITIVE_INFINITY, 1, 2, 3, 4],
  [Number.NaN, 1, 2, 3, 4],
];

interface Asked {
  readonly champion: Champion;
  readonly weights: readonly (number | undefined)[];
  readonly asked: readonly (readonly number[])[];
}

describeWith(C_COMPILER, "a network as a C header", () => {
  const folder = temporaryFolder();

  /** The answers of several networks, compiled into one program: [network][weight][observation][output]. */
  function compiled(networks: readonly Asked[], options = {}, flags: readonly string[] = []): number[][][][] {
    const named = networks.map(({ champion }, i) => ({ ...champion, task: `net-${i}` }));
    named.forEach((champion, i) => {
      const text = c.write?.(champion, { ...taskNamed(networks[i].champion.task), ...options }) ?? "";
      writeFileSync(join(folder, `net${i}.h`), text);
    });
    const calls = networks.map(({ champion: { genome }, weights }, i) => {
      const call =
        weights[0] === undefined ? `wann_net_${i}_act(x, y)` : `wann_net_${i}_act(x, (wann_net_${i}_real)w, y)`;
      return `if (net == ${i}) {
        wann_net_${i}_real x[${genome.inputs}], y[${genome.outputs}];
        for (int i = 0; i < ${genome.inputs}; i++) x[i] = (wann_net_${i}_real)next();
        ${call};
        for (int i = 0; i < ${genome.outputs}; i++) printf("%.17g ", (double)y[i]);
      }`;
    });
    writeFileSync(
      join(folder, "main.c"),
      `#include <stdio.h>
      #include <stdlib.h>
      ${named.map((_, i) => `#include "net${i}.h"`).join("\n")}
      static double next(void) {
        char word[64];
        if (scanf("%63s", word) != 1) exit(1);
        return strtod(word, NULL);
      }
      int main(void) {
        int net;
        while (scanf("%d", &net) == 1) {
          double w = next();
          (void)w;
          ${calls.join("\n")}
          printf("\\n");
        }
        return 0;
      }`,
    );
    const compiler = findProgram(C_COMPILER) as string;
    execFileSync(compiler, [...STRICT, ...flags, "main.c", "-o", "main"], { cwd: folder });
    const lines = networks.flatMap(({ weights, asked }, i) =>
      weights.flatMap((weight = 1) =>
        asked.map((each) => `${i} ${weight} ${each.map((x) => (Object.is(x, -0) ? "-0" : String(x))).join(" ")}`),
      ),
    );
    const printed = execFileSync(join(folder, "main"), { input: `${lines.join("\n")}\n`, encoding: "utf8" });
    const rows = printed
      .trimEnd()
      .split("\n")
      .map((line) => line.trim().split(" ").map(numberOf));
    return networks.map(({ weights, asked }) => weights.map(() => rows.splice(0, asked.length)));
  }

  async function expectBits(networks: readonly Asked[], flags: readonly string[] = []): Promise<void> {
    const answers = compiled(networks, {}, flags);
    for (const [i, { champion, weights, asked }] of networks.entries()) {
      for (const [k, weight] of weights.entries()) {
        expect(answers[i][k]).toEqual(await kernelAnswers(champion, weight, asked));
      }
    }
  }

  it("answers as the kernel does, to the bit, with all activations", async () => {
    const networks = Array.from({ length: 12 }, (_, seed): Asked => {
      const genome = grown({ inputs: 5, outputs: 1, mutations: 150, seed });
      const own = seed % 3 === 0;
      return {
        champion: championOf(own ? weighted(genome, seed) : genome),
        weights: own ? [undefined] : [-1.37, 0.1, 2],
        asked: [...HARD, ...observations(5, 20)],
      };
    });
    await expectBits(networks);
  });

  it("of committed champions gives the same bits at ten weights, and with weights of their own", async () => {
    const paths = ["swingup.json", "swingup-homogeneous.json", "biped.json", "biped-minimal.json", "car-racing.json"];
    const networks = paths.map((path): Asked => {
      const { champion, task } = committed(`champions/${path}`);
      const bare = { ...champion, genome: withoutWeights(champion.genome) };
      return { champion: bare, weights: WEIGHTS, asked: observations(task.inputs, 30) };
    });
    const fixed = ["swingup-fixed.json", "biped-fixed.json"].map((path): Asked => {
      const { champion, task } = committed(`champions/${path}`);
      return { champion, weights: [undefined], asked: observations(task.inputs, 30) };
    });
    await expectBits([...networks, ...fixed], ["-O1"]);
  });

  it("of digits, in numbers of 32 bits, gives the bits of the kernel, whose images are in 32 bits", async () => {
    const { champion, task } = committed("champions/mnist.json");
    const bare = { ...champion, genome: withoutWeights(champion.genome) };
    const asked = observations(task.inputs, 10).map((row) => row.map(Math.fround));
    await expectBits([{ champion: bare, weights: WEIGHTS.map(Math.fround), asked }], ["-DWANN_FLOAT", "-O1"]);
  });

  it("of a compact genome agrees with the expressed network, of steps and of ReLUs", () => {
    const networks = COMPACT.map((path): Asked => {
      const { champion, task } = committedBare(path);
      return { champion, weights: WEIGHTS, asked: observations(task.inputs, 100) };
    });
    const expressed = compiled(networks);
    for (const [i, found] of compiled(networks, { compact: true }).entries()) {
      for (const [k, answers] of found.entries()) expect(apart(answers, expressed[i][k])).toEqual([]);
    }
  });

  it("divides what it sees by the task's scales", () => {
    const { champion, task } = committed(COMPACT[0]);
    const scales = [2, 1, 0.5, 100, 0.01];
    const asked = observations(task.inputs, 50);
    const scaled = asked.map((row) => row.map((value, k) => value / scales[k]));
    const plain = compiled([{ champion, weights: [0.7], asked: scaled }]);
    expect(compiled([{ champion: { ...champion, scales }, weights: [0.7], asked }])).toEqual(plain);
  });
});

/** What printf writes. */
function numberOf(text: string): number {
  if (/nan/.test(text)) return Number.NaN;
  return /inf/.test(text) ? Number(text.replace("inf", "Infinity")) : Number(text);
}

describe("the header", () => {
  it("has names of its own, by the task", () => {
    const { champion, task } = committed("champions/car-racing.json");
    const text = c.write?.(champion, task) ?? "";
    expect(text).toContain("static inline void wann_car_racing_act(");
    expect(text).not.toMatch(/wann_(?!car_racing)|WANN_(?!CAR_RACING|FLOAT)/);
  });

  it("ends no comment by a label", () => {
    const { champion, task } = committed("champions/swingup.json");
    const text = c.write?.(champion, { ...task, outputLabels: ["*/ int main"] }) ?? "";
    expect(text.match(/\*\//g)?.length).toBe((text.match(/\/\*/g) ?? []).length);
  });
});
