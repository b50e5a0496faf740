import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { trainVaeCommand } from "../../src/cli/train-vae.js";
import { encoderShape } from "../../src/vision/encoder-file.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, runHere } from "./run-cli.js";

const folder = temporaryFolder();
const TINY = ["--frames", "32", "--epochs", "2", "--channels", "8,8,8,8", "--latents", "8", "--out", "tiny.bin"];

function train(...args: string[]) {
  return runHere(["train-vae", ...args], folder);
}

describe("wann train-vae", () => {
  it("writes an encoder, and how it came about: the command given again writes the same", async () => {
    type Record = { command: string; bytes: number; config: { seed: number }; curve: object[] };
    const record = jsonOf<Record>(await train(...TINY, "--seed", "7", "--json"));
    const file = readFileSync(join(folder, "tiny.bin"));
    expect(JSON.parse(readFileSync(join(folder, "tiny.json"), "utf8"))).toEqual(record);
    expect(record).toMatchObject({ bytes: file.length, config: { seed: 7 } });
    expect(record.curve).toHaveLength(2);
    expect(encoderShape(file, "tiny.bin")).toEqual({ channels: [8, 8, 8, 8], latents: 8 });
    const again = record.command.replace(/^wann train-vae |tiny\.bin$/g, "").trim();
    const { stdout } = await train(...again.split(" "), "again.bin");
    expect(stdout).toMatch(/^reconstruction \d+\.\d\d {2}divergence \d+\.\d\d {2}held out \d+\.\d\d\nagain\.bin\n$/);
    expect(readFileSync(join(folder, "again.bin"))).toEqual(file);
  });

  it.each([
    [["--channels", "8,8,8"], '--channels: "8,8,8": expected four multiples of 8, as 16,32,64,128'],
    [["--channels", "8,8,8,9"], '--channels: "9": expected a multiple of 8 up to 256'],
    [["--latents", "0"], '--latents: "0": expected a multiple of 8 up to 256'],
    [["--frames", "0"], '--frames: "0": expected a whole number from 1 to 100000'],
    [["--learning-rate", "x"], '--learning-rate: "x": expected a number'],
    [
      [...TINY.slice(0, 8), "--learning-rate", "1000", "--out", "wild.bin"],
      "--learning-rate 1000: losses became infinite: expected a lower rate",
    ],
    [["--out", "none/encoder.bin"], "--out none/encoder.bin: no folder none"],
    [["--out", "/dev/null"], "--out /dev/null: /dev/null exists: expected a new file"],
  ])("refuses %j in one line", async (args, line) => {
    const { code, stderr } = await train(...args);
    expect(code).toBe(2);
    expect(stderr.trim().split("\n").at(-1)).toBe(`error: ${line}`);
  });
});

it("has the defaults of the encoder that comes with the program", () => {
  const { config } = JSON.parse(readFileSync("champions/car-racing/encoder.json", "utf8"));
  expect(trainVaeCommand.opts()).toMatchObject(config);
});
