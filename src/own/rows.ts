/** Users' tasks as rows of the registry, from what is known of their worlds: in Node and on a page. */
import * as z from "zod";
import { setting, type Values } from "../config/settings.js";
import type { WasmFacts } from "../evaluate/wasm-facts.js";
import type { TaskOption } from "../tasks/options.js";
import { PRESETS } from "../tasks/presets.js";
import { type Task, type TaskPreset, taskOf } from "../tasks/task.js";
import type { OwnTask } from "./define.js";
import type { OwnFacts } from "./facts.js";
import { shortName } from "./short-name.js";
import { OUTSIDE_WASM } from "./wasm.js";

/** What is known of a task whose world is a module of the host's: plain data. */
export interface Opened extends Pick<OwnTask, "observation"> {
  readonly facts: OwnFacts;
  readonly actionLabels: readonly string[] | undefined;
  /** Whether the largest output is taken. */
  readonly compares: boolean;
}

/** What a definition says. */
export function openedOf({ observation, action }: OwnTask, facts: OwnFacts): Opened {
  return { observation, actionLabels: action.labels, compares: action.kind === "discrete", facts };
}

/** A task whose world is a wasm of its own. @param wasm where that is. */
export function wasmRow(name: string, facts: WasmFacts, wasm: URL): Task {
  const { inputs, outputs, compares } = facts;
  return taskOf(
    {
      name,
      kind: "control",
      inputLabels: facts.inputLabels ?? labels(inputs, "input"),
      outputLabels: facts.outputLabels ?? labels(outputs, "action"),
      outputActivation: "linear",
      fixedLayers: [inputs, inputs],
      options: Object.fromEntries(facts.options.map(({ key, reported }) => [key, option(reported)])),
      presets: presetsFor(name, compares),
    },
    { wasm },
  );
}

/** An option of a user's, of which no more is known. */
function option(reported: number): TaskOption {
  return setting(z.number(), { meaning: "An option of the task.", default: reported, reported });
}

/** A task whose world is a module of the host's. @param code the module. */
export function hostRow(name: string, { facts, observation, actionLabels, compares }: Opened, code: string): Task {
  return {
    ...taskOf(
      {
        name,
        kind: "control",
        inputLabels: typeof observation === "number" ? labels(observation, "input") : observation,
        outputLabels: actionLabels ?? labels(facts.outputs, "action"),
        outputActivation: "linear",
        fixedLayers: [facts.inputs, facts.inputs],
        presets: presetsFor(name, compares),
      },
      { wasm: OUTSIDE_WASM },
    ),
    own: { code, facts },
  };
}

function labels(count: number, what: string): string[] {
  return Array.from({ length: count }, (_, i) => `${what} ${i + 1}`);
}

const SEARCH: Values = { population: 128, generations: 40, confirmEpisodes: 16 };

/** The searches for a task that nobody has tuned them for: by construction, and the paper's, which the table takes. Outputs that are compared need no gain. */
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
