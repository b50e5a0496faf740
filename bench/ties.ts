/**
 * Ties of the committed homogeneous champions (docs/by-construction.md): at how many of a thousand weights drawn as the search draws
 * them does any unit come out otherwise than at 1, for an observation of twenty episodes at 1; and what do these weights return.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createPool } from "../src/evaluate/pool.js";
import { Session } from "../src/evaluate/session.js";
import { loadKernel } from "../src/evaluate/task-files.js";
import { ACTIVATIONS } from "../src/genome/activation.js";
import type { Genome } from "../src/genome/genome.js";
import { pack } from "../src/network/pack.js";
import { Purpose, Stream } from "../src/random/stream.js";
import { loadChampionFile } from "../src/record/champion-file.js";
import { crossPlan } from "../src/search/episodes.js";
import { drawnWeights } from "../src/search/homogeneous/weights.js";
import { meanAndSd } from "../src/statistics.js";

const CHAMPIONS = "champions";
const EPISODES = 20;
const WEIGHTS = 1000;
/** Returns are compared at so many weights of those that differ, and of the others. */
const COMPARED = 20;
/** Where a unit's sum is below this share of its parts' absolute values it may be a tie: rounding is far below. */
const NEAR = 1e-9;
const STEP = ACTIVATIONS.indexOf("step") + 1;

export async function ties(): Promise<object> {
  const files = readdirSync(CHAMPIONS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  const rows: object[] = [];
  for (const file of files.filter((name) => name.endsWith("champion.json") || !name.includes("/"))) {
    const path = join(CHAMPIONS, file);
    const { champion, task } = loadChampionFile(path);
    const { genome, compact } = champion;
    // Units of networks for images have no steps: none of them can come out otherwise.
    if (!compact || task.kind === "images") continue;
    const kernel = await loadKernel(task);
    const session = new Session(kernel, genome, 1);
    const { seen, near } = observationsNearTies(session, genome);
    const weights = drawnWeights(compact.gain, new Stream(0, Purpose.sharedWeights), WEIGHTS);
    const differ = weights.map((weight) => Number(differsAt(session, genome, weight, near)));
    const [tied, free] = [1, 0].map((which) => [...weights].filter((_, i) => differ[i] === which).slice(0, COMPARED));
    const evaluator = await createPool(task, 2);
    const mean = async (at: readonly number[]) => {
      if (at.length === 0) return null;
      const seeds = Array.from({ length: EPISODES }, (_, i) => i);
      const { returns } = await evaluator.evaluate([pack(genome).words], crossPlan(at, seeds));
      return meanAndSd(returns).mean;
    };
    rows.push({
      champion: path,
      observations: seen,
      nearTies: near.length,
      weightsThatDiffer: differ.reduce((sum, each) => sum + each, 0),
      meanAtOne: await mean([1]),
      meanWhereTheyDiffer: await mean(tied),
      meanWhereNoneDoes: await mean(free),
    });
    await evaluator.close();
  }
  return { episodes: EPISODES, weights: WEIGHTS, rows };
}

/** An observation, and the value of every step at the weight 1. */
interface NearTie {
  readonly observation: readonly number[];
  readonly steps: readonly number[];
}

/**
 * Of all observations of the episodes, those where some unit's sum is nearly 0 for what it is the sum of: one for each set of such
 * units and what they hear.
 */
function observationsNearTies(session: Session, genome: Genome): { seen: number; near: NearTie[] } {
  const near = new Map<string, NearTie>();
  let seen = 0;
  const at = new Map(session.nodeIds.map((id, place) => [id, place]));
  const sources = genome.activations.map((): number[] => []);
  for (const { source, target } of genome.connections) sources[target].push(at.get(source) as number);
  const units = sources.filter((_, id) => genome.activations[id] === STEP);
  for (let seed = 0; seed < EPISODES; seed++) {
    let observation = session.reset(seed);
    for (let ended = false; !ended; ) {
      seen++;
      session.outputsFor(observation);
      const { values } = session;
      const tied = units.map((heard) => {
        const sum = heard.reduce((total, place) => total + values[place], 0);
        const size = heard.reduce((total, place) => total + Math.abs(values[place]), 0);
        return Math.abs(sum) < NEAR * size ? heard.map((place) => values[place]) : null;
      });
      if (tied.some((each) => each !== null)) {
        near.set(JSON.stringify(tied), { observation, steps: stepsOf(session, genome) });
      }
      const step = session.step();
      observation = step.observation;
      ended = step.terminated || step.truncated;
    }
  }
  return { seen, near: [...near.values()] };
}

function stepsOf({ nodeIds, values }: Session, genome: Genome): number[] {
  return values.filter((_, place) => genome.activations[nodeIds[place]] === STEP);
}

/** Whether a unit comes out otherwise at this weight than at 1. */
function differsAt(session: Session, genome: Genome, weight: number, near: readonly NearTie[]): boolean {
  session.setWeights(weight);
  return near.some(({ observation, steps }) => {
    session.outputsFor(observation);
    return stepsOf(session, genome).some((value, i) => value !== steps[i]);
  });
}
