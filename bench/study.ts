/**
 * Studies: what settings of a search are worth. Named variants over several seeds, every run with the same number of rollouts. Curves
 * and quartiles are of each run's champion of the time. Those that there are stand in studies.ts.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { markdownTable } from "markdown-table";
import type { Values } from "../src/config/settings.js";
import type { Evaluator } from "../src/evaluate/evaluator.js";
import { createPool } from "../src/evaluate/pool.js";
import { enabledConnections, type Genome } from "../src/genome/genome.js";
import { evolveWith } from "../src/runs.js";
import { randomSharedWeightRow, sharedWeightRow } from "../src/score/rows.js";
import { tuneSharedWeight } from "../src/score/shared-weight.js";
import { resolveConfig } from "../src/search/configuration.js";
import type { SearchConfig } from "../src/search/search.js";
import { taskNamed } from "../src/tasks/registry.js";
import { type Context, quartiles } from "./context.js";
import { type StudyPoint, studySvg } from "./study-svg.js";

/** Points of a run's curve. */
const POINTS = 20;
/** Finished runs wait here for the rest of the study, so that it can be interrupted. */
const FOLDER = new URL("../runs/study/", import.meta.url);
export interface Study {
  /** Its runs' folder, in runs/study. */
  readonly name: string;
  /** What variants change. */
  readonly base: SearchConfig;
  /** The changes, by the variants' names. */
  readonly variants: Readonly<Record<string, Values>>;
  /** Rollouts of a run. */
  readonly budget: number;
  /** Runs of a variant: seeds from 1 on. */
  readonly seeds: number;
  /** Episodes that a run's champion is measured with: at each point of its curve, and at the end. */
  readonly episodes: { readonly curve: number; readonly end: number };
  /** The picture of all curves, where there is to be one. */
  readonly picture?: URL;
}

interface StudyRun {
  readonly seed: number;
  readonly generations: number;
  readonly connections: number;
  readonly randomShared: number;
  readonly tunedShared: number;
  readonly curve: readonly StudyPoint[];
}

type Quartiles = readonly [number, number, number];

/** What a study has found. */
export interface StudyResult {
  readonly rolloutsPerRun: number;
  readonly seeds: number;
  readonly episodes: number;
  readonly variants: readonly {
    readonly name: string;
    readonly changes: Values;
    readonly quartiles: Readonly<Record<"randomShared" | "tunedShared" | "connections", Quartiles>>;
    readonly runs: readonly StudyRun[];
  }[];
}

export async function runStudy(study: Study): Promise<StudyResult> {
  const { base, variants, budget, seeds, episodes, picture } = study;
  const evaluator = await createPool(taskNamed(base.task), availableParallelism());
  const runs: Record<string, StudyRun[]> = {};
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [name, changes] of Object.entries(variants)) {
      runs[name] ??= [];
      const values = { ...changes, generations: 1_000_000, maxRollouts: budget };
      const config = resolveConfig(base, [{ origin: name, values }]);
      runs[name].push(await finishedRun(study, name, config, seed, evaluator));
    }
  }
  await evaluator.close();
  const curves = Object.entries(runs).map(([name, each]) => ({ name, curves: each.map(({ curve }) => curve) }));
  if (picture) writeFileSync(picture, studySvg(curves, budget));
  return {
    rolloutsPerRun: budget,
    seeds,
    episodes: episodes.end,
    variants: Object.entries(runs).map(([name, each]) => ({
      name,
      changes: variants[name],
      quartiles: {
        randomShared: quartiles(each.map((run) => run.randomShared)),
        tunedShared: quartiles(each.map((run) => run.tunedShared)),
        connections: quartiles(each.map((run) => run.connections)),
      },
      runs: each,
    })),
  };
}

/** The page of a study's figures. @param title its heading. @param first what the first variant is, in a sentence. */
export function studyPage(bench: string, title: string, first: string): (result: object) => string {
  return (result) => {
    const { commit, date, rolloutsPerRun, seeds, episodes, variants } = result as Context & StudyResult;
    const cell = ([low, median, high]: Quartiles) => `${median.toFixed()} (${low.toFixed()} to ${high.toFixed()})`;
    const cells = variants.map(({ name, changes, quartiles: { randomShared, tunedShared, connections } }) => [
      name,
      Object.entries(changes)
        .map(([key, value]) => `\`${key}=${JSON.stringify(value)}\``)
        .join(" "),
      cell(randomShared),
      cell(tunedShared),
      cell(connections),
    ]);
    const header = ["variant", "settings", "random shared weight", "tuned shared weight", "connections"];
    return `# ${title}

${first} Each other row is the same but for its settings. Seeds 1 to ${seeds}, ${rolloutsPerRun.toLocaleString("en")} rollouts a run.

\`npm run bench -- ${bench} --save\` writes this page; commit ${commit}, ${date}. Returns over ${episodes} episodes, and connections: median (quartiles).

${markdownTable([header, ...cells], { align: ["l", "l", "r", "r", "r"] })}
`;
  };
}

/** A run of the study, from its file where it has been made. */
async function finishedRun(
  study: Study,
  name: string,
  config: SearchConfig,
  seed: number,
  evaluator: Evaluator,
): Promise<StudyRun> {
  const folder = new URL(`${study.name}/`, FOLDER);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${name.replace(/\W+/g, "-")}-seed${seed}.json`, folder);
  const key = JSON.stringify({ config, budget: study.budget });
  if (existsSync(file)) {
    const { key: made, run } = JSON.parse(readFileSync(file, "utf8"));
    if (made === key) return run;
  }
  const run = await runVariant(study, config, seed, evaluator);
  writeFileSync(file, JSON.stringify({ key, run }));
  process.stderr.write(`${name}, seed ${seed}: ${run.randomShared.toFixed()}, ${run.tunedShared.toFixed()}\n`);
  return run;
}

async function runVariant(
  { budget, episodes }: Study,
  config: SearchConfig,
  seed: number,
  evaluator: Evaluator,
): Promise<StudyRun> {
  const curve: StudyPoint[] = [];
  let generations = 0;
  const { champion } = await evolveWith(evaluator, {
    config,
    seed,
    observe: async ({ tally: { rollouts }, outcome: { generation, champion: current } }) => {
      generations = generation + 1;
      if (current && rollouts >= (budget * (curve.length + 1)) / POINTS) {
        const { mean } = await randomSharedWeightRow(evaluator, rowPlan(current.genome, episodes.curve));
        curve.push({ rollouts, connections: enabledConnections(current.genome), return: mean });
      }
    },
  });
  if (!champion) throw new Error("a run without a champion");
  const plan = rowPlan(champion.genome, episodes.end);
  const weight = await tuneSharedWeight(evaluator, taskNamed(config.task), champion.genome, seed);
  return {
    seed,
    generations,
    connections: enabledConnections(champion.genome),
    randomShared: (await randomSharedWeightRow(evaluator, plan)).mean,
    tunedShared: (await sharedWeightRow(evaluator, plan, weight)).mean,
    curve,
  };
}

function rowPlan(genome: Genome, episodes: number) {
  return { genome, episodes, seed: 0 };
}
