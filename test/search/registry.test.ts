/** What every search does, of the registry's and of those that someone adds: a folder and a row, and all of the host runs it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { readChampion } from "../../src/formats/champion-json.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { finalDigest } from "../../src/journey.js";
import { SearchRun } from "../../src/record/search-run.js";
import { evolveWith, type Standing } from "../../src/runs.js";
import { checkConfig, resolveConfig } from "../../src/search/configuration.js";
import { SEARCHES } from "../../src/search/registry.js";
import type { Ranking, Round, SearchConfig, SearchKind } from "../../src/search/search.js";
import { wannWith } from "../../src/search/wann/index.js";
import { MUTATIONS } from "../../src/search/wann/mutations/index.js";
import { meanAndSd } from "../../src/statistics.js";
import { PRESETS } from "../../src/tasks/presets.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { toggleConnection } from "../fixtures/mutations/toggle-connection.js";
import { RANDOM_SEARCH } from "../fixtures/searches/random-search.js";
import { advance, reopening, SURROUNDINGS } from "../record/sample-run.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const TOGGLING = wannWith([...MUTATIONS, toggleConnection], "toggling");
const ALL = SEARCHES.with(RANDOM_SEARCH, TOGGLING);
const ADDED = [RANDOM_SEARCH.name, TOGGLING.name];
const SEED = 5;
const SWINGUP = taskNamed("swingup");
const evaluator = localEvaluator(await loadKernel(SWINGUP));
const folder = temporaryFolder();

/**
 * A small configuration for swing-up, or another task that the search is for: of a preset where the search has one, else with the
 * paper's values that it knows.
 */
function configOf(kind: SearchKind): SearchConfig {
  const like = PRESETS.all.find((preset) => preset.search === kind.name) ?? PRESETS.named("swingup-paper");
  const known = Object.fromEntries(Object.entries(like.values).filter(([key]) => Object.hasOwn(kind.settings, key)));
  const { task } = taskNamed(like.task).kind === "images" ? like : { task: SWINGUP.name };
  const preset = { name: kind.name, title: kind.title, task, search: kind.name, values: known };
  const small = Object.entries({ generations: 6, batches: 3, units: 4 });
  const values = Object.fromEntries(small.filter(([key]) => Object.hasOwn(kind.settings, key)));
  const config = resolveConfig(preset, [{ origin: "test", values }], ALL);
  return kind.withNetworks(config, 8, true);
}

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe.each(ALL.all)("the search $name", (kind) => {
  const config = configOf(kind);
  const task = taskNamed(config.task);
  const context = { config, shape: task, seed: SEED };
  const open = (state?: unknown) => kind.open(context, state);

  /** Returns that are made up of the episodes. */
  function madeUp({ genomes, seeds }: Round): Float64Array {
    return Float64Array.from({ length: genomes.length * seeds.length }, (_, i) => {
      return Math.sin(i + seeds[i % seeds.length]) + genomes[Math.floor(i / seeds.length)].connections.length / 9;
    });
  }

  /** Ends the generation in hand with such returns, and gradients of the weights. */
  function generation(search: ReturnType<typeof open>): { ranking: Ranking; rounds: number[][] } {
    const rounds: number[][] = [];
    for (;;) {
      const round = search.ask();
      const returns = madeUp(round);
      rounds.push([round.genomes.length, returns.length]);
      const ranking = search.tell({ returns, ...(round.gradientsOf && { gradients: round.weights.map(Math.sin) }) });
      if (ranking) return { ranking, rounds };
    }
  }

  it("has a complete configuration, which files give back", () => {
    expect(checkConfig(throughJson({ ...config }), "config.json", ALL)).toEqual(config);
    expect(kind.title.length).toBeGreaterThan(5);
  });

  it("asks for the same until it is told, and for valid networks of the task's shape", () => {
    const search = open();
    while (search.generation < 3) {
      const round = structuredClone(search.ask());
      expect(search.ask()).toEqual(round);
      for (const genome of round.genomes) {
        expect(genomeProblem(genome)).toBeUndefined();
        expect([genome.inputs, genome.outputs]).toEqual([task.inputs, task.outputs]);
      }
      expect(() => search.tell({ returns: new Float64Array(3) })).toThrow(RangeError);
      expect(search.ask()).toEqual(round);
      const returns = new Float64Array(round.genomes.length * round.seeds.length);
      search.tell({ returns, ...(round.gradientsOf && { gradients: round.weights }) });
    }
  });

  it("counts its generations, and says how each ended", () => {
    const search = open();
    for (let i = 0; i < 3; i++) {
      expect(search.generation).toBe(i);
      const { ranking } = generation(search);
      expect(ranking).toMatchObject({ generation: i, champion: search.champion });
      expect(ranking.members.length).toBeGreaterThan(0);
      expect(search.championMean).toBe(search.champion?.mean);
    }
    expect(search.ancestry && kind.ancestors(search.ancestry, task).length).toBeGreaterThan(0);
  });

  it("asks again for what confirmed its champion", () => {
    if (!SEARCHES.all.includes(kind)) return;
    const search = open();
    for (let i = 0; i < 4; i++) generation(search);
    const { champion, championRound } = open(throughJson(search.state));
    if (!champion || !championRound) throw new Error("there is no champion");
    const returns = madeUp(championRound);
    expect(meanAndSd(returns).mean).toBe(champion.mean);
    expect(champion.fingerprint.reduce((sum, { episodes }) => sum + episodes, 0)).toBe(returns.length);
  });

  it("goes on from its state, plain data that its schema takes as it is, from every generation", () => {
    const whole = open();
    const states: unknown[] = [];
    const ends: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      states.push(throughJson(whole.state));
      ends.push(generation(whole).ranking);
    }
    for (const [i, state] of states.entries()) {
      expect(kind.state.parse(state)).toEqual(state);
      const resumed = open(kind.state.parse(state));
      expect(throughJson(resumed.state)).toEqual(state);
      for (const end of ends.slice(i)) expect(generation(resumed).ranking).toEqual(end);
      expect(resumed.state).toEqual(whole.state);
      expect(resumed.conclusion).toEqual(whole.conclusion);
    }
  });

  it("comes to no more work than it says is left", () => {
    const search = open();
    const work = kind.workload(config);
    expect(work.map((each) => each.generation)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { networks, rollouts } of work.slice(0, 3)) {
      const { rounds } = generation(search);
      expect(rounds[0][0]).toBe(networks);
      expect(rounds.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(rollouts);
    }
    expect(kind.workload(config, search.state)).toEqual(work.slice(3));
  });

  it("has as many networks as it is told to, or at most so many", () => {
    const networks = (of: SearchConfig) => kind.open({ ...context, config: of }).ask().genomes.length;
    // A search that learns one network has no other number.
    const count = (wanted: number) => (networks(config) === 1 ? 1 : wanted);
    expect(networks(kind.withNetworks(config, 5, true))).toBe(count(5));
    expect(networks(kind.withNetworks(config, 1000, false))).toBe(count(8));
    expect(kind.grown(context).ask().genomes).toHaveLength(count(8));
  });

  it("begins with the networks of another, where it can", () => {
    if (!kind.adopt || !kind.networksOf) return;
    const other = open();
    generation(other);
    const networks = kind.networksOf(other.state, context);
    const state = kind.adopt(context, networks);
    expect(kind.state.parse(throughJson(state))).toEqual(state);
    expect(kind.networksOf(state, context).slice(0, networks.length)).toEqual(networks);
  });
});

describe.each(ADDED)("the search %s, which src/ does not know,", (name) => {
  const kind = ALL.named(name);
  const config = configOf(kind);
  const evolve = (generations: number, from?: Standing) =>
    evolveWith(evaluator, { config: { ...config, generations }, seed: SEED, ...(from && { from }) }, ALL);

  it("runs whole, and goes on from where it stood", async () => {
    const whole = await evolve(6);
    const { state, tally } = throughJson(await evolve(2));
    const rest = await evolve(6, { state, tally });
    expect(rest).toEqual(whole);
    expect(whole.champion?.mean).toBeGreaterThan(0);
  });

  it("has a folder, is opened again, and comes to the same", async () => {
    const whole = await evolve(6);
    const path = join(folder, name);
    const run = await SearchRun.create(path, { config, seed: SEED }, SURROUNDINGS, undefined, ALL);
    const { tally } = await advance(run, 3, evaluator);
    run.checkpoint(tally);
    await run.close();

    expect(SearchRun.peek(path, ALL)).toEqual({ config, seed: SEED });
    const again = await SearchRun.open(path, reopening({ budget: { generations: 7 } }), ALL);
    expect(again.search.state).toEqual(run.search.state);
    const end = await advance(again, 6, evaluator);
    expect(finalDigest(end.tally, again.search)).toBe(whole.digest);
    again.writeChampion(end.tally);
    await again.close();
    const champion = readChampion(readFileSync(join(path, "champion.json"), "utf8"), "champion.json");
    expect(champion.provenance).toMatchObject({ confirmedMean: whole.champion?.mean, config: { search: name } });
  });

  it("is refused by a program that does not have it", async () => {
    const names = SEARCHES.all.map((each) => each.name).join(", ");
    const path = join(folder, `unknown-${name}`);
    const run = await SearchRun.create(path, { config, seed: SEED }, SURROUNDINGS, undefined, ALL);
    await run.close();
    await expect(SearchRun.open(path, reopening())).rejects.toThrow(
      new UserError(`${path}/config.json: search: unknown search "${name}" (searches: ${names})`),
    );
  });

  it("is named nowhere in src/", () => {
    const source = fileURLToPath(new URL("../../src", import.meta.url));
    for (const file of readdirSync(source, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue;
      const text = readFileSync(join(source, file), "utf8");
      for (const word of [`"${name}"`, toggleConnection.name]) expect(text.includes(word), file).toBe(false);
    }
  });
});

describe("a mutation that src/ does not know", () => {
  it("has odds like any other, and makes networks that its descendants' lines name", async () => {
    const config = resolveConfig(configOf(TOGGLING), [{ origin: "test", values: { toggleConnection: 9 } }], ALL);
    const { state } = await evolveWith(evaluator, { config, seed: SEED }, ALL);
    const { births } = state as { births: { mutation: string | null }[] };
    expect(births.map(({ mutation }) => mutation)).toContain("toggleConnection");
    const off = resolveConfig(config, [{ origin: "test", values: { toggleConnection: 0 } }], ALL);
    expect(off).toMatchObject({ toggleConnection: null });
    expect(() =>
      resolveConfig(PRESETS.named("swingup"), [{ origin: "test", values: { toggleConnection: 1 } }]),
    ).toThrow(/unknown key "toggleConnection"/);
  });
});
