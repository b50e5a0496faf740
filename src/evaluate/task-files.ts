/** Where Node reads a task's files: the wasm in its builds, and the assets. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { openWorld } from "../gym/open-world.js";
import type { Images } from "../images/image-set.js";
import type { Asset, Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { Kernel } from "./kernel.js";
import { packageFile } from "./package-file.js";

/** The release build, or that which keeps a ledger. */
export type Build = "release" | "profile";

/** Where the wasm of the program's own tasks is; a user's is elsewhere. */
const BUILT = new URL("../../dist/wasm/", import.meta.url);

/** The bytes of a task's wasm. Throws a UserError where it has not been built. */
export async function readWasm(
  { wasm }: Pick<Task, "wasm">,
  build: Build = "release",
): Promise<Uint8Array<ArrayBuffer>> {
  const url = build === "release" ? wasm : new URL(wasm.href.replace(/\.wasm$/, `.${build}.wasm`));
  const file = packageFile(url);
  const bytes = await readFile(file).catch(({ code }: NodeJS.ErrnoException) => {
    const own = build === "release" ? "wann build" : `wann build --${build}`;
    const maker = wasm.href.startsWith(BUILT.href) ? `npm run build:wasm -- ${build}` : own;
    throw new UserError(`${file}: cannot be read (${code}): expected what ${maker} makes`);
  });
  return new Uint8Array(bytes);
}

/** The bytes of a task's assets, as its wasm takes them. Throws a UserError where a file is missing, or not what the task needs. */
export function readAssets({ assets }: Task): Promise<Uint8Array[]> {
  return Promise.all(assets.map(readAsset));
}

async function readAsset(asset: Asset): Promise<Uint8Array> {
  const file = packageFile(asset.url);
  const bytes = await readFile(file).catch(({ code }: NodeJS.ErrnoException) => {
    throw new UserError(`${file}: cannot be read (${code}): expected the ${asset.name} of the task`);
  });
  return asset.read(bytes, file);
}

/** SHA-256, in hex, of the asset of that name; null where the task has none. Throws a UserError as `readAssets` does. */
export async function assetHash({ assets }: Task, name: string): Promise<string | null> {
  const asset = assets.find((each) => each.name === name);
  return asset
    ? createHash("sha256")
        .update(await readAsset(asset))
        .digest("hex")
    : null;
}

/** A kernel for `task` with what it needs. Throws a UserError where that is missing. */
export async function loadKernel(
  task: Task,
  images?: Images,
  build: Build = "release",
  progressed?: () => void,
): Promise<Kernel> {
  return Kernel.load(await readWasm(task, build), task, images, await readAssets(task), openWorld, progressed);
}
