/** The module that a network is written as, against the kernel, to the bit. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Session } from "../../src/evaluate/session.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { js } from "../../src/formats/js.js";
import type { Champion } from "../../src/genome/champion.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { anyGrowth, grown, weighted } from "../genome/grown.js";
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

interface Exported {
  readonly task: string;
  readonly tunedSharedWeight: number | null;
  readonly inputLabels: readonly string[];
  act(observation: ArrayLike<number>, weight?: number): number[];
}

function imported(champion: Champion, options = {}): Promise<Exported> {
  const text = js.write?.(champion, { ...taskNamed(champion.task), ...options }) ?? "";
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
}

const kernel = await loadKernel(taskNamed("swingup"));

/** Ordinary observations, and those that lead to zeros, saturation, and what is no number. */
const HARD = [
  [0, 0, 0, 0, 0],
  [-0, 1, -1, 0.5, -0.5],
  [1e-300, -1e-9, 1e9, -1e15, 40],
  [3e15, 5e15, 1e300, -1e300, 708],
  [Number.POSITIVE_INFINITY, 1, 2, 3, 4],
  [Number.NaN, 1, 2, 3, 4],
];

describe("a network as a module", () => {
  it("answers as the kernel does, to the bit, at any shared weight or with weights of its own", async () => {
    await fc.assert(
      fc.asyncProperty(anyGrowth(200, { inputs: 5, outputs: 1 }), fc.boolean(), async (growth, own) => {
        const genome = own ? weighted(grown(growth), growth.seed) : grown(growth);
        const { act } = await imported(championOf(genome));
        for (const weight of own ? [undefined] : [-1.37, 0.1, 2]) {
          const session = new Session(kernel, genome, weight);
          session.reset(0);
          for (const each of [...HARD, ...observations(5, 5)]) {
            expect(act(each, weight)).toEqual(session.outputsFor(each));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    "champions/swingup.json",
    "champions/swingup-fixed.json",
    "champions/swingup-homogeneous.json",
    "champions/biped.json",
    "champions/biped-fixed.json",
    "champions/biped-minimal.json",
    "champions/biped/homogeneous/seed-5.json",
    "champions/car-racing.json",
  ])("%s: the same bits at ten weights, with and without weights of its own", async (path) => {
    const { champion, task } = committed(path);
    const bare = { ...champion, genome: withoutWeights(champion.genome) };
    const asked = observations(task.inputs, 50);
    const { act } = await imported(bare);
    for (const weight of WEIGHTS) {
      const answers = asked.map((each) => act(each, weight));
      expect(answers).toEqual(await kernelAnswers(bare, weight, asked));
    }
    if (champion.genome.connections.some(({ weight }) => weight === undefined)) return;
    const own = await imported(champion);
    const answers = asked.map((each) => own.act(each));
    expect(answers).toEqual(await kernelAnswers(champion, undefined, asked));
  });

  it("of digits differs from the kernel, whose images are in 32 bits, by rounding alone", async () => {
    const { champion, task } = committed("champions/mnist.json");
    const asked = observations(task.inputs, 50).map((row) => row.map((value) => Math.fround(value)));
    const bare = { ...champion, genome: withoutWeights(champion.genome) };
    const { act } = await imported(bare);
    const answers = await kernelAnswers(bare, 0.31, asked);
    asked.forEach((each, i) => {
      act(each, 0.31).forEach((value, k) => {
        expect(Math.abs(value - answers[i][k])).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
      });
    });
  });

  it.each(COMPACT)("%s as a compact genome agrees with the expressed network", async (path) => {
    const { champion, task } = committedBare(path);
    const [compact, expressed] = [await imported(champion, { compact: true }), await imported(champion)];
    for (const weight of WEIGHTS) {
      const asked = observations(task.inputs, 20);
      const answers = asked.map((each) => compact.act(each, weight));
      expect(
        apart(
          answers,
          asked.map((each) => expressed.act(each, weight)),
        ),
      ).toEqual([]);
    }
  });

  it("divides what it sees by the task's scales", async () => {
    const { champion, task } = committed(COMPACT[0]);
    const scales = [2, 1, 0.5, 100, 0.01];
    const [scaled, plain] = [await imported({ ...champion, scales }), await imported(champion)];
    for (const each of observations(task.inputs, 20)) {
      expect(scaled.act(each, 0.7)).toEqual(
        plain.act(
          each.map((value, k) => value / scales[k]),
          0.7,
        ),
      );
    }
  });

  it("says what it is of", async () => {
    const { champion } = committed("champions/biped.json");
    const module = await imported(champion);
    expect(module.task).toBe("biped");
    expect(module.inputLabels).toEqual(taskNamed("biped").inputLabels);
    expect(module.tunedSharedWeight).toBe(champion.tunedSharedWeight);
  });

  it("takes the tuned shared weight where it is given none, or the one that it was written with", async () => {
    const { champion, task } = committed("champions/swingup-homogeneous.json");
    const [observation] = observations(task.inputs, 1);
    const { act } = await imported(champion);
    expect(act(observation)).toEqual(act(observation, champion.tunedSharedWeight));
    expect((await imported(champion, { sharedWeight: 0.03 })).act(observation)).toEqual(act(observation, 0.03));
  });

  it("refuses a network of which some connections have weights", () => {
    const { champion } = committed("champions/swingup-fixed.json");
    const [{ weight: _, ...first }, ...others] = champion.genome.connections;
    const genome = { ...champion.genome, connections: [first, ...others] };
    const all = others.length + 1;
    expect(() => js.write?.({ ...champion, genome }, taskNamed("swingup"))).toThrow(
      new UserError(`${all - 1} of ${all} connections have weights: expected all or none`),
    );
  });
});
