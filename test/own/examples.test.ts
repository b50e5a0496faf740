/** The examples of users' tasks: Gymnasium's equations, and networks that solve them at any weight. */
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { evolve, openSession } from "../../src/index.js";
import { openTask } from "../../src/own/open.js";
import { presetNamed } from "../../src/search/configuration.js";
import type { Task } from "../../src/tasks/task.js";
import golden from "../golden/classic-control.json" with { type: "json" };

const example = (name: string) => openTask(fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url)));

/** A session whose network has no say. */
async function sessionOf(task: Task) {
  const count = 1 + task.inputs + task.outputs;
  const genome = { inputs: task.inputs, outputs: task.outputs, activations: Array(count).fill(1), connections: [] };
  return openSession(task, genome, 1);
}

describe.each(golden.episodes)("$example with seed $seed", ({ example: name, seed, ...episode }) => {
  it("does what Gymnasium's does, step by step", async () => {
    const task = await example(name);
    const { scales = [] } = task.own?.facts ?? {};
    const session = await sessionOf(task);
    const unscaled = (observation: number[]) => observation.map((value, i) => value * scales[i]);
    const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));
    expect(unscaled(session.reset(seed))).toEqual(near(episode.observations[0]));
    for (const [i, action] of episode.actions.entries()) {
      // Of a discrete action the largest output is taken.
      const outputs = typeof action === "number" ? oneAt(action, task.outputs) : action;
      const { observation, reward, terminated } = session.step(outputs);
      expect(unscaled(observation)).toEqual(near(episode.observations[i + 1]));
      expect(reward).toBeCloseTo(episode.rewards[i], 9);
      expect(terminated).toBe(episode.terminated[i]);
    }
  });
});

function oneAt(place: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i === place ? 1 : 0));
}

it("is opened where the folder that a program began in has gone", async () => {
  const bundle = new URL("../../dist/own/bundle.js", import.meta.url).href;
  const file = fileURLToPath(new URL("../../examples/cart-pole.ts", import.meta.url));
  const program = `import { mkdtempSync, rmdirSync } from "node:fs";
    const folder = mkdtempSync(${JSON.stringify(join(tmpdir(), "wann-"))});
    process.chdir(folder);
    const { bundled } = await import(${JSON.stringify(bundle)});
    await bundled(${JSON.stringify(file)});
    process.chdir("/");
    rmdirSync(folder);
    console.log((await bundled(${JSON.stringify(file)})).length > 1000);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
  expect(stdout).toBe("true\n");
});

it("cart-pole is balanced at any weight by a network of the first generation, the same with any number of workers", async () => {
  const { name, presets } = await example("cart-pole");
  const config = { ...presetNamed(presets[0].name), generations: 2, population: 48, initialNetworks: 512 };
  expect(config.task).toBe(name);
  const runs = [];
  for (const workers of [1, 2, 5]) runs.push(await evolve({ config, workers }));
  expect(new Set(runs.map(({ digest }) => digest)).size).toBe(1);
  expect(runs[0].champion?.mean).toBeGreaterThan(475);
});

it("has the same returns whatever else runs beside an episode", async () => {
  const task = await example("acrobot");
  const kernel = await loadKernel(task);
  const { words } = await randomNetwork(task);
  const plan = (seeds: number[]) => ({
    individual: false,
    weights: Float64Array.from(seeds, () => 0.7),
    seeds: Uint32Array.from(seeds),
  });
  const together = kernel.evaluateAll([words], plan(Array.from({ length: 50 }, (_, i) => i)));
  for (const seed of [0, 3, 31, 49]) {
    expect(kernel.evaluateAll([words], plan([seed])).returns[0]).toBe(together.returns[seed]);
  }
});

async function randomNetwork(task: Task) {
  const { pack } = await import("../../src/network/pack.js");
  const connections = Array.from({ length: task.inputs * task.outputs }, (_, i) => ({
    source: 1 + (i % task.inputs),
    target: 1 + task.inputs + Math.floor(i / task.inputs),
    enabled: i % 3 !== 1,
  }));
  const activations = Array<number>(1 + task.inputs + task.outputs).fill(1);
  return pack({ inputs: task.inputs, outputs: task.outputs, activations, connections });
}
