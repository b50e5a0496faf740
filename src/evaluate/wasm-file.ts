/** Where Node finds the wasm, and the encoder's weights: built beside the host's files. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Task } from "../config/tasks.js";
import type { MnistImages } from "../mnist/images.js";
import { UserError } from "../user-error.js";
import { requireEncoder } from "../vision/encoder-file.js";
import { Kernel } from "./module.js";

const DIST = new URL("../../dist/", import.meta.url);
const ENCODER = fileURLToPath(new URL("car-racing-encoder.bin", DIST));

/** The bytes of the wasm file, of its build that keeps a ledger, or of that which trains encoders. */
export async function readWasm(
  name: "wann" | "wann.profile" | "wann-training" = "wann",
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(`${name}.wasm`, DIST)));
}

/**
 * The bytes of the encoder that `task` is seen through; of a task that is not, undefined. Throws a UserError where the file is
 * missing, or no encoder for the task.
 */
export async function readEncoder(task: Task, file = ENCODER): Promise<Uint8Array | undefined> {
  if (!task.encoded) return undefined;
  const bytes = await readFile(file).catch(({ code }: NodeJS.ErrnoException) => {
    throw new UserError(`${file}: cannot be read (${code}): expected an encoder's weights`);
  });
  return requireEncoder(bytes, task.inputs, file);
}

/** SHA-256, in hex, of the encoder that `task` is seen through. Throws a UserError as `readEncoder` does. */
export async function encoderHash(task: Task): Promise<string> {
  return createHash("sha256")
    .update((await readEncoder(task)) ?? "")
    .digest("hex");
}

/** A kernel for `task` with what it needs. Throws a UserError where that is missing. */
export async function loadKernel(
  task: Task,
  images?: MnistImages,
  build: "wann" | "wann.profile" = "wann",
): Promise<Kernel> {
  return Kernel.load(await readWasm(build), task, images, await readEncoder(task));
}
