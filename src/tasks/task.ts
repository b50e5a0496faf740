/**
 * What the host knows of a task. Its world is a wasm of its own (assembly/tasks/task.ts says what that holds); its limits are read from there, and
 * a kernel refuses a wasm that is not of the size that the labels here say. A new task is a folder here with what is written below, and a row of registry.ts.
 */
import type { Preset } from "../config/preset.js";
import type { Values } from "../config/settings.js";
import type { ActivationName } from "../genome/activation.js";
import type { GymSource } from "../gym/source.js";
import type { ImageFiles } from "../images/image-set.js";
import type { OwnSource } from "../own/environments.js";
import type { Network } from "./network.js";
import type { TaskOption } from "./options.js";
import type { PageView } from "./page-view.js";
import type { PublishedTable } from "./published.js";

/** The world of a task whose episodes are played on the host: a user's module, or an environment of Gymnasium's. */
export type HostedWorld = OwnSource | GymSource;

/** What whoever loads a task's wasm has to know of it. */
export interface TaskFacts {
  readonly name: string;
  /** Whether its episodes are played step by step, or are batches of images to classify. */
  readonly kind: "control" | "images";
  /** As many as its labels; a kernel refuses a wasm that has others. */
  readonly inputs: number;
  readonly outputs: number;
  /** Of a task whose world is a user's, on the host. */
  readonly own?: HostedWorld;
  /** What its episodes can be given in place of a seed's; missing where nothing. */
  readonly course?: "ground" | "track";
}

/** A file that a task needs, which comes with the program. */
export interface Asset {
  /** What it is: "encoder". */
  readonly name: string;
  readonly url: URL;
  /**
   * The bytes that the wasm takes. Throws a UserError that says in one line what is wrong with the file.
   * @param origin the file's name, for error lines.
   */
  read(bytes: Uint8Array, origin: string): Uint8Array;
}

/** A task: what networks see and do in it, and what is known of it. */
export interface Task extends TaskFacts {
  /** Further names: those of the original code, and Gymnasium's id. */
  readonly aliases: readonly string[];
  /** What each input is, in the observation's order. */
  readonly inputLabels: readonly string[];
  /** What each output drives, in the action's order, or for images, the class that it stands for. */
  readonly outputLabels: readonly string[];
  readonly outputActivation: ActivationName;
  /** What the original's tools add to each weight of its .wann.json (weight_bias in WANNTool/config.py). */
  readonly zooBias: number;
  /** Episodes at each weight of a closing report's weight profile, where more than ten are cheap. */
  readonly reportEpisodes?: number;
  /** Units in the hidden layers of the paper's fully connected network for it. */
  readonly fixedLayers: readonly number[];
  /** What can be changed of it, by key, in the order of its wasm's options. */
  readonly options: Readonly<Record<string, TaskOption>>;
  /** In the order of its wasm's assets. */
  readonly assets: readonly Asset[];
  /** Of a task of images: the files that they come in. */
  readonly imageFiles?: ImageFiles;
  /** The usual one first, of each search. */
  readonly presets: readonly Preset[];
  /** Values of an optimizer, by its name, where they differ from its own. */
  readonly tunings: Readonly<Record<string, Values>>;
  /** How the table tunes a network's weights: stage after stage, each from the weights that the one before came to. */
  readonly tuningStages: Readonly<Partial<Record<Network, readonly Values[]>>>;
  /** The paper's results. */
  readonly published?: PublishedTable;
  /** What the page shows of it; missing where the page does not show it. */
  readonly page?: PageView;
  /** Where its wasm is: a row of the registry says so, in an expression that bundlers find. */
  readonly wasm: URL;
}

/** The task with another file for the asset of that name. */
export function withAsset(task: Task, name: string, url: URL): Task {
  return { ...task, assets: task.assets.map((asset) => (asset.name === name ? { ...asset, url } : asset)) };
}

/** A preset in its task's folder. */
export type TaskPreset = Omit<Preset, "task">;

/** What a task's folder says: all but where its files are. */
export type TaskDefinition = Pick<
  Task,
  "name" | "kind" | "inputLabels" | "outputLabels" | "outputActivation" | "fixedLayers"
> &
  Partial<
    Pick<
      Task,
      | "aliases"
      | "course"
      | "zooBias"
      | "reportEpisodes"
      | "options"
      | "imageFiles"
      | "tunings"
      | "tuningStages"
      | "published"
      | "page"
    > & {
      readonly presets: readonly TaskPreset[];
    }
  >;

/** A row of the registry: a task's folder, and where its files are. */
export function taskOf(
  definition: TaskDefinition,
  files: { readonly wasm: URL; readonly assets?: readonly Asset[] },
): Task {
  const { name, presets = [] } = definition;
  return {
    aliases: [],
    zooBias: 0,
    options: {},
    tunings: {},
    tuningStages: {},
    ...definition,
    presets: presets.map((preset) => ({ ...preset, task: name })),
    inputs: definition.inputLabels.length,
    outputs: definition.outputLabels.length,
    wasm: files.wasm,
    assets: files.assets ?? [],
  };
}
