/** The commands on car racing, on episodes few enough to wait for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { surroundingsOf } from "../../src/cli/surroundings.js";
import { assetHash } from "../../src/evaluate/task-files.js";
import { loadChampion, loadEvaluator } from "../../src/index.js";
import { pack } from "../../src/network/pack.js";
import type { Profile } from "../../src/profile/profile.js";
import { SearchRun } from "../../src/record/search-run.js";
import { presetNamed, resolveConfig } from "../../src/search/configuration.js";
import { crossPlan } from "../../src/search/episodes.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { withAsset } from "../../src/tasks/task.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, runHere } from "./run-cli.js";

const CHAMPION = fileURLToPath(new URL("../../champions/car-racing.json", import.meta.url));
const folder = temporaryFolder();
const run = (...words: string[]) => runHere(words, folder);

it("wann evaluate runs full episodes, with Gymnasium's rewards", async () => {
  const { task, champion } = loadChampion(CHAMPION);
  const evaluator = await loadEvaluator(task);
  const { returns } = await evaluator.evaluate([pack(champion.genome).words], crossPlan([0.7], [3, 4]));
  const small = ["--episodes", "2", "--seed", "3"];
  const { rows } = jsonOf<{ rows: { returns: number[] }[] }>(
    await run("evaluate", CHAMPION, "--weight", "0.7", ...small, "--json"),
  );
  expect(rows[0].returns).toEqual([...returns]);
});

it("wann sweep and wann show draw it", async () => {
  const small = ["--weights", "3", "--episodes", "1"];
  const { points } = jsonOf<{ points: object[] }>(await run("sweep", CHAMPION, ...small, "--svg", "s.svg", "--json"));
  expect(points).toHaveLength(3);
  expect((await run("show", CHAMPION, "--svg", "n.svg")).code).toBe(0);
  const drawn = readFileSync(join(folder, "n.svg"), "utf8");
  for (const label of ["latent 1", "latent 16", "steering", "gas", "brake"]) expect(drawn).toContain(label);
});

it("wann profile says what seeing takes, beside the physics and the network", async () => {
  const small = ["--population", "2", "--rounds", "1", "--workers", "1"];
  const settings = ["sampledWeights=1", "patience=20", "confirmEpisodes=1"].flatMap((each) => ["--set", each]);
  const { step } = jsonOf<Profile>(
    await run("profile", "car-racing", "--preset", "car-racing", ...small, ...settings, "--json"),
  );
  const ns = Object.fromEntries(step.rows.map(({ row, ns }) => [row, ns.median]));
  expect(Object.keys(ns)).toEqual(expect.arrayContaining(["raster", "encoder", "forward", "velocities", "reward"]));
  expect(ns.raster + ns.encoder).toBeGreaterThan(ns.forward);
});

it("an episode's seed out of range is refused in one line", async () => {
  const { code, stderr } = await run("evaluate", CHAMPION, "--weight", "1", "--seed", "4294967296");
  expect(code).toBe(2);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(stderr).toContain("4294967296");
});

it("a search goes on with the encoder it began with, and with no other", async () => {
  const values = { population: 4, generations: 1 };
  const config = resolveConfig(presetNamed("car-racing"), [{ origin: "the test", values }]);
  const other = "0".repeat(64);
  const surroundings = { assets: { images: null, encoder: other }, behaviour: other, notice: () => {} };
  await (await SearchRun.create(join(folder, "run"), { config, seed: 1 }, surroundings)).close();
  const { code, stderr } = await run("evolve", "--resume", "run");
  const own = await assetHash(taskNamed("car-racing"), "encoder");
  expect(code).toBe(2);
  expect(stderr).toContain(
    `error: run/config.json: assets.encoder: "${other}": expected that of the encoder at hand, "${own}"`,
  );
});

it("runs through an encoder of one's own with --encoder, whose hash a run keeps", async () => {
  const tiny = ["--frames", "32", "--epochs", "1", "--channels", "8,8,8,8", "--out", "own.bin", "--json"];
  jsonOf(await run("train-vae", ...tiny));
  const evaluate = ["evaluate", CHAMPION, "--weight", "0.7", "--episodes", "1", "--json"];
  type Rows = { rows: { returns: number[] }[] };
  const [own] = jsonOf<Rows>(await run(...evaluate, "--encoder", "own.bin")).rows;
  const [usual] = jsonOf<Rows>(await run(...evaluate)).rows;
  expect(own.returns).not.toEqual(usual.returns);

  const racing = taskNamed("car-racing");
  const known = await assetHash(racing, "encoder");
  const other = withAsset(racing, "encoder", pathToFileURL(join(folder, "own.bin")));
  expect((await surroundingsOf(other)).assets.encoder).not.toBe(known);
  expect((await surroundingsOf(racing)).assets.encoder).toBe(known);

  const refused = await run("evolve", "swingup", "--encoder", "own.bin");
  expect([refused.code, refused.stderr]).toEqual([
    2,
    "error: --encoder own.bin: has no effect: swingup is not seen through an encoder\n",
  ]);
  const missing = await run(...evaluate, "--encoder", "none.bin");
  expect([missing.code, missing.stderr]).toEqual([2, "error: --encoder none.bin: there is no such file\n"]);
});
