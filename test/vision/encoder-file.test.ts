import { describe, expect, it } from "vitest";
import { UserError } from "../../src/user-error.js";
import { encoderFile, encoderShape } from "../../src/vision/encoder-file.js";
import { vaeLayers } from "../../src/vision/vae-shape.js";

const SHAPE = { channels: [8, 16, 8, 24], latents: 8 } as const;
const parameters = vaeLayers(SHAPE).reduce((sum, { inputs, outputs, taps }) => sum + outputs * (1 + inputs * taps), 0);
const file = encoderFile(SHAPE, new Float32Array(parameters));

/** The file with another word in its header. */
function changed(index: number, value: number): Uint8Array {
  const words = new Uint32Array(file.slice().buffer);
  words[index] = value;
  return new Uint8Array(words.buffer);
}

describe("an encoder's file", () => {
  it("says its shape", () => {
    expect(encoderShape(file, "encoder.bin")).toEqual(SHAPE);
  });

  it.each([
    ["is no encoder's", changed(0, 0), "not an encoder's weights: expected a file that wann train-vae wrote"],
    ["ends in its header", file.slice(0, 35), "not an encoder's weights: expected a file that wann train-vae wrote"],
    ["is of another version", changed(1, 2), "version: 2: expected 1"],
    ["is for other images", changed(2, 96), "images of 96 × 96: expected 64"],
    ["has other latents than it may", changed(3, 12), "12 channels or latents: expected multiples of 8 up to 256"],
    ["has fewer convolutions", changed(4, 3), "3 convolutions: expected 4"],
    ["has none in a convolution", changed(5, 0), "0 channels or latents: expected multiples of 8 up to 256"],
    ["is of other channels", changed(6, 8), `${file.length} bytes: expected 25348, cut short, or of other channels`],
    [
      "is cut short",
      file.slice(0, -4),
      `${file.length - 4} bytes: expected ${file.length}, cut short, or of other channels`,
    ],
  ])("that %s is refused in one line", (_, bytes, line) => {
    expect(() => encoderShape(bytes, "encoder.bin")).toThrow(new UserError(`encoder.bin: ${line}`));
  });
});
