import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { imagesFile, labelsFile, put } from "../images/idx-files.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { useOwnCache } from "../tasks/mnist/own-cache.js";
import { jsonOf, runHere } from "./run-cli.js";

const TINY = ["--preset", "mnist", "--population", "8", "--generations", "2", "--workers", "1", "--json"];
const folder = temporaryFolder();
useOwnCache();

/** A folder of images of our own, of which each class is labelled as `shift` says. */
function data(name: string, shift: number): void {
  const path = join(folder, name);
  mkdirSync(path);
  for (const part of ["train", "t10k"]) {
    put(path, `${part}-images-idx3-ubyte`, imagesFile(20));
    put(path, `${part}-labels-idx1-ubyte`, labelsFile(Array.from({ length: 20 }, (_, i) => (i + shift) % 10)));
  }
}

beforeAll(async () => {
  data("ours", 0);
  data("others", 1);
  jsonOf(await runHere(["evolve", "mnist", ...TINY, "--data", "ours", "--out", "run"], folder));
});

it("profiles have accuracies, with chance for idle: 41 weights of a search, 161 of an evaluation", async () => {
  const { profile } = JSON.parse(readFileSync(join(folder, "run", "champion.json"), "utf8"));
  const figures = { episodes: null, seed: null, best: expect.any(Number), idle: 0.1, share: expect.any(Number) };
  expect(profile).toEqual({ weights: 41, ...figures });
  const evaluation = ["evaluate", "run", "--rows", "--data", "ours"];
  const evaluated = jsonOf<{ profile: object }>(await runHere([...evaluation, "--json"], folder));
  expect(evaluated.profile).toEqual({ weights: 161, ...figures });
  const { stdout } = await runHere(evaluation, folder);
  expect(stdout).toMatch(/^works at [\d.]+% of shared weights in \[−2, 2\]: 161 weights, all test images for each$/m);
});

it("a search is guided by the images that it is run with, and its time estimated", async () => {
  const guided = ["--preset", "mnist", "--set", "insertNode=9", "--workers", "1", "--data", "ours"];
  const digest = async (...more: string[]) => {
    const few = ["--population", "8", "--generations", "6", "--start", "run", "--json"];
    return jsonOf<{ digest: string }>(await runHere(["evolve", "mnist", ...guided, ...few, ...more], folder)).digest;
  };
  expect(await digest("--out", "blind", "--set", "guidedAdditions=null")).not.toBe(await digest("--out", "guided"));
  const estimate = ["estimate", "mnist", "--population", "8", "--generations", "6", ...guided, "--json"];
  expect(jsonOf<{ seconds: number }>(await runHere(estimate, folder)).seconds).toBeGreaterThan(0);
});

it.each([
  ["a search", ["evolve", "--resume", "run", "--generations", "3"], "run"],
  ["a training", ["tune", "--resume", "tuned"], "tuned"],
])("%s goes on with the images it began with, and with no others", async (_title, command, run) => {
  if (run === "tuned") {
    const few = ["--generations", "1", "--set", "batches=2", "--set", "confirmEpisodes=1", "--json"];
    jsonOf(await runHere(["tune", "run", ...few, "--data", "ours", "--out", "tuned"], folder));
  }
  const { images } = JSON.parse(readFileSync(join(folder, run, "config.json"), "utf8")).assets;
  const { code, stderr } = await runHere([...command, "--data", "others"], folder);
  expect(code).toBe(2);
  const file = join(run, "config.json");
  expect(stderr).toContain(`error: ${file}: assets.images: "${images}": expected that of the images at hand, "`);
  expect((await runHere([...command, "--data", "ours"], folder)).code).toBe(0);
});
