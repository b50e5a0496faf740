/** Opens a user's task: a file of TypeScript or JavaScript, or a wasm that was made of AssemblyScript. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Values } from "../config/settings.js";
import { wasmFacts } from "../evaluate/wasm-facts.js";
import { PRESETS } from "../tasks/presets.js";
import { TASKS } from "../tasks/registry.js";
import { type Task, type TaskPreset, taskOf } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { beatsMemory, LONGEST_STEP_MS, stuckText, watchBeats } from "./beats.js";
import { bundled } from "./bundle.js";
import type { FirstSteps, FirstStepsReply, Opened } from "./first-steps.js";
import { shortName } from "./short-name.js";
import { OUTSIDE_WASM } from "./wasm.js";

const FIRST_STEPS = new URL("../../dist/own/first-steps.js", import.meta.url);

const opened = new Map<string, Task>();

/**
 * The task that a file defines or is, from then on a row of the registry by the file's name. Throws a UserError that says what is wrong with the
 * file, with the line where it does not compile.
 * @param limitMs what a reset or a step may take.
 */
export async function openTask(file: string, limitMs = LONGEST_STEP_MS): Promise<Task> {
  const known = opened.get(file);
  if (known) return known;
  if (!existsSync(file)) throw new UserError(`${file}: no such file: expected a task`);
  const task = await (file.endsWith(".wasm") ? compiledTask(file) : hostTask(file, limitMs));
  opened.set(file, task);
  TASKS.add(task);
  for (const preset of task.presets) PRESETS.add(preset);
  return task;
}

/**
 * A task whose world is a wasm of its own, as `wann build` makes it; it is no row of the registry. Throws a UserError where it is none.
 * @param name what it is called: the file's name, unless that is not where it came from.
 */
export async function compiledTask(file: string, name = file): Promise<Task> {
  const facts = await wasmFacts(new Uint8Array(await readFile(file))).catch((error: Error) => {
    throw new UserError(`${name}: ${error.message}: expected the wasm of a task, as wann build makes it`);
  });
  const { inputs, outputs, compares } = facts;
  return taskOf(
    {
      name,
      kind: "control",
      inputLabels: facts.inputLabels ?? labels(inputs, "input"),
      outputLabels: facts.outputLabels ?? labels(outputs, "action"),
      outputActivation: "linear",
      fixedLayers: [inputs, inputs],
      presets: presetsFor(name, compares),
    },
    { wasm: pathToFileURL(file) },
  );
}

function labels(count: number, what: string): string[] {
  return Array.from({ length: count }, (_, i) => `${what} ${i + 1}`);
}

/** A task whose world is a module of the host's. */
async function hostTask(file: string, limitMs: number): Promise<Task> {
  const code = await bundled(file);
  const { facts, observation, actionLabels, compares } = await firstSteps(code, file, limitMs);
  return {
    ...taskOf(
      {
        name: file,
        kind: "control",
        inputLabels: typeof observation === "number" ? labels(observation, "input") : observation,
        outputLabels: actionLabels ?? labels(facts.outputs, "action"),
        outputActivation: "linear",
        fixedLayers: [facts.inputs, facts.inputs],
        presets: presetsFor(file, compares),
      },
      { wasm: OUTSIDE_WASM },
    ),
    own: { code, facts },
  };
}

/** Has a thread of its own look at the module, which may not end. */
async function firstSteps(code: string, file: string, limitMs: number): Promise<Opened> {
  const beats = beatsMemory();
  const thread = new Worker(FIRST_STEPS, { workerData: { code, file, beats } satisfies FirstSteps });
  let leave = () => {};
  const stuck = new Promise<never>((_, reject) => {
    leave = watchBeats(beats, limitMs, () => reject(new UserError(`${file}: ${stuckText(limitMs)}`)));
  });
  try {
    const [reply] = (await Promise.race([once(thread, "message"), stuck])) as [FirstStepsReply];
    if ("fault" in reply) throw new UserError(reply.fault);
    return reply.opened;
  } finally {
    leave();
    await thread.terminate();
  }
}

const SEARCH: Values = { population: 128, generations: 40, confirmEpisodes: 16 };

/** The searches for a task that nobody has tuned them for. Outputs that are compared need no gain. */
function presetsFor(file: string, compared: boolean): TaskPreset[] {
  const short = shortName(file);
  const taken = ["homogeneous", "wann"].some((search) => PRESETS.has(`${short}-${search}`));
  const name = taken ? file : short;
  return [
    {
      name: `${name}-homogeneous`,
      search: "homogeneous",
      title: `${name}, weight agnostic by construction`,
      values: {
        ...SEARCH,
        episodes: 6,
        initialNetworks: 1024,
        finalists: 16,
        finalRounds: 2,
        maxConnections: 300,
        gain: compared ? 1 : 16,
      },
    },
    {
      name: `${name}-wann`,
      search: "wann",
      title: `${name}, as the paper searches`,
      values: {
        ...SEARCH,
        episodesPerWeight: 2,
        initialConnectionProbability: 0.5,
        eliteRatio: 0.2,
        tournamentSize: 8,
        sampledWeights: 8,
        averageReturns: true,
        duplicatesLast: true,
      },
    },
  ];
}
