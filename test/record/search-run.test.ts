import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Values } from "../../src/config/settings.js";
import { readDocument } from "../../src/document.js";
import { behaviourOf } from "../../src/evaluate/behaviour.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { readChampion } from "../../src/formats/champion-json.js";
import { unflatten } from "../../src/genome/flat.js";
import { enabledConnections } from "../../src/genome/genome.js";
import { finalDigest, type Progress } from "../../src/journey.js";
import { ANCESTORS, ancestorsFrom } from "../../src/record/ancestors.js";
import { readLog } from "../../src/record/log.js";
import type { LogLine } from "../../src/record/log-line.js";
import type { Reopening } from "../../src/record/run-folder.js";
import { SearchRun } from "../../src/record/search-run.js";
import type { Ranking, SearchConfig } from "../../src/search/search.js";
import { WANN } from "../../src/search/wann/index.js";
import type { WannConfig } from "../../src/search/wann/settings.js";
import type { WannState } from "../../src/search/wann/state.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { VERSION } from "../../src/version.js";
import { resealed } from "../formats/resealed.js";
import { wannConfig } from "../search/wann/wann-config.js";
import { copyOldRun, ENDS } from "./old-files.js";
import {
  advance,
  CONFIG,
  GROWTH,
  OTHER_BUILD,
  reopening,
  SEED,
  SURROUNDINGS,
  writingsCostNothing,
} from "./sample-run.js";
import { temporaryFolder } from "./temporary-folder.js";

const SWINGUP = taskNamed("swingup");
const folder = temporaryFolder();
const path = (...parts: string[]) => join(folder, ...parts);
const read = (...parts: string[]) => readFileSync(path(...parts), "utf8");

let open: SearchRun[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const run of open) await run.close();
  open = [];
});

async function opening(run: Promise<SearchRun>): Promise<SearchRun> {
  open.push(await run);
  return run;
}

const made = (name: string, config: SearchConfig = CONFIG) =>
  opening(SearchRun.create(path(name), { config, seed: SEED }, SURROUNDINGS));

const opened = (name: string, how: Partial<Reopening> = {}) => opening(SearchRun.open(path(name), reopening(how)));

/** A run of `count` generations, all recorded and checkpointed, and closed. */
async function recorded(name: string, count: number, config: SearchConfig = CONFIG) {
  const run = await made(name, config);
  const { tally, progress } = await advance(run, count);
  run.checkpoint(tally);
  await run.close();
  return { run, tally, progress };
}

const linesOf = (name: string) => readLog(path(name, "log.jsonl")).lines as readonly LogLine[];

/** What a generation came to, without its times. */
const outcomeOf = ({ outcome, tally, nonFinite }: Progress<Ranking>) => ({ outcome, tally, nonFinite });

describe("a search's folder", () => {
  it("begins with its configuration, its seed and a checkpoint", async () => {
    const run = await made("new");
    expect(readdirSync(path("new")).sort()).toEqual(["checkpoint", "config.json", "lock"]);
    expect(SearchRun.peek(path("new"))).toEqual({ config: CONFIG, seed: SEED });
    expect([run.path, run.seed, run.config]).toEqual([path("new"), SEED, CONFIG]);
    expect([run.championPath, run.drawingPath]).toEqual([path("new", "champion.json"), path("new", "champion.svg")]);
    await run.close();
    const again = await opened("new");
    expect(again.search.state).toEqual(run.search.state);
    expect(again.tally).toEqual(run.tally);
  });

  it("gets a log line for each generation", async () => {
    const { progress } = await recorded("logged", 8);
    expect(linesOf("logged")).toEqual(
      progress.map(({ outcome: { generation, best, champion, ...ranking }, tally: { rollouts, steps } }) => ({
        generation,
        bestMean: best.mean,
        bestWeight: best.bestWeight,
        bestConnections: enabledConnections(best.genome),
        medianMean: ranking.medianMean,
        medianConnections: ranking.medianConnections,
        championMean: champion?.mean,
        championConnections: champion && enabledConnections(champion.genome),
        rollouts,
        steps,
        nonFinite: expect.any(Number),
        evaluateMs: expect.any(Number),
        searchMs: expect.any(Number),
        residentMb: expect.any(Number),
      })),
    );
  });

  it("gets the champion whenever there is a new one, and where it comes from", async () => {
    writingsCostNothing();
    const run = await made("champions");
    let champions = 0;
    await advance(run, 30, {
      ...GROWTH,
      async evaluate(networks, plan) {
        // Before the next generation: what the last one has left.
        const { champion, ancestry } = run.search;
        if (champion && ancestry && networks.length > 1) {
          champions++;
          const saved = readChampion(read("champions", "champion.json"), "champion.json");
          expect(enabledConnections(saved.genome)).toBe(enabledConnections(champion.genome));
          expect(saved.fingerprint).toEqual(champion.fingerprint);
          expect(saved.provenance).toMatchObject({
            program: `wann ${VERSION}`,
            seed: SEED,
            generation: champion.generation,
            confirmedMean: champion.mean,
            config: CONFIG,
          });
          const file = readDocument(ANCESTORS, read("champions", "ancestors.json"), "ancestors.json");
          const ancestors = ancestorsFrom(file, taskNamed("swingup"));
          expect(ancestors.ancestry).toEqual(ancestry);
          expect(ancestors.genomes.length).toBeGreaterThan(0);
        }
        return GROWTH.evaluate(networks, plan);
      },
    });
    expect(champions).toBeGreaterThan(10);
  });

  it("gets what else is known of the champion when it is told, and which builds have run it", async () => {
    await recorded("told", 2);
    const run = await opened("told", { behaviour: OTHER_BUILD, otherBuild: true });
    run.writeChampion(run.tally, { tunedSharedWeight: -1.5, provenance: { digest: "d1" } });
    const { tunedSharedWeight, provenance } = readChampion(read("told", "champion.json"), "champion.json");
    expect(tunedSharedWeight).toBe(-1.5);
    expect(provenance).toMatchObject({
      seed: SEED,
      digest: "d1",
      otherBuilds: [{ generation: 2, behaviour: OTHER_BUILD }],
    });
  });
});

describe("a search that goes on", () => {
  it("has its configuration, seed and state back, exactly", async () => {
    const { run: before, tally } = await recorded("back", 20);
    const run = await opened("back");
    expect([run.config, run.seed, run.tally]).toEqual([CONFIG, SEED, tally]);
    expect(run.search.state).toStrictEqual(before.search.state);
    // It has something of everything.
    const { population, returns, births, champion } = run.search.state as WannState;
    expect(champion?.mean).not.toBe(Math.round(champion?.mean ?? 0));
    expect(population.some(({ activations }) => activations.length > 8)).toBe(true);
    expect(returns.some((each) => each !== null)).toBe(true);
    expect(births.some(({ change }) => change !== null)).toBe(true);
  });

  it("ends as if there had been no stop, with each log line once, wherever it stopped", async () => {
    const whole = await recorded("whole", 12);
    const timeless = (name: string) =>
      linesOf(name).map(({ evaluateMs: _, searchMs: __, residentMb: ___, ...line }) => line);
    for (const count of [1, 5, 11]) {
      const name = `cut ${count}`;
      await recorded(name, count);
      const run = await opened(name);
      const { tally, progress } = await advance(run, 12);
      run.checkpoint(tally);
      expect(progress.map(outcomeOf)).toEqual(whole.progress.slice(count).map(outcomeOf));
      expect(run.search.state).toEqual(whole.run.search.state);
      expect(finalDigest(tally, run.search)).toBe(finalDigest(whole.tally, whole.run.search));
      expect(timeless(name)).toEqual(timeless("whole"));
      expect(read(name, "ancestors.json")).toBe(read("whole", "ancestors.json"));
    }
  });

  it("may have another budget, and keeps it", async () => {
    await recorded("longer", 3);
    const run = await opened("longer", { budget: { generations: 77, maxRollouts: 5000 } });
    expect(run.config).toEqual({ ...CONFIG, generations: 77, maxRollouts: 5000 });
    expect(SearchRun.peek(path("longer")).config).toEqual(run.config);
  });
});

/** The one line with which a run is refused; whoever comes next finds its folder free. */
async function refusal(name: string): Promise<string> {
  const log = read(name, "log.jsonl");
  const refused = await opened(name).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect(readdirSync(path(name))).not.toContain("lock");
  expect(read(name, "log.jsonl")).toBe(log);
  const { message } = refused as UserError;
  expect(message).not.toContain("\n");
  return message.replaceAll(path(name), "RUN");
}

describe("a search's folder is refused with a line that says why", () => {
  const config = (change: Values) => (file: Record<string, unknown>) => ({
    ...file,
    config: { ...(file.config as Values), ...change },
  });

  it.each<[title: string, change: (file: Record<string, unknown>) => Record<string, unknown>, line: string]>([
    [
      "of a tuning",
      config({ search: undefined, optimizer: "cma" }),
      "config.search: missing: expected the folder of a search",
    ],
    [
      "of a search that there is not",
      config({ search: "hill" }),
      'search: unknown search "hill" (searches: wann, homogeneous, homogeneous-gradient)',
    ],
    ["of no task", config({ task: undefined }), "task: missing: expected a name"],
    ["with too few networks", config({ population: 1 }), "population: 1: expected number to be >=2"],
    ["with a setting too many", config({ colour: 3 }), 'unknown key "colour"'],
    ["with one too few", config({ cullRatio: undefined }), "cullRatio: missing: expected number"],
    ["with one that plays no part", config({ finalRounds: 3 }), "finalRounds: 3: expected null: it plays no part here"],
  ])("where its config.json is %s", async (title, change, line) => {
    const name = `config ${title}`;
    await recorded(name, 1);
    writeFileSync(path(name, "config.json"), resealed(change(JSON.parse(read(name, "config.json")))));
    expect(await refusal(name)).toBe(`RUN/config.json: ${line}`);
    expect(() => SearchRun.peek(path(name))).toThrow(UserError);
  });

  type State = WannState & Record<string, unknown>;
  const activations = [1, 1, 1, 1, 1, 1, 5, 3, 3];
  const first = (genome: unknown) => (state: State) => ({
    ...state,
    population: [genome, ...state.population.slice(1)],
  });

  it.each<[title: string, change: (state: State) => object, line: string]>([
    ["has no population", ({ population: _, ...state }) => state, "state.population: missing: expected array"],
    ["has half a generation", (state) => ({ ...state, generation: 1.5 }), "state.generation: 1.5: expected int"],
    ["has more than a state", (state) => ({ ...state, colour: 3 }), "state.colour: 3: expected no such key"],
    [
      "has a population of another size",
      (state) => ({ ...state, population: state.population.slice(1) }),
      "population: 35 networks: expected 12 an island",
    ],
    ["has a cyclic genome", first({ activations, connections: [7, 8, 1, 8, 7, 1] }), "connections: form a cycle"],
    ["has a genome of other nodes", first({ activations, connections: [7, 9, 1] }), "there is no node 9"],
    ["has a genome of too few nodes", first({ activations: [1, 5], connections: [] }), "expected at least 7, got 2"],
    [
      "has a genome that is none",
      first({ activations, connections: ["7"] }),
      'state.population.0.connections.0: "7": expected number',
    ],
    ["has fewer lines", (state) => ({ ...state, lines: [] }), "lines: 0: expected 36, one a network"],
  ])("where its checkpoint %s", async (title, change, says) => {
    const name = `checkpoint ${title}`;
    await recorded(name, 2);
    const { state, ...file } = JSON.parse(read(name, "checkpoint"));
    writeFileSync(path(name, "checkpoint"), resealed({ ...file, state: change(state) }));
    const line = await refusal(name);
    expect(line).toContain(says);
    expect(line).toMatch(/^RUN\/checkpoint: /);
  });
});

describe("a search of version 1", () => {
  it("opens, and goes on to what the program of that time came to", async () => {
    copyOldRun("search", path("old"));
    const { generations, digest, rollouts, steps, championMean } = ENDS.search;
    const run = await opened("old", { budget: { generations } });
    expect(run.search.generation).toBe(3);
    const evaluator = localEvaluator(await loadKernel(taskNamed("swingup")));
    const { tally } = await advance(run, generations, evaluator);
    expect(finalDigest(tally, run.search)).toBe(digest);
    expect(tally).toMatchObject({ rollouts, steps });
    expect(run.search.champion?.mean).toBe(championMean);
    run.checkpoint(tally);
    await run.close();

    // From then on it is one of this version.
    const again = await opened("old");
    expect(again.search.state).toEqual(run.search.state);
    expect(linesOf("old").map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4, 5]);
    const files = ["config.json", "checkpoint", "champion.json", "ancestors.json"];
    expect(files.map((file) => JSON.parse(read("old", file)).version)).toEqual([4, 5, 2, 1]);
    // Its lines of descent begin where they were not kept before.
    expect(again.search.ancestry?.line[0]).toMatchObject({ generation: 3, mutation: null, change: null });
  });
});

describe("a search whose config.json is of version 2", () => {
  it.each(["second-wann", "second-homogeneous"] as const)(
    "opens, and goes on to what the program of that time came to: %s",
    async (name) => {
      copyOldRun(name, path(name));
      const { generations, digest, rollouts, steps, championMean } = ENDS[name];
      const kernel = await loadKernel(taskNamed("biped"));
      // This build does what that of its time did.
      const same = { behaviour: behaviourOf(kernel, taskNamed("biped")) };
      const run = await opened(name, { ...same, budget: { generations } });
      expect(run.search.generation).toBe(3);
      const { tally } = await advance(run, generations, localEvaluator(kernel));
      expect(finalDigest(tally, run.search)).toBe(digest);
      expect(tally).toMatchObject({ rollouts, steps });
      expect(run.search.champion?.mean).toBe(championMean);
      run.checkpoint(tally);
      await run.close();

      // From then on it is one of this version, known by the same.
      const again = await opened(name, same);
      expect(again.search.state).toEqual(run.search.state);
      expect([again.config, again.folder.file.id]).toEqual([run.config, run.folder.file.id]);
      expect(linesOf(name).map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(JSON.parse(read(name, "config.json")).version).toBe(4);
      expect(JSON.parse(read(name, "checkpoint")).run).toBe(run.folder.file.id);
    },
  );

  it("stays as it is until something of it changes", async () => {
    copyOldRun("second-wann", path("untouched"));
    const before = read("untouched", "config.json");
    const behaviour = behaviourOf(await loadKernel(taskNamed("biped")), taskNamed("biped"));
    await (await opened("untouched", { behaviour })).close();
    expect(read("untouched", "config.json")).toBe(before);
  });
});

describe("a search that starts from another's population", () => {
  const start = (name: string, config: SearchConfig) => SearchRun.startFrom(path(name), config, SEED + 1);

  it("begins with its networks, elites first, dealt out to its islands, and goes on from its digest", async () => {
    const { run: origin, tally } = await recorded("origin", 3);
    const { state: from } = origin.search;
    const networks = WANN.networksOf?.(from, { config: origin.config as WannConfig, shape: SWINGUP }) ?? [];
    const config = wannConfig("swingup-paper", { islands: 2, population: 20 });
    const started = start("origin", config);
    const state = started.state as WannState;
    expect(started.tally).toEqual(tally);
    expect(state).toMatchObject({ generation: 0, champion: null, returns: Array(40).fill(null) });
    expect(networks.length).toBeGreaterThan(10);
    expect(state.population.map((flat) => unflatten(flat, SWINGUP.inputs, SWINGUP.outputs))).toEqual(
      Array.from({ length: 40 }, (_, i) => networks[(2 * (i % 20) + Math.floor(i / 20)) % networks.length]),
    );
    const next = await opening(SearchRun.create(path("next"), { config, seed: SEED + 1 }, SURROUNDINGS, started));
    await next.close();
    const back = await opened("next");
    expect([back.search.state, back.tally]).toEqual([state, tally]);
  });

  it("is refused where that has networks of another size, or too large ones, or is no search's folder", async () => {
    await recorded("pole", 6);
    const refused = (line: string, config: SearchConfig) =>
      expect(() => start("pole", config)).toThrow(new UserError(`${path("pole")}${line}`));
    refused(": a run of swingup: expected networks of biped's size", wannConfig("biped"));
    const largest = Math.max(...linesOf("pole").map(({ bestConnections }) => bestConnections));
    expect(largest).toBeGreaterThan(1);
    expect(() => start("pole", wannConfig("swingup-paper", { maxConnections: 1 }))).toThrow(
      /checkpoint: a network of \d+ connections: expected at most 1, maxConnections$/,
    );
    rmSync(path("pole", "checkpoint"));
    refused("/checkpoint: missing: expected the checkpoint of a run", CONFIG);
    expect(() => start("nowhere", CONFIG)).toThrow(/nowhere\/config\.json: cannot be read/);
  });

  it.each([
    ["1", "search", "swingup-paper"],
    ["2", "second-wann", "biped-paper"],
  ])("may be one of version %s", (_, old, preset) => {
    copyOldRun(old, path(`origin ${old}`));
    const { state, tally } = start(`origin ${old}`, wannConfig(preset, { population: 16 }));
    expect((state as WannState).population).toHaveLength(16);
    expect(tally.rollouts).toBeGreaterThan(0);
  });
});
