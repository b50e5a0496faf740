/**
 * What each change to the paper's search buys on swing-up: named variants over several seeds, every run with the same
 * number of rollouts. Curves and quartiles are of each run's champion of the time.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Values } from "../src/config/settings.js";
import { taskNamed } from "../src/config/tasks.js";
import type { Evaluator } from "../src/evaluate/evaluator.js";
import { createPool } from "../src/evaluate/pool.js";
import { enabledConnections, type Genome } from "../src/genome/genome.js";
import { evolveWith } from "../src/runs.js";
import { randomSharedWeightRow, sharedWeightRow } from "../src/score/rows.js";
import { tuneSharedWeight } from "../src/score/shared-weight.js";
import { presetNamed, resolveConfig } from "../src/search/configuration.js";
import type { SearchConfig } from "../src/search/search.js";
import { quartiles } from "./context.js";
import { type StudyPoint, type StudyVariant, studySvg } from "./study-svg.js";

const BUDGET = 3_000_000;
const SEEDS = 3;
/** Points of a run's curve. */
const POINTS = 20;
const CURVE_EPISODES = 200;
const END_EPISODES = 400;
/** Finished runs wait here for the rest of the study, so that it can be interrupted. */
const FOLDER = new URL("../runs/study/", import.meta.url);
const PICTURE = new URL("../docs/study.svg", import.meta.url);

const PAPER = presetNamed("swingup-paper");
const AVERAGED = { averageReturns: true };
const DISTINCT = { duplicatesLast: true };
const SAMPLED = { sampledWeights: 16, episodesPerWeight: 1 };
/** Three halvings take two thirds of the budget. */
const ISLANDS = { islands: 8, halveIslandsEvery: 50 };
const ALL = { ...AVERAGED, ...DISTINCT, ...SAMPLED, ...ISLANDS };

const VARIANTS: Readonly<Record<string, Values>> = {
  paper: {},
  "averaged returns": AVERAGED,
  "duplicates last": DISTINCT,
  "sampled weights": SAMPLED,
  islands: ISLANDS,
  "all four": ALL,
  "all but averaged returns": { ...ALL, averageReturns: false },
  "all but duplicates last": { ...ALL, duplicatesLast: false },
  "all but sampled weights": { ...ALL, sampledWeights: null, episodesPerWeight: 3 },
  "all but islands": { ...AVERAGED, ...DISTINCT, ...SAMPLED },
  "all, population 96": { ...ALL, population: 96, halveIslandsEvery: 100 },
  "all, more structural mutations": {
    ...ALL,
    changeActivation: 0.3,
    insertNode: 0.3,
    addConnection: 0.3,
    enableConnection: 0.1,
  },
};

interface StudyRun {
  readonly seed: number;
  readonly generations: number;
  readonly connections: number;
  readonly randomShared: number;
  readonly tunedShared: number;
  readonly curve: readonly StudyPoint[];
}

export async function study(): Promise<object> {
  mkdirSync(FOLDER, { recursive: true });
  const evaluator = await createPool(taskNamed("swingup"), availableParallelism());
  const runs: Record<string, StudyRun[]> = {};
  for (let seed = 1; seed <= SEEDS; seed++) {
    for (const [name, changes] of Object.entries(VARIANTS)) {
      runs[name] ??= [];
      const values = { ...changes, generations: 1_000_000, maxRollouts: BUDGET };
      const config = resolveConfig(PAPER, [{ origin: name, values }]);
      runs[name].push(await finishedRun(name, config, seed, evaluator));
    }
  }
  await evaluator.close();
  const variants = Object.entries(runs).map(
    ([name, each]): StudyVariant => ({ name, curves: each.map(({ curve }) => curve) }),
  );
  writeFileSync(PICTURE, studySvg(variants, BUDGET));
  return {
    rolloutsPerRun: BUDGET,
    seeds: SEEDS,
    episodes: END_EPISODES,
    variants: Object.entries(runs).map(([name, each]) => ({
      name,
      changes: VARIANTS[name],
      quartiles: {
        randomShared: quartiles(each.map((run) => run.randomShared)),
        tunedShared: quartiles(each.map((run) => run.tunedShared)),
        connections: quartiles(each.map((run) => run.connections)),
      },
      runs: each,
    })),
  };
}

/** A run of the study, from its file where it has been made. */
async function finishedRun(name: string, config: SearchConfig, seed: number, evaluator: Evaluator): Promise<StudyRun> {
  const file = new URL(`${name.replace(/\W+/g, "-")}-seed${seed}.json`, FOLDER);
  const key = JSON.stringify({ config, budget: BUDGET });
  if (existsSync(file)) {
    const { key: made, run } = JSON.parse(readFileSync(file, "utf8"));
    if (made === key) return run;
  }
  const run = await runVariant(config, seed, evaluator);
  writeFileSync(file, JSON.stringify({ key, run }));
  process.stderr.write(`${name}, seed ${seed}: ${run.randomShared.toFixed()}, ${run.tunedShared.toFixed()}\n`);
  return run;
}

async function runVariant(config: SearchConfig, seed: number, evaluator: Evaluator): Promise<StudyRun> {
  const curve: StudyPoint[] = [];
  let generations = 0;
  const { champion } = await evolveWith(evaluator, {
    config,
    seed,
    observe: async ({ tally: { rollouts }, outcome: { generation, champion: current } }) => {
      generations = generation + 1;
      if (current && rollouts >= (BUDGET * (curve.length + 1)) / POINTS) {
        const { mean } = await randomSharedWeightRow(evaluator, rowPlan(current.genome, CURVE_EPISODES));
        curve.push({ rollouts, connections: enabledConnections(current.genome), return: mean });
      }
    },
  });
  if (!champion) throw new Error("a run without a champion");
  const plan = rowPlan(champion.genome, END_EPISODES);
  return {
    seed,
    generations,
    connections: enabledConnections(champion.genome),
    randomShared: (await randomSharedWeightRow(evaluator, plan)).mean,
    tunedShared: (
      await sharedWeightRow(
        evaluator,
        plan,
        await tuneSharedWeight(evaluator, taskNamed(config.task), champion.genome, seed),
      )
    ).mean,
    curve,
  };
}

function rowPlan(genome: Genome, episodes: number) {
  return { genome, episodes, seed: 0 };
}
