import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { taskNamed } from "../../src/config/tasks.js";
import { Kernel } from "../../src/evaluate/module.js";
import { loadKernel, readEncoder, readWasm } from "../../src/evaluate/wasm-file.js";
import { UserError } from "../../src/user-error.js";
import { encoderFile, encoderShape, requireEncoder } from "../../src/vision/encoder-file.js";
import { vaeLayers } from "../../src/vision/vae-shape.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const TASK = taskNamed("car-racing");
const COMMITTED = readFileSync("champions/car-racing/encoder.bin");

/** A good file of an encoder with other latents than the task has inputs. */
function narrow(): Uint8Array {
  const shape = { channels: [8, 8, 8, 8], latents: 8 } as const;
  const parameters = vaeLayers(shape).reduce((sum, layer) => sum + layer.outputs * (1 + layer.inputs * layer.taps), 0);
  return encoderFile(shape, new Float32Array(parameters));
}

describe("the encoder that comes with the program", () => {
  it("is the committed one, of less than 2 MB, with as many latents as the task has inputs", async () => {
    const bytes = (await readEncoder(TASK)) as Uint8Array;
    expect(Buffer.from(bytes).equals(requireEncoder(COMMITTED, TASK.inputs, "encoder.bin"))).toBe(true);
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
    expect(await readEncoder(taskNamed("swingup"), "nowhere.bin")).toBeUndefined();
  });
});

describe("an encoder's file", () => {
  const folder = temporaryFolder();

  it.each([
    ["is missing", undefined, "cannot be read (ENOENT): expected an encoder's weights"],
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
    await expect(readEncoder(TASK, file)).rejects.toThrow(new UserError(`${file}: ${line}`));
  });
});

describe("a kernel", () => {
  it("does not see car racing without an encoder, nor with a file that is none for it", async () => {
    const wasm = await readWasm();
    await expect(Kernel.load(wasm, TASK)).rejects.toThrow("a kernel without an encoder cannot see this task");
    const packed = requireEncoder(COMMITTED, TASK.inputs, "encoder.bin");
    await expect(Kernel.load(wasm, TASK, undefined, packed.subarray(0, 5000))).rejects.toThrow(
      "not an encoder for this task (status 4)",
    );
    await expect(Kernel.load(wasm, TASK, undefined, requireEncoder(narrow(), 8, "narrow"))).rejects.toThrow(
      "not an encoder for this task",
    );
  });

  it("has no memory for what other tasks are seen through", async () => {
    const [swingup, racing] = await Promise.all(["swingup", "car-racing"].map((name) => loadKernel(taskNamed(name))));
    expect(racing.memoryBytes - swingup.memoryBytes).toBeGreaterThanOrEqual(COMMITTED.length);
  });
});
