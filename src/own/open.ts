/** Opens a user's task: a file of TypeScript or JavaScript, or a wasm that was made of AssemblyScript. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { Values } from "../config/settings.js";
import { wasmFacts } from "../evaluate/wasm-facts.js";
import { PRESETS } from "../tasks/presets.js";
import { TASKS } from "../tasks/registry.js";
import { type Task, type TaskPreset, taskOf } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { bundled } from "./bundle.js";
import { evaluateModule } from "./environments.js";
import { factsOf, ownOutputs, requireOwnTask } from "./facts.js";
import { shortName } from "./short-name.js";
import { OUTSIDE_WASM } from "./wasm.js";

const opened = new Map<string, Task>();

/**
 * The task that a file defines or is, from then on a row of the registry by the file's name. Throws a UserError that says what is wrong with the
 * file, with the line where it does not compile.
 */
export async function openTask(file: string): Promise<Task> {
  const known = opened.get(file);
  if (known) return known;
  if (!existsSync(file)) throw new UserError(`${file}: no such file: expected a task`);
  const task = await (file.endsWith(".wasm") ? compiledTask(file) : hostTask(file));
  opened.set(file, task);
  TASKS.add(task);
  for (const preset of task.presets) PRESETS.add(preset);
  return task;
}

/** A task whose world is a wasm of its own, as `wann build` makes it. */
async function compiledTask(file: string): Promise<Task> {
  const facts = await wasmFacts(new Uint8Array(await readFile(file))).catch((error: Error) => {
    throw new UserError(`${file}: ${error.message}: expected the wasm of a task, as wann build makes it`);
  });
  const { inputs, outputs, compares } = facts;
  return taskOf(
    {
      name: file,
      kind: "control",
      inputLabels: facts.inputLabels ?? labels(inputs, "input"),
      outputLabels: facts.outputLabels ?? labels(outputs, "action"),
      outputActivation: "linear",
      fixedLayers: [inputs, inputs],
      presets: presetsFor(file, compares),
    },
    { wasm: pathToFileURL(file) },
  );
}

function labels(count: number, what: string): string[] {
  return Array.from({ length: count }, (_, i) => `${what} ${i + 1}`);
}

/** A task whose world is a module of the host's. */
async function hostTask(file: string): Promise<Task> {
  const code = await bundled(file);
  const value = await evaluateModule(code).catch((error: Error) => {
    throw new UserError(`${file}: ${error.message}`);
  });
  const own = requireOwnTask(value, file);
  const facts = factsOf(own, file);
  const { observation, action } = own;
  const outputs = ownOutputs(own);
  return {
    ...taskOf(
      {
        name: file,
        kind: "control",
        inputLabels: typeof observation === "number" ? labels(observation, "input") : observation,
        outputLabels: action.labels ?? labels(outputs, "action"),
        outputActivation: "linear",
        fixedLayers: [facts.inputs, facts.inputs],
        presets: presetsFor(file, action.kind === "discrete"),
      },
      { wasm: OUTSIDE_WASM },
    ),
    own: { code, facts },
  };
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
