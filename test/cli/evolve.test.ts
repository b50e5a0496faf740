import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readDocument } from "../../src/document.js";
import { readChampion } from "../../src/formats/champion-json.js";
import type { WeightProfile } from "../../src/genome/champion.js";
import { ANCESTORS, ancestorsFrom } from "../../src/record/ancestors.js";
import { SEARCH_CHECKPOINT } from "../../src/record/checkpoint.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { parseXml } from "../report/xml.js";
import { jsonOf, type Outcome, runHere } from "./run-cli.js";

interface Result {
  digest: string;
  champion: string;
  run: string;
  generations: number;
  rollouts: number;
  seconds: number;
  connections: number;
  rows: { row: string; mean: number }[];
  profile: WeightProfile;
}

const ISLANDS = ["--set", "islands=2", "--set", "halveIslandsEvery=3"];
const TINY = ["evolve", "swingup", "--preset", "swingup", "--population", "16", "--generations", "8", ...ISLANDS];
const ROWS = ["random-weights", "random-shared-weight", "tuned-shared-weight"];
const folder = temporaryFolder();

async function evolve(...args: string[]): Promise<Result> {
  return jsonOf<Result>(await runHere([...TINY, "--json", ...args], folder));
}

describe("wann evolve", () => {
  let printed: Outcome;
  let result: Result;

  beforeAll(async () => {
    printed = await runHere([...TINY, "--json", "--workers", "2", "--out", "base"], folder);
    result = jsonOf<Result>(printed);
  });

  it("prints one JSON object with --json", () => {
    expect(result).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      champion: join("base", "champion.json"),
      run: "base",
      generations: 8,
      rollouts: expect.any(Number),
      seconds: expect.any(Number),
      connections: expect.any(Number),
      rows: ROWS.map((row) => expect.objectContaining({ row, mean: expect.any(Number), sd: expect.any(Number) })),
      profile: {
        weights: 41,
        episodes: 50,
        seed: 0,
        best: expect.any(Number),
        idle: expect.any(Number),
        share: expect.any(Number),
      },
    });
    expect(result.profile.best).toBeGreaterThan(result.profile.idle);
    expect(result.profile.share).toBeGreaterThan(0);
    // 3 generations of two islands and 5 of one, each of 16 networks × 16 weights, and 16 × 20 more for each challenger.
    const confirming = result.rollouts - (3 * 2 + 5) * 16 * 16;
    expect(confirming).toBeGreaterThan(0);
    expect(confirming % 320).toBe(0);
  });

  it("tells what it runs and its progress in plain lines where standard error is no terminal", () => {
    expect(printed.stderr).toMatch(/^swingup, seed 1, 2 workers, in base\n/);
    expect(printed.stderr).toMatch(/^generation 1\/8 {2}[ -~]+$/m);
    expect(printed.stderr).toMatch(/^generation 8\/8 {2}[ -~]+$/m);
  });

  it("leaves a folder with config, log, checkpoint, champion and drawing", () => {
    const file = (name: string) => readFileSync(join(folder, "base", name), "utf8");
    expect(readdirSync(join(folder, "base")).sort()).toEqual(
      [
        "ancestors.json",
        "champion.json",
        "champion.svg",
        "checkpoint",
        "checkpoint.previous",
        "config.json",
        "log.jsonl",
      ].sort(),
    );
    const { config, seed } = JSON.parse(file("config.json"));
    expect(seed).toBe(1);
    const log = file("log.jsonl").trimEnd().split("\n");
    expect(log.map((line) => JSON.parse(line).generation)).toEqual(Array.from({ length: 8 }, (_, i) => i));
    const { state, rollouts } = readDocument(SEARCH_CHECKPOINT, file("checkpoint"), "checkpoint");
    expect(state.generation).toBe(8);
    expect(rollouts).toBe(result.rollouts);
    const champion = readChampion(file("champion.json"), "champion.json");
    expect(champion.genome.connections.length).toBe(result.connections);
    expect(champion.tunedSharedWeight).toBe((result.rows[2] as { weight?: number }).weight);
    expect(champion.profile).toEqual(result.profile);
    expect(champion.provenance).toMatchObject({ seed: 1, digest: result.digest, config });
    expect(parseXml(file("champion.svg"))[0].name).toBe("svg");
    const ancestors = readDocument(ANCESTORS, file("ancestors.json"), "ancestors.json");
    const { ancestry, genomes } = ancestorsFrom(ancestors, taskNamed("swingup"));
    expect(genomes).toHaveLength(ancestry.line.length);
    expect(ancestry.line[0]).toMatchObject({ generation: 0, mutation: null });
    // The first ancestor is a minimal network: bias and inputs wired to the output.
    expect([genomes[0].activations.length, genomes[0].connections.length]).toEqual([7, 6]);
  });

  it.each(["1", "3"])("has the same digest, rollouts and figures with %s workers as with 2", async (workers) => {
    const figures = ({ digest, rollouts, rows, profile }: Result) => ({ digest, rollouts, rows, profile });
    expect(figures(await evolve("--workers", workers, "--out", `workers${workers}`))).toEqual(figures(result));
  });

  it("has another digest with another seed, and seed 1 without one", async () => {
    expect((await evolve("--seed", "2", "--out", "seed-2")).digest).not.toBe(result.digest);
    expect((await evolve("--seed", "1", "--out", "seed-1")).digest).toBe(result.digest);
  });

  it("refuses settings in a line that names the file, where they say what there is no more", async () => {
    writeFileSync(join(folder, "gone.json"), JSON.stringify({ search: "wann", squared: "positive" }));
    const { code, stderr } = await runHere(["evolve", "swingup", "--config", "gone.json"], folder);
    const line = 'error: gone.json: squared: "positive": expected null: this version has no such networks\n';
    expect([code, stderr]).toEqual([2, line]);
  });

  it("makes a run for each of --seeds, and their median", async () => {
    const outcome = await runHere([...TINY, "--json", "--seeds", "1..3", "--out", "several"], folder);
    const { runs, median } = jsonOf<{ runs: Result[]; median: Record<string, number> }>(outcome);
    const middle = (values: number[]) => values.sort((a, b) => a - b)[1];
    expect(runs.map(({ run }) => run)).toEqual([1, 2, 3].map((seed) => join("several", `seed${seed}`)));
    expect(runs[0].digest).toBe(result.digest);
    expect(new Set(runs.map(({ digest }) => digest)).size).toBe(3);
    expect(median).toEqual({
      seconds: middle(runs.map(({ seconds }) => seconds)),
      connections: middle(runs.map(({ connections }) => connections)),
      ...Object.fromEntries(ROWS.map((row, i) => [row, middle(runs.map(({ rows }) => rows[i].mean))])),
    });
    for (const { champion } of runs) expect(existsSync(join(folder, champion))).toBe(true);
  });

  it("prints the rows and where the drawing is, in plain text, into a folder named after the run", async () => {
    const { code, stdout } = await runHere(TINY, folder);
    const drawing = join("runs", "swingup-swingup-seed1", "champion.svg");
    expect(code).toBe(0);
    for (const title of ["random weights", "random shared weight", "tuned shared weight"]) {
      expect(stdout).toMatch(new RegExp(`^\\| ${title} .*\\d ± \\d.* \\|$`, "m"));
    }
    expect(stdout).toContain(`drawing   ${drawing}\n`);
    expect(stdout).toContain(`digest ${result.digest.slice(0, 16)}`);
    expect(stdout).toContain("seeds 0 to 99");
    expect(stdout).toMatch(
      /^works at [\d.]+% of shared weights in \[−2, 2\]: 41 weights, 50 episodes each, seeds 0 to 49$/m,
    );
    expect(stdout.replace(/[ -~\n±−]/g, "")).toBe("");
    expect(existsSync(join(folder, drawing))).toBe(true);
  });
});

describe("stops of wann evolve", () => {
  it("ends once a confirmed champion's mean is --until-return", async () => {
    const { generations, run } = await evolve("--until-return", "1", "--out", "until");
    expect(generations).toBeLessThan(8);
    const { provenance } = readChampion(readFileSync(join(folder, run, "champion.json"), "utf8"), "champion.json");
    expect(provenance.confirmedMean).toBeGreaterThanOrEqual(1);
  });

  it("begins no generation after --max-rollouts, and goes on with more", async () => {
    const { rollouts, generations } = await evolve("--max-rollouts", "2000", "--out", "few");
    expect(rollouts).toBeGreaterThanOrEqual(2000);
    expect(generations).toBeLessThan(8);
    const whole = await evolve("--out", "many");
    const resumed = await runHere(["evolve", "--resume", "few", "--max-rollouts", "1000000", "--json"], folder);
    expect(jsonOf<Result>(resumed).digest).toBe(whole.digest);
  });

  it("keeps networks to maxConnections", async () => {
    const { connections } = await evolve("--set", "maxConnections=4", "--out", "small");
    expect(connections).toBeLessThanOrEqual(4);
  });
});

describe("settings of wann evolve", () => {
  const OURS = { population: 6, generations: 3, hiddenActivations: ["tanh", "sine"] };
  /** Every key of the original's default file, the run made small. */
  const ORIGINAL = {
    task: "swingup",
    alg_wDist: "linear",
    alg_nVals: 5,
    alg_nReps: 1,
    alg_probMoo: 0.75,
    maxGen: 4,
    popSize: 8,
    prob_crossover: 0.0,
    prob_mutAct: 0.4,
    prob_addNode: 0.3,
    prob_addConn: 0.2,
    prob_enable: 0.1,
    prob_initEnable: 0.6,
    select_cullRatio: 0.25,
    select_eliteRatio: 0.125,
    select_tournSize: 2,
    save_mod: 8,
    bestReps: 2,
  };
  const SMALL = ["--population", "6", "--generations", "2"];

  it.each<{ title: string; args: string[]; expected: Record<string, unknown>; note?: string }>([
    {
      title: "options",
      args: SMALL,
      expected: { population: 6, generations: 2, sharedWeights: null, sampledWeights: 16, tournamentSize: 8 },
    },
    {
      title: "a preset",
      args: ["--preset", "swingup-laptop", "--generations", "2", "--set", "population=6"],
      expected: { population: 6, generations: 2, confirmEpisodes: 16, eliteRatio: 0.05, tournamentSize: 4 },
    },
    {
      title: "--set with numbers, lists and names",
      args: [
        ...SMALL,
        "--set",
        "sampledWeights=null",
        "--set",
        "sharedWeights=[-1,1]",
        "--set",
        'hiddenActivations=["sine"]',
        "--set",
        "cullRatio=0.5",
      ],
      expected: { sharedWeights: [-1, 1], hiddenActivations: ["sine"], cullRatio: 0.5 },
    },
    { title: "a file of ours", args: ["--config", "ours.json"], expected: OURS },
    {
      title: "what wann config --json wrote before",
      args: ["--config", "earlier.json"],
      expected: OURS,
    },
    {
      title: "a run's own config.json",
      args: ["--config", "base/config.json", "--generations", "2"],
      expected: { population: 16, islands: 2, halveIslandsEvery: 3, generations: 2 },
    },
    {
      title: "options over a file",
      args: ["--config", "ours.json", "--population", "7", "--set", "generations=2"],
      expected: { ...OURS, population: 7, generations: 2 },
    },
    {
      title: "a file of the original code",
      args: ["--config", "original.json"],
      expected: {
        task: "swingup",
        sharedWeights: [-2, -1, 0, 1, 2],
        episodesPerWeight: 1,
        complexityProbability: 0.75,
        generations: 4,
        population: 8,
        changeActivation: 0.4,
        insertNode: 0.3,
        addConnection: 0.2,
        enableConnection: 0.1,
        initialConnectionProbability: 0.6,
        cullRatio: 0.25,
        eliteRatio: 0.125,
        tournamentSize: 2,
        confirmEpisodes: 2,
      },
    },
    {
      title: "one with an ignored key, and a note",
      args: ["--config", "ignored.json"],
      expected: { generations: 4, population: 8 },
      note: "note: ignored.json: alg_nMean is ignored",
    },
  ])("come from $title", async ({ title, args, expected, note = "" }) => {
    const files = {
      "ours.json": OURS,
      "earlier.json": { ...OURS, search: "wann", squared: null },
      "original.json": ORIGINAL,
      "ignored.json": { ...ORIGINAL, alg_nMean: 8 },
    };
    for (const [name, values] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(values));
    const outcome = await runHere(
      ["evolve", "swingup", "--preset", "swingup", "--json", "--out", `settings ${title}`, ...args],
      folder,
    );
    const { run, generations } = jsonOf<Result>(outcome);
    const { config } = JSON.parse(readFileSync(join(folder, run, "config.json"), "utf8"));
    expect(config).toMatchObject(expected);
    expect(generations).toBe(config.generations);
    expect(outcome.stderr.startsWith(note || "swingup, seed 1")).toBe(true);
  });

  it("may name the task, too", async () => {
    const file = { task: "cartpole_swingup", maxGen: 2, popSize: 4, alg_nReps: 1, bestReps: 1 };
    writeFileSync(join(folder, "named.json"), JSON.stringify(file));
    const { run } = jsonOf<Result>(await runHere(["evolve", "--config", "named.json", "--json"], folder));
    expect(JSON.parse(readFileSync(join(folder, run, "config.json"), "utf8")).config).toMatchObject({
      task: "swingup",
      population: 4,
    });
    const config = jsonOf<{ task: string }>(await runHere(["config", "--config", "named.json", "--json"], folder));
    expect(config).toMatchObject({ task: "swingup", population: 4 });
    writeFileSync(join(folder, "nameless.json"), JSON.stringify({ population: 4 }));
    const { stderr } = await runHere(["evolve", "--config", "nameless.json"], folder);
    expect(stderr).toBe("error: missing task: expected one, or a file that names one: nameless.json does not\n");
  });
});
