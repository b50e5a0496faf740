/** The tasks by name: what the host says about them. */
import type { ActivationName } from "../genome/activation.js";
import { suggestion } from "../suggestion.js";
import { UserError } from "../user-error.js";

/** What networks are for: what they see, what they do, and how it is called. */
export interface Task {
  readonly name: string;
  /** Names the same task has in the original code. */
  readonly aliases: readonly string[];
  /** The wasm export that holds the task's id. */
  readonly idExport: string;
  /** What each input is, in the observation's order. */
  readonly inputLabels: readonly string[];
  /** What each output drives, in the action's order, or for digits, the digit it stands for. */
  readonly outputLabels: readonly string[];
  readonly outputActivation: ActivationName;
  /** Whether its episodes are batches of images instead of worlds to act in. */
  readonly classifies: boolean;
  /** Whether it is seen as pictures, through an encoder that comes with the program. */
  readonly encoded: boolean;
  /** Whether its body can fall. */
  readonly walks: boolean;
  /** Units in the hidden layers of the paper's fully connected network for it. */
  readonly fixedLayers: readonly number[];
  /** As many as their labels; a kernel refuses a task whose wasm has others. */
  readonly inputs: number;
  readonly outputs: number;
}

function define(task: Omit<Task, "inputs" | "outputs" | "classifies" | "encoded" | "walks"> & Partial<Task>): Task {
  return {
    classifies: false,
    encoded: false,
    walks: false,
    ...task,
    inputs: task.inputLabels.length,
    outputs: task.outputLabels.length,
  };
}

const WALKER = {
  inputLabels: [
    "hull angle",
    "hull spin",
    "speed x",
    "speed y",
    "left hip",
    "left hip speed",
    "left knee",
    "left knee speed",
    "left foot",
    "right hip",
    "right hip speed",
    "right knee",
    "right knee speed",
    "right foot",
    ...Array.from({ length: 10 }, (_, i) => `lidar ${i + 1}`),
  ],
  outputLabels: ["left hip", "left knee", "right hip", "right knee"],
  outputActivation: "linear",
  walks: true,
  fixedLayers: [40, 40],
} satisfies Partial<Task>;

/** All tasks. */
export const TASKS: readonly Task[] = [
  define({
    name: "swingup",
    aliases: [],
    idExport: "TASK_SWINGUP",
    inputLabels: ["x", "ẋ", "cos θ", "sin θ", "θ̇"],
    outputLabels: ["force"],
    outputActivation: "tanh",
    fixedLayers: [5, 5],
  }),
  define({ name: "biped", aliases: [], idExport: "TASK_BIPED", ...WALKER }),
  define({ name: "biped-hardcore", aliases: [], idExport: "TASK_BIPED_HARDCORE", ...WALKER }),
  define({
    name: "car-racing",
    aliases: ["vae_racing"],
    idExport: "TASK_CAR_RACING",
    encoded: true,
    inputLabels: Array.from({ length: 16 }, (_, i) => `latent ${i + 1}`),
    outputLabels: ["steering", "gas", "brake"],
    outputActivation: "linear",
    fixedLayers: [10],
  }),
  define({
    name: "mnist",
    aliases: ["mnist256"],
    idExport: "TASK_MNIST",
    classifies: true,
    inputLabels: Array.from({ length: 256 }, (_, i) => `pixel ${(i >> 4) + 1},${(i & 15) + 1}`),
    outputLabels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    outputActivation: "linear",
    fixedLayers: [],
  }),
];

/**
 * The task called `name`. Throws a UserError that suggests a near name where there is none.
 * @param origin where the name came from: the error line begins with it.
 */
export function taskNamed(name: string, origin = "task"): Task {
  const found = TASKS.find((task) => task.name === name || task.aliases.includes(name));
  if (found) return found;
  const names = TASKS.map((task) => task.name);
  throw new UserError(`${origin}: unknown task "${name}"${suggestion(name, names)} (tasks: ${names.join(", ")})`);
}
