/** `wann train-vae`: the encoder through which car racing is seen, from nothing but its own drives. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { writeAtomic } from "../record/atomic.js";
import { UserError } from "../user-error.js";
import { VERSION } from "../version.js";
import { type EpochLosses, type VaeConfig, VaeTraining } from "../vision/train-vae.js";
import { VAE_WASM } from "../vision/vae-module.js";
import type { VaeShape } from "../vision/vae-shape.js";
import { positive, seed, whole } from "./options.js";
import { progressBar } from "./progress.js";
import { STANDARD_STREAM } from "./streams.js";

interface Options {
  readonly frames: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly channels: VaeShape["channels"];
  readonly latents: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

const WIDEST = 256;

export const trainVaeCommand = new Command("train-vae")
  .option("--frames <n>", "frames to train on; a tenth as many are held out", whole("--frames", 1, 100_000), 10_000)
  .option("--epochs <n>", "times that each frame passes", whole("--epochs", 1, 10_000), 40)
  .option("--batch <n>", "frames a step", whole("--batch", 1, 256), 32)
  .option("--learning-rate <r>", "Adam's", positive("--learning-rate"), 0.001)
  .option("--channels <list>", "channels out of the encoder's four convolutions", channels, [8, 8, 16, 32] as const)
  .option("--latents <n>", "numbers that a frame becomes", eights("--latents"), 16)
  .option("--seed <n>", "the training's seed", seed, 1)
  .option("--out <file>", "the encoder's weights; its losses go to the same name with .json", "car-racing-encoder.bin")
  .option("--json", "print the losses as one JSON object")
  .addHelpText("after", "\nExample:\n  wann train-vae --frames 10000 --epochs 40 --seed 1 --out encoder.bin")
  .action(async (options: Options) => {
    const { out, json, ...config } = options;
    if (out === STANDARD_STREAM) throw new UserError("--out -: two files are written: expected a file's name");
    if (!existsSync(dirname(out))) throw new UserError(`--out ${out}: no folder ${dirname(out)}`);
    const report = `${out.replace(/\.bin$/, "")}.json`;
    for (const file of [out, report]) {
      if (existsSync(file)) throw new UserError(`--out ${out}: ${file} exists: expected a new file`);
    }
    const record = await trainVae(config, out, report);
    if (json) console.log(JSON.stringify(record));
    else console.log(`${losses(record.curve[record.curve.length - 1])}\n${out}`);
  });

interface VaeRecord {
  readonly version: string;
  readonly command: string;
  readonly config: VaeConfig;
  /** Bytes of the encoder's file. */
  readonly bytes: number;
  readonly curve: readonly EpochLosses[];
}

/** Writes both files after each epoch, so that what was trained before an interruption can be used. */
async function trainVae(config: VaeConfig, out: string, report: string): Promise<VaeRecord> {
  const drawing = progressBar("frames", 0, config.frames);
  const training = await VaeTraining.start(await trainingWasm(), config, (done) => {
    drawing.update(done, "drawn");
  }).finally(() => drawing.stop());
  const curve: EpochLosses[] = [];
  const passing = progressBar("frames", 0, config.frames * config.epochs);
  let record: VaeRecord | undefined;
  try {
    for (let epoch = 0; epoch < config.epochs; epoch++) {
      const note = curve.length === 0 ? "" : losses(curve[curve.length - 1]);
      const latest = await training.epoch((done) => passing.update(epoch * config.frames + done, note));
      if (!Number.isFinite(latest.reconstruction + latest.divergence + latest.heldOut)) {
        throw new UserError(`--learning-rate ${config.learningRate}: losses became infinite: expected a lower rate`);
      }
      curve.push(latest);
      const encoder = training.encoder();
      record = { version: VERSION, command: command(config, out), config, bytes: encoder.length, curve };
      writeAtomic(out, encoder);
      writeAtomic(report, `${JSON.stringify(record, null, 2)}\n`);
    }
  } finally {
    passing.stop();
  }
  return record as VaeRecord;
}

function losses({ reconstruction, divergence, heldOut }: EpochLosses): string {
  const [pixels, nats, unseen] = [reconstruction, divergence, heldOut].map((value) => value.toFixed(2));
  return `reconstruction ${pixels}  divergence ${nats}  held out ${unseen}`;
}

/** What to type for the same file. */
function command(config: VaeConfig, out: string): string {
  const { frames, epochs, batch, learningRate, channels, latents, seed } = config;
  return (
    `wann train-vae --frames ${frames} --epochs ${epochs} --batch ${batch} --learning-rate ${learningRate} ` +
    `--channels ${channels.join(",")} --latents ${latents} --seed ${seed} --out ${basename(out)}`
  );
}

function eights(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value > 0 && value <= WIDEST && value % 8 === 0) return value;
    throw new UserError(`${option}: "${text}": expected a multiple of 8 up to ${WIDEST}`);
  };
}

function channels(text: string): VaeShape["channels"] {
  const list = text.split(",").map(eights("--channels"));
  const [a, b, c, d] = list;
  if (list.length === 4) return [a, b, c, d];
  throw new UserError(`--channels: "${text}": expected four multiples of 8, as 16,32,64,128`);
}

async function trainingWasm(): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(VAE_WASM).catch(({ code }: NodeJS.ErrnoException) => {
    const file = fileURLToPath(VAE_WASM);
    throw new UserError(`${file}: cannot be read (${code}): expected what npm run build:wasm -- training makes`);
  });
  return new Uint8Array(bytes);
}
