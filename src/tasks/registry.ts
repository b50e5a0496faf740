/** The tasks. A new one is a folder here, a file in assembly/tasks, and a row. */
import { Registry } from "../registry.js";
import { BIPED } from "./biped/task.js";
import { BIPED_HARDCORE } from "./biped-hardcore/task.js";
import { encoderAsset } from "./car-racing/encoder.js";
import { CAR_RACING } from "./car-racing/task.js";
import { MNIST } from "./mnist/task.js";
import { SWINGUP } from "./swingup/task.js";
import { type Task, taskOf } from "./task.js";

/** All tasks. Bundlers find their files by the very expressions that stand here. */
export const TASKS: Registry<Task> = new Registry<Task>("task", [
  taskOf(SWINGUP, { wasm: new URL("../../dist/wasm/swingup.wasm", import.meta.url) }),
  taskOf(BIPED, { wasm: new URL("../../dist/wasm/biped.wasm", import.meta.url) }),
  taskOf(BIPED_HARDCORE, { wasm: new URL("../../dist/wasm/biped-hardcore.wasm", import.meta.url) }),
  taskOf(CAR_RACING, {
    wasm: new URL("../../dist/wasm/car-racing.wasm", import.meta.url),
    assets: [encoderAsset(new URL("../../dist/wasm/car-racing-encoder.bin", import.meta.url))],
  }),
  taskOf(MNIST, { wasm: new URL("../../dist/wasm/mnist.wasm", import.meta.url) }),
]);

/**
 * The task called `name`. Throws a UserError that suggests a near name where there is none.
 * @param origin where the name came from: the error line begins with it.
 */
export function taskNamed(name: string, origin?: string): Task {
  return TASKS.named(name, origin);
}

export type { Task } from "./task.js";
