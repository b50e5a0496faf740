/** Folders with the undamaged files of the campaign "files": small runs as they are where they were killed, images, an encoder. */
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { jsonOf, type Outcome } from "../cli/outcome.js";
import { imagesFile, labelsFile, put } from "../images/idx-files.js";
import { copyOldRun } from "../record/old-files.js";
import type { Program } from "./program.js";

export const SEARCH = [
  ...["evolve", "swingup", "--preset", "quick", "--population", "6", "--set", "islands=2"],
  ...["--workers", "1", "--json"],
];
export const TUNING = [
  "--optimizer",
  "cma",
  "--set",
  "population=6",
  "--set",
  "confirmEpisodes=20",
  "--workers",
  "1",
  "--json",
];
/** Generations of a run: at its last checkpoint; in its log; of the resumed run at its end. */
export const [SAVED, LOGGED, WHOLE] = [5, 6, 8];

export const RESUMED = ["--generations", String(WHOLE), "--workers", "1", "--json"];

const IMAGES = 20;

export type SceneName = "search" | "tuning" | "old search" | "old tuning" | "images" | "encoder";

export interface Scene {
  readonly folder: string;
  /** Folders with the same files of other runs. */
  readonly others: readonly string[];
  /** What the run comes to that nobody disturbs: its command's figures. */
  readonly whole?: unknown;
}

/** Makes them in `home`; the cache of images is in the folder `cache`. */
export async function makeScenes(program: Program, home: string): Promise<Record<SceneName, Scene>> {
  const search = await searches(program, home);
  return {
    search,
    tuning: await tunings(program, home, search),
    "old search": await old(program, home, "search", "evolve"),
    "old tuning": await old(program, home, "tuning", "tune"),
    images: await images(program, home),
    encoder: encoder(program, home),
  };
}

/** A search; the same with another seed; the same from another start. */
async function searches(program: Program, home: string): Promise<Scene> {
  const otherSeed = made(home, "search-seed");
  await saved(program, otherSeed, [...SEARCH, "--seed", "2"]);
  const otherStart = made(home, "search-start");
  await saved(program, otherStart, [...SEARCH, "--start", join(otherSeed, "run")]);
  const folder = made(home, "search");
  await killed(program, folder, SEARCH);
  const whole = [...SEARCH, "--generations", String(WHOLE), "--out", "run"];
  const undisturbed = await program.run(whole, made(home, "search-whole"));
  return { folder, others: [otherSeed, otherStart], whole: figuresOf(undisturbed) };
}

/** A tuning; the same with another seed; the same of another champion. */
async function tunings(program: Program, home: string, { folder: search, others }: Scene): Promise<Scene> {
  const tune = (folder: string) => ["tune", join(folder, "run"), ...TUNING];
  const otherSeed = made(home, "tuning-seed");
  await saved(program, otherSeed, [...tune(search), "--seed", "2"]);
  const otherStart = made(home, "tuning-start");
  await saved(program, otherStart, tune(others[0]));
  const folder = made(home, "tuning");
  await killed(program, folder, tune(search));
  const whole = [...tune(search), "--generations", String(WHOLE), "--out", "run"];
  const undisturbed = await program.run(whole, made(home, "tuning-whole"));
  return { folder, others: [otherSeed, otherStart], whole: figuresOf(undisturbed) };
}

/** A run in `folder` up to its checkpoint. */
async function saved(program: Program, folder: string, begin: readonly string[], generations = SAVED): Promise<void> {
  jsonOf(await program.run([...begin, "--generations", String(generations), "--out", "run"], folder));
}

/** The same as a kill leaves it: two checkpoints, one after the other, and a log that goes on behind the last. */
async function killed(program: Program, folder: string, begin: readonly string[]): Promise<void> {
  const on = (run: string, generations: number) =>
    program.run([begin[0], "--resume", run, ...RESUMED, "--generations", String(generations)], folder);
  await saved(program, folder, begin, SAVED - 2);
  jsonOf(await on("run", SAVED));
  const [run, longer] = [join(folder, "run"), join(folder, "longer")];
  cpSync(run, longer, { recursive: true });
  jsonOf(await on("longer", LOGGED));
  cpSync(join(longer, "log.jsonl"), join(run, "log.jsonl"));
  rmSync(longer, { recursive: true });
}

/** A run of version 1, whose files have no hashes. */
async function old(program: Program, home: string, name: string, command: string): Promise<Scene> {
  const folder = made(home, `old-${name}`);
  const whole = made(home, `old-${name}-whole`);
  for (const one of [folder, whole]) copyOldRun(name, join(one, "run"));
  const undisturbed = await program.run([command, "--resume", "run", ...RESUMED], whole);
  return { folder, others: [], whole: figuresOf(undisturbed) };
}

async function images(program: Program, home: string): Promise<Scene> {
  const [folder, other] = [made(home, "images"), made(home, "images-other")];
  for (const [shift, one] of [folder, other].entries()) {
    const data = made(one, "data");
    const labels = labelsFile(Array.from({ length: IMAGES }, (_, i) => (i + shift) % 10));
    for (const part of ["train", "t10k"]) {
      put(data, `${part}-images-idx3-ubyte`, imagesFile(IMAGES));
      put(data, `${part}-labels-idx1-ubyte`, labels);
    }
    cpSync(program.champion("mnist"), join(one, "mnist.json"));
    jsonOf(await program.run(["evaluate", "mnist.json", "--data", "data", "--json"], one));
  }
  return { folder, others: [other] };
}

function encoder(program: Program, home: string): Scene {
  const folder = made(home, "encoder");
  cpSync(program.champion("car-racing"), join(folder, "car-racing.json"));
  cpSync(program.encoder, join(folder, "encoder.bin"));
  return { folder, others: [] };
}

function made(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  return folder;
}

/** What a command printed, but where its files are and how long it took. Throws where it failed. */
export function figuresOf(outcome: Outcome): unknown {
  if (outcome.code === 0 && !outcome.stdout.startsWith("{")) return outcome.stdout;
  const { seconds: _, run: __, champion: ___, ...figures } = jsonOf<Record<string, unknown>>(outcome);
  return figures;
}
