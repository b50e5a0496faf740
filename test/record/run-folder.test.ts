import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Budget } from "../../src/config/run-settings.js";
import { readDocument, writeDocument } from "../../src/document.js";
import { EMPTY_TALLY, type Tally } from "../../src/journey.js";
import { SEARCH_CHECKPOINT } from "../../src/record/checkpoint.js";
import { RUN_FILE, runId } from "../../src/record/run-file.js";
import { type FolderKind, type Reopening, RunFolder, type Surroundings } from "../../src/record/run-folder.js";
import { COST_SHARE } from "../../src/record/seldom.js";
import { UserError } from "../../src/user-error.js";
import { resealed } from "../formats/resealed.js";
import { copyOldRun, oldFile } from "./old-files.js";
import { BUILD, IMAGES, NO_ASSETS, OTHER_BUILD, OTHER_IMAGES, reopening, SURROUNDINGS } from "./sample-run.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

/** A kind of run that there is not. */
const KIND: FolderKind = {
  checkpoint: SEARCH_CHECKPOINT,
  problem: ({ config }) => ("search" in config ? undefined : "config.search: missing: expected the folder of a search"),
};
const BUDGET: Budget = { generations: 5, untilReturn: null, maxRollouts: null };
const FILE = { seed: 7, config: { task: "swingup", search: "none", colour: "red", ...BUDGET }, start: null };
const ID = runId(FILE);
const START = { state: { generation: 0, value: -1.5 }, tally: EMPTY_TALLY, seconds: 0 };
/** Milliseconds of a generation. */
const MS = 500;

const tallyOf = (generations: number): Tally => {
  return { digest: "d".repeat(64), rollouts: 10 * generations, steps: 100 * generations };
};

let open: RunFolder[] = [];
afterEach(async () => {
  for (const each of open) await each.close();
  open = [];
});

async function opening(run: Promise<RunFolder>): Promise<RunFolder> {
  open.push(await run);
  return run;
}

const path = (...parts: string[]) => join(folder, ...parts);
const read = (...parts: string[]) => readFileSync(path(...parts), "utf8");
const filesOf = (name: string) => readdirSync(path(name)).filter((file) => file !== "lock");

const made = (name: string, surroundings: Surroundings = SURROUNDINGS, further: Record<string, string> = {}) =>
  opening(RunFolder.create(path(name), KIND, FILE, START, surroundings, further));

const opened = (name: string, how: Partial<Reopening> = {}) =>
  opening(RunFolder.open(path(name), KIND, reopening(how), () => undefined).then(({ folder: run }) => run));

/** Where a run stands after so many generations. */
function standing(count: number, writeChampion = () => {}) {
  return { state: () => ({ generation: count }), tally: tallyOf(count), writeChampion };
}

/** What is recorded of the last of so many generations. */
function generation(count: number, line: object) {
  return { ...standing(count), line, ms: MS, newChampion: false };
}

/** A run of `count` generations, all recorded and checkpointed, and closed. */
async function recorded(name: string, count: number, surroundings?: Surroundings): Promise<void> {
  const run = await made(name, surroundings);
  for (let i = 1; i <= count; i++) {
    run.record(generation(i, { generation: i - 1, value: i / 3 }));
    run.checkpoint(standing(i));
  }
  await run.close();
}

const generations = (name: string) =>
  read(name, "log.jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).generation);

/** The one line with which a run is refused; whoever comes next finds its folder free, and as it was. */
async function refusal(name: string, how: Partial<Reopening> = {}): Promise<string> {
  return (await refused(name, how)).message.replaceAll(path(name), "RUN");
}

async function refused(name: string, how: Partial<Reopening> = {}): Promise<UserError> {
  const files = filesOf(name);
  const before = files.map((file) => read(name, file));
  const error = (await opened(name, how).catch((thrown: unknown) => thrown)) as UserError;
  expect(error).toBeInstanceOf(UserError);
  expect(filesOf(name).map((file) => read(name, file))).toEqual(before);
  expect(existsSync(path(name, "lock"))).toBe(false);
  expect(error.message).not.toContain("\n");
  return error;
}

describe("a run's folder", () => {
  it("begins with its config.json, a checkpoint and what belongs to it besides, parents made as needed", async () => {
    await made("deep/er/new", { ...SURROUNDINGS, assets: { images: IMAGES, encoder: null } }, { "more.txt": "more" });
    expect(filesOf("deep/er/new")).toEqual(["checkpoint", "config.json", "more.txt"]);
    expect(read("deep/er/new", "more.txt")).toBe("more");
    const file = { id: null, ...FILE, assets: { images: IMAGES, encoder: null }, behaviour: BUILD, otherBuilds: [] };
    expect(readDocument(RUN_FILE, read("deep/er/new", "config.json"), "config.json")).toEqual(file);
    expect(RunFolder.readFile(path("deep/er/new"), KIND)).toEqual(file);
    expect(RunFolder.readCheckpoint(path("deep/er/new"), KIND, file)).toEqual({
      run: ID,
      log: { lines: 0, sha256: "0".repeat(64) },
      state: START.state,
      ...EMPTY_TALLY,
      seconds: 0,
    });
  });

  it("may be there already if it is empty", async () => {
    mkdirSync(path("empty"));
    await made("empty");
    expect(filesOf("empty")).toEqual(["checkpoint", "config.json"]);
  });

  it.each<[string, string, string]>([
    ["is in use", "used", "the folder is in use"],
    ["is a file", "used/file", "not a folder"],
    ["cannot be made", "used/file/run", "cannot be made (ENOTDIR"],
  ])("is refused where it %s", async (_title, name, says) => {
    mkdirSync(path("used"), { recursive: true });
    writeFileSync(path("used/file"), "mine");
    await expect(made(name)).rejects.toThrow(UserError);
    await expect(made(name)).rejects.toThrow(says);
    expect(readdirSync(path("used"))).toEqual(["file"]);
    expect(read("used/file")).toBe("mine");
  });

  it("gets a log line for each generation, and checkpoints that know them", async () => {
    await recorded("logged", 3);
    expect(generations("logged")).toEqual([0, 1, 2]);
    expect(JSON.parse(read("logged", "log.jsonl").split("\n")[1])).toMatchObject({ generation: 1, value: 2 / 3 });
    const checkpoint = RunFolder.readCheckpoint(path("logged"), KIND, RunFolder.readFile(path("logged"), KIND));
    expect(checkpoint).toMatchObject({ log: { lines: 3 }, state: { generation: 3 }, ...tallyOf(3) });
  });

  it("writes a new champion where that costs little, and at the end in any case", async () => {
    const run = await made("champions");
    let now = performance.now();
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const written: number[] = [];
    const writes = (count: number) => () => {
      written.push(count);
      now += 10;
    };
    const one = (count: number, newChampion: boolean) =>
      run.record({ ...generation(count, { generation: count - 1 }), newChampion, writeChampion: writes(count) });
    one(1, true);
    one(2, true);
    now += COST_SHARE * 10;
    // The second generation's is written as soon as it may be.
    one(3, false);
    one(4, true);
    run.checkpoint(standing(4, writes(4)));
    now += COST_SHARE * 10;
    one(5, false);
    run.checkpoint(standing(5, writes(5)));
    expect(written).toEqual([1, 3, 4]);
    vi.restoreAllMocks();
    await run.close();
    // A process that is killed leaves an earlier one behind.
    const again = await opened("champions");
    again.record({ ...generation(6, { generation: 5 }), writeChampion: writes(6) });
    expect(written).toEqual([1, 3, 4, 6]);
  });

  it("writes no more once another process has taken it, or its lock is gone", async () => {
    const run = await made("taken");
    run.record(generation(1, { generation: 0 }));
    const before = filesOf("taken").map((file) => read("taken", file));
    rmSync(path("taken", "lock"), { recursive: true });
    const lost = new UserError(`${path("taken")}: the folder's lock was removed: expected one writer at a time`);
    expect(() => run.record(generation(2, { generation: 1 }))).toThrow(lost);
    expect(() => run.checkpoint(standing(2))).toThrow(lost);
    expect(run.lost.aborted).toBe(true);
    expect(filesOf("taken").map((file) => read("taken", file))).toEqual(before);
  });

  it("is free for others once it is closed", async () => {
    const run = await made("closed");
    expect(existsSync(path("closed", "lock"))).toBe(true);
    await run.close();
    expect(existsSync(path("closed", "lock"))).toBe(false);
  });
});

describe("a run that is opened", () => {
  it("stands where its checkpoint says, exactly", async () => {
    await recorded("back", 3);
    const { start, file } = await opened("back");
    expect(start).toEqual({ state: { generation: 3 }, tally: tallyOf(3), seconds: 3 * (MS / 1000) });
    expect(file).toEqual({ id: null, ...FILE, assets: NO_ASSETS, behaviour: BUILD, otherBuilds: [] });
  });

  it("goes on with just the log lines that the checkpoint knows of", async () => {
    await recorded("whole", 6);
    await recorded("cut", 3);
    const before = read("cut", "log.jsonl");
    appendFileSync(path("cut", "log.jsonl"), '{"generation":3}\n{"generation":4}\n{"genera');
    const run = await opened("cut");
    expect(read("cut", "log.jsonl")).toBe(before);
    for (let i = 4; i <= 6; i++) run.record(generation(i, { generation: i - 1, value: i / 3 }));
    expect(read("cut", "log.jsonl")).toBe(read("whole", "log.jsonl"));
  });

  it("goes on from the checkpoint before, where it is told to", async () => {
    await recorded("before", 3);
    writeFileSync(path("before", "checkpoint"), "damaged");
    expect(await refusal("before")).toBe("RUN/checkpoint: not JSON, or cut short: expected the checkpoint of a search");
    const { start } = await opened("before", { checkpoint: "previous" });
    expect(start).toEqual({ state: { generation: 2 }, tally: tallyOf(2), seconds: 2 * (MS / 1000) });
    expect(generations("before")).toEqual([0, 1]);
  });

  it("is refused where the log has not the lines that the checkpoint knows", async () => {
    await recorded("lost", 3);
    const [first, second, third] = read("lost", "log.jsonl").split("\n");
    writeFileSync(path("lost", "log.jsonl"), `${first}\n${second}\n{"gene`);
    const longer = { budget: { generations: 99 } };
    expect(await refusal("lost", longer)).toBe(
      "RUN/log.jsonl: has 2 lines: expected at least 3, as the checkpoint says: lines are missing",
    );
    writeFileSync(path("lost", "log.jsonl"), `${first}\n${second.replace("0.6", "0.7")}\n${third}\n`);
    expect(await refusal("lost", longer)).toBe("RUN/log.jsonl: line 2: damaged");
    const other = await made("lost-another");
    for (let i = 0; i < 3; i++) other.record(generation(i + 1, { generation: i }));
    cpSync(path("lost-another", "log.jsonl"), path("lost", "log.jsonl"));
    expect(await refusal("lost", longer)).toBe(
      "RUN/log.jsonl: another run's: expected the 3 lines that the checkpoint knows",
    );
  });

  it("is refused where its checkpoint is missing, empty or another run's", async () => {
    await recorded("strange", 2);
    const content = readDocument(SEARCH_CHECKPOINT, read("strange", "checkpoint"), "checkpoint");
    const run = runId({ ...FILE, seed: 8 });
    writeFileSync(path("strange", "checkpoint"), writeDocument(SEARCH_CHECKPOINT, { ...content, run }));
    expect(await refusal("strange")).toBe(
      "RUN/checkpoint: run: that of another configuration or seed: expected RUN/config.json's",
    );
    writeFileSync(path("strange", "checkpoint"), "");
    expect(await refusal("strange")).toBe("RUN/checkpoint: empty: expected the checkpoint of a run");
    rmSync(path("strange", "checkpoint"));
    expect(await refusal("strange")).toBe("RUN/checkpoint: missing: expected the checkpoint of a run");
  });

  it("is refused where its checkpoint is that of the same search from elsewhere, or it begins elsewhere itself", async () => {
    await recorded("here", 0);
    const elsewhere = RunFolder.create(
      path("elsewhere"),
      KIND,
      { ...FILE, start: "5".repeat(64) },
      START,
      SURROUNDINGS,
    );
    await (await elsewhere).close();
    for (const [run, other] of [
      ["here", "elsewhere"],
      ["elsewhere", "here"],
    ] as const) {
      cpSync(path(run), path(`${run}-mixed`), { recursive: true });
      cpSync(path(other, "checkpoint"), path(`${run}-mixed`, "checkpoint"));
      expect(await refusal(`${run}-mixed`)).toMatch(/^RUN\/checkpoint: run: that of another configuration or seed/);
    }
  });

  it("has a topic where its checkpoint is refused and there is one before", async () => {
    await recorded("topic", 2);
    writeFileSync(path("topic", "checkpoint"), "damaged");
    expect((await refused("topic")).topic).toBe("damaged-checkpoint");
    writeFileSync(path("topic", "checkpoint.previous"), "damaged");
    expect((await refused("topic", { checkpoint: "previous" })).topic).toBeUndefined();
    rmSync(path("topic", "checkpoint.previous"));
    expect((await refused("topic")).topic).toBeUndefined();
  });

  it("loses what killed processes had begun to write there", async () => {
    await recorded("left", 1);
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(path("left", `.checkpoint.${pid}-01234567.tmp`), "half");
    writeFileSync(path("left", `.checkpoint.${process.ppid}-01234567.tmp`), "of one that lives");
    await opened("left");
    expect(filesOf("left").filter((name) => name.startsWith("."))).toEqual([
      `.checkpoint.${process.ppid}-01234567.tmp`,
    ]);
  });

  it("is refused where its config.json is missing, damaged or of another kind of run", async () => {
    await recorded("config", 1);
    const text = read("config", "config.json");
    writeFileSync(path("config", "config.json"), text.replace('"red"', '"blue"'));
    expect(await refusal("config")).toBe("RUN/config.json: damaged: the content is not what its sha256 was taken of");
    const file = JSON.parse(text);
    const { search: _, ...config } = file.config;
    writeFileSync(path("config", "config.json"), resealed({ ...file, config }));
    expect(await refusal("config")).toBe("RUN/config.json: config.search: missing: expected the folder of a search");
    rmSync(path("config", "config.json"));
    expect(await refusal("config")).toMatch(
      /^RUN\/config\.json: cannot be read \(ENOENT.*\): expected the config\.json of a run$/,
    );
  });
});

describe("a run's budget", () => {
  it("may be changed, and is kept", async () => {
    await recorded("longer", 3);
    const budget = { generations: 77, untilReturn: 5, maxRollouts: 1000 };
    const run = await opened("longer", { budget });
    expect(run.file.config).toEqual({ ...FILE.config, ...budget });
    await run.close();
    const again = await opened("longer");
    expect(again.file.config).toEqual({ ...FILE.config, ...budget });
    await again.close();
    const unlimited = await opened("longer", { budget: { untilReturn: null, maxRollouts: null } });
    expect(unlimited.file.config).toEqual({ ...FILE.config, generations: 77 });
  });

  it("is no smaller than what the run has, and the folder stays as it was", async () => {
    await recorded("fewer", 4);
    expect(await refusal("fewer", { budget: { generations: 3 } })).toBe(
      "RUN: the run has 4 generations already: expected generations of at least 4",
    );
    const { file } = await opened("fewer", { budget: { generations: 4 } });
    expect(file.config.generations).toBe(4);
  });
});

describe("what a run's episodes are made of", () => {
  const having = (images: string | null, encoder: string | null = null) => ({ assets: { images, encoder } });

  it("is to be what it was", async () => {
    await recorded("made", 1, { ...SURROUNDINGS, ...having(IMAGES, BUILD) });
    expect(await refusal("made", having(OTHER_IMAGES, BUILD))).toBe(
      `RUN/config.json: assets.images: "${IMAGES}": expected that of the images at hand, "${OTHER_IMAGES}"`,
    );
    expect(await refusal("made", having(IMAGES, OTHER_BUILD))).toBe(
      `RUN/config.json: assets.encoder: "${BUILD}": expected that of the encoder at hand, "${OTHER_BUILD}"`,
    );
    const { file } = await opened("made", having(IMAGES, BUILD));
    expect(file.assets).toEqual({ images: IMAGES, encoder: BUILD });
  });

  it("is noted in a run from before that was", async () => {
    copyOldRun("search", path("unnoted"));
    const { file } = await opened("unnoted", having(IMAGES));
    expect(file.assets).toEqual({ images: IMAGES, encoder: null });
    expect(file.behaviour).toBe(BUILD);
    expect(RunFolder.readFile(path("unnoted"), KIND)).toEqual(file);
  });

  it.each([
    ["images", "mnist-fourth"],
    ["encoder", "car-racing-third"],
  ] as const)("was noted in a file of its own by the first runs: %s", async (of, name) => {
    const { sha256 } = JSON.parse(oldFile(name, `${of}.json`));
    const run = `noted-${of}`;
    copyOldRun("search", path(run));
    writeFileSync(path(run, `${of}.json`), oldFile(name, `${of}.json`));
    expect(await refusal(run, { assets: { ...NO_ASSETS, [of]: IMAGES } })).toBe(
      `RUN/config.json: assets.${of}: "${sha256}": expected that of the ${of} at hand, "${IMAGES}"`,
    );
    const { file } = await opened(run, { assets: { ...NO_ASSETS, [of]: sha256 } });
    expect(file.assets[of]).toBe(sha256);
  });

  it("is refused where such a file is none", async () => {
    copyOldRun("search", path("noted-badly"));
    writeFileSync(path("noted-badly", "images.json"), "{");
    expect(await refusal("noted-badly")).toBe(
      "RUN/images.json: not JSON, or cut short: expected the hash of a run's images",
    );
  });
});

describe("a run that another build goes on with", () => {
  const by = (behaviour: string, otherBuild = false) => ({ behaviour, otherBuild });
  const line = "RUN: another build began this run, one whose rollouts come to other returns: expected that build";

  it("is refused, unless it may", async () => {
    await recorded("built", 2);
    expect(await refusal("built", by(OTHER_BUILD))).toBe(line);
    expect((await refused("built", by(OTHER_BUILD))).topic).toBe("other-build");
    const run = await opened("built", by(OTHER_BUILD, true));
    expect(run.otherBuilds).toEqual([{ generation: 2, behaviour: OTHER_BUILD }]);
    expect(run.file.behaviour).toBe(BUILD);
  });

  it("is that build's from then on", async () => {
    await recorded("rebuilt", 2);
    await (await opened("rebuilt", by(OTHER_BUILD, true))).close();
    const run = await opened("rebuilt", by(OTHER_BUILD));
    expect(run.otherBuilds).toHaveLength(1);
    run.record(generation(3, { generation: 2 }));
    run.checkpoint(standing(3));
    await run.close();
    expect(await refusal("rebuilt", by(BUILD))).toBe(line);
    const back = await opened("rebuilt", by(BUILD, true));
    expect(back.otherBuilds).toEqual([
      { generation: 2, behaviour: OTHER_BUILD },
      { generation: 3, behaviour: BUILD },
    ]);
  });

  it("has no note of it where there was none", async () => {
    await recorded("same", 1);
    expect((await opened("same", by(BUILD, true))).otherBuilds).toBeUndefined();
  });
});
