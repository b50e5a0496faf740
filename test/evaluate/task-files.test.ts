import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { Kernel } from "../../src/evaluate/kernel.js";
import { assetHash, loadKernel, readAssets, readWasm } from "../../src/evaluate/task-files.js";
import { encoderAsset } from "../../src/tasks/car-racing/encoder.js";
import { type Task, taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { encoderFile, encoderShape, requireEncoder } from "../../src/vision/encoder-file.js";
import { vaeLayers } from "../../src/vision/vae-shape.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const TASK = taskNamed("car-racing");
const COMMITTED = readFileSync("champions/car-racing/encoder.bin");
const folder = temporaryFolder();

/** A good file of an encoder with other latents than the task has inputs. */
function narrow(): Uint8Array {
  const shape = { channels: [8, 8, 8, 8], latents: 8 } as const;
  const parameters = vaeLayers(shape).reduce((sum, layer) => sum + layer.outputs * (1 + layer.inputs * layer.taps), 0);
  return encoderFile(shape, new Float32Array(parameters));
}

describe("the wasm of a task", () => {
  const elsewhere = (name: string) => ({ wasm: pathToFileURL(join(folder, name)) });

  it("is read in the build that is asked for, beside the release build", async () => {
    writeFileSync(join(folder, "task.wasm"), "release");
    writeFileSync(join(folder, "task.profile.wasm"), "profile");
    expect(Buffer.from(await readWasm(elsewhere("task.wasm"))).toString()).toBe("release");
    expect(Buffer.from(await readWasm(elsewhere("task.wasm"), "profile")).toString()).toBe("profile");
  });

  it.each(["release", "profile"] as const)("that has not been built is missed in one line: %s", async (build) => {
    const name = build === "release" ? "none.wasm" : `none.${build}.wasm`;
    const own = build === "release" ? "wann build" : "wann build --profile";
    await expect(readWasm(elsewhere("none.wasm"), build)).rejects.toThrow(
      new UserError(`${join(folder, name)}: cannot be read (ENOENT): expected what ${own} makes`),
    );
    const wasm = new URL("../../dist/wasm/none.wasm", import.meta.url);
    await expect(readWasm({ wasm }, build)).rejects.toThrow(
      new UserError(
        `${fileURLToPath(new URL(name, wasm))}: cannot be read (ENOENT): expected what npm run build:wasm -- ${build} makes`,
      ),
    );
  });
});

describe("the encoder that comes with the program", () => {
  it("is the committed one, of less than 2 MB, with as many latents as the task has inputs", async () => {
    const assets = await readAssets(TASK);
    expect(assets).toHaveLength(1);
    const packed = requireEncoder(COMMITTED, TASK.inputs, "encoder.bin");
    expect(Buffer.from(assets[0]).equals(packed)).toBe(true);
    expect(await assetHash(TASK, "encoder")).toBe(createHash("sha256").update(packed).digest("hex"));
    expect(COMMITTED.length).toBeLessThan(2_000_000);
    expect(encoderShape(COMMITTED, "encoder.bin").latents).toBe(TASK.inputs);
  });

  it("has been trained by the command that stands beside it", () => {
    const { command, bytes, curve, config } = JSON.parse(readFileSync("champions/car-racing/encoder.json", "utf8"));
    expect(command).toContain(`--channels ${config.channels.join(",")}`);
    expect(bytes).toBe(COMMITTED.length);
    expect(curve).toHaveLength(config.epochs);
    expect(curve.at(-1).heldOut).toBeLessThan(0.5 * curve[0].heldOut);
  });

  it("is read for car racing alone", async () => {
    expect(await readAssets(taskNamed("swingup"))).toEqual([]);
    expect(await assetHash(taskNamed("swingup"), "encoder")).toBeNull();
    expect(await assetHash(TASK, "images")).toBeNull();
  });
});

describe("an encoder's file", () => {
  const seenThrough = (file: string): Task => ({ ...TASK, assets: [encoderAsset(pathToFileURL(file))] });

  it.each([
    ["is missing", undefined, "cannot be read (ENOENT): expected the encoder of the task"],
    ["is empty", COMMITTED.subarray(0, 0), "not an encoder's weights: expected a file that wann train-vae wrote"],
    ["is of another version", Buffer.from(COMMITTED).fill(7, 4, 5), "version: 7: expected 1 to 2"],
    ["gives other latents", narrow(), "8 latents: expected 16"],
    [
      "is cut short",
      COMMITTED.subarray(0, 5000),
      "cut short or damaged: the content is not what its sha256 was taken of",
    ],
  ])("that %s is refused in one line", async (name, bytes, line) => {
    const file = join(folder, `${name.replaceAll(" ", "-")}.bin`);
    if (bytes) writeFileSync(file, bytes);
    const refusal = new UserError(`${file}: ${line}`);
    await expect(readAssets(seenThrough(file))).rejects.toThrow(refusal);
    await expect(assetHash(seenThrough(file), "encoder")).rejects.toThrow(refusal);
    await expect(loadKernel(seenThrough(file))).rejects.toThrow(refusal);
  });

  it("lies beside the wasm", () => {
    const [{ url }] = TASK.assets;
    expect(fileURLToPath(new URL(".", url))).toBe(fileURLToPath(new URL(".", TASK.wasm)));
  });
});

describe("a kernel", () => {
  it("does not see car racing without an encoder, nor with a file that is none for it", async () => {
    const wasm = await readWasm(TASK);
    await expect(Kernel.load(wasm, TASK)).rejects.toThrow(
      new RangeError("assets given: 0: expected 1, as the task needs"),
    );
    const packed = requireEncoder(COMMITTED, TASK.inputs, "encoder.bin");
    await expect(Kernel.load(wasm, TASK, undefined, [packed.subarray(0, 5000)])).rejects.toThrow(
      new RangeError("asset 0: not what this task needs (bad encoder length)"),
    );
    await expect(Kernel.load(wasm, TASK, undefined, [requireEncoder(narrow(), 8, "narrow")])).rejects.toThrow(
      new RangeError("asset 0: not what this task needs (wrong asset)"),
    );
  });

  it("is refused a file where its task needs none", async () => {
    const swingup = taskNamed("swingup");
    await expect(Kernel.load(await readWasm(swingup), swingup, undefined, [narrow()])).rejects.toThrow(
      new RangeError("assets given: 1: expected 0, as the task needs"),
    );
  });

  it("has no memory for what other tasks are seen through", async () => {
    const [swingup, racing] = await Promise.all(["swingup", "car-racing"].map((name) => loadKernel(taskNamed(name))));
    expect(racing.memoryBytes - swingup.memoryBytes).toBeGreaterThanOrEqual(COMMITTED.length);
  });
});
