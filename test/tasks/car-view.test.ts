import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { Car } from "./car.js";
import { DRIVES } from "./recorded-car-racing.js";

/** Frames of the recorded drives, named by drive, seed and step. */
const FOLDER = fileURLToPath(new URL("../golden/car-racing/", import.meta.url));
const FRAMES = readdirSync(FOLDER).map((file) => {
  const [, name, seed, step] = /^(.+)-(\d+)-(\d+)\.png$/.exec(file) ?? [];
  return { file, name: name.replace("-", " "), seed: Number(seed), step: Number(step) };
});
const SIDE = 96;
/** Above the bar of indicators: what networks are shown. */
const SCENE_LINES = 84;

/** For each pixel, the difference of each of its colours. */
function differences(image: Uint8Array, file: string): number[][] {
  const { width, height, data } = PNG.sync.read(readFileSync(FOLDER + file));
  expect([width, height]).toEqual([SIDE, SIDE]);
  return Array.from({ length: SIDE * SIDE }, (_, i) =>
    [0, 1, 2].map((k) => Math.abs(image[3 * i + k] - data[4 * i + k])),
  );
}

function mean(values: number[][]): number {
  return values.flat().reduce((sum, value) => sum + value, 0) / (3 * values.length);
}

function shareAbove(values: number[][], level: number): number {
  return values.filter((pixel) => Math.max(...pixel) > level).length / values.length;
}

describe.each(FRAMES)("frame $file", ({ file, name, seed, step }) => {
  it("is what pygame drew", async () => {
    const car = await Car.load();
    const drive = DRIVES.find((one) => one.name === name && one.seed === seed);
    if (!drive) throw new Error(`no drive of ${file}`);
    car.reset(0, seed);
    for (const action of drive.actions.slice(0, step)) car.step([action]);
    const all = differences(car.view(0), file);
    expect(mean(all)).toBeLessThan(0.3);
    expect(shareAbove(all, 32)).toBeLessThan(0.002);
    const scene = all.slice(0, SCENE_LINES * SIDE);
    expect(mean(scene)).toBeLessThan(0.15);
    expect(shareAbove(scene, 32)).toBe(0);
  });
});

it("an encoder is trained on the same scene, and sees it, without the bar and without what shrinking cuts off", async () => {
  const car = await Car.load();
  car.reset(0, 2);
  for (let t = 0; t < 60; t++) car.step([[0.1, 0.5, 0]]);
  const scene = [...car.view(0)].slice(0, 3 * SCENE_LINES * SIDE);
  const [exact, sampled] = [[...car.exactPixels(0)], [...car.pixels(0)]];
  for (let k = 0; k < 3; k++) {
    const mean = (values: number[]) =>
      (3 * values.reduce((sum, v, i) => (i % 3 === k ? sum + v : sum), 0)) / values.length;
    for (const pixels of [exact, sampled]) expect(Math.abs(mean(pixels) - mean(scene) - 2)).toBeLessThan(0.2);
  }
  const errors = sampled.map((level, i) => Math.abs(level - exact[i]));
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.2);
  expect(Math.max(...errors)).toBeLessThan(64);
});
