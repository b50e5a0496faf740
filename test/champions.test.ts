/** The searches that the committed champions come from begin as they did then: those whose files say all of their configuration. */
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { digestReturns, EMPTY_DIGEST } from "../src/digest.js";
import { loadEvaluator } from "../src/index.js";
import { answer } from "../src/journey.js";
import type { OptimizerConfig } from "../src/optimize/optimizer.js";
import { loadChampionFile } from "../src/record/champion-file.js";
import { nextConfig } from "../src/record/run-file.js";
import { tuneWith } from "../src/runs.js";
import { checkConfig } from "../src/search/configuration.js";
import { SEARCHES } from "../src/search/registry.js";
import golden from "./golden/champions.json" with { type: "json" };

const CHAMPIONS = new URL("../champions/", import.meta.url).pathname;

interface Provenance {
  readonly config: Record<string, unknown>;
  readonly seed: number;
  readonly digest: string;
}

/** Networks of a first generation that are run again: all of them take minutes. */
const NETWORKS = 24;
/** Of a search that learns one network. */
const ROUNDS = 20;

it.each(Object.entries(golden.begins))("%s", async (file, digest) => {
  const { task, champion } = loadChampionFile(`${CHAMPIONS}${file}`);
  // Of one that has been tuned, what it was tuned from.
  const { start = champion.provenance } = champion.provenance;
  const { config: written, seed, digest: ended } = start as Provenance;
  expect(ended).toMatch(/^[0-9a-f]{64}$/);
  const config = checkConfig(nextConfig(written, 3), file);
  const search = SEARCHES.named(config.search).open({ config, shape: task, seed });
  const evaluator = await loadEvaluator(task);
  let found = EMPTY_DIGEST;
  for (let i = 0; i < ROUNDS; i++) {
    const round = search.ask();
    const answers = await answer({ ...round, genomes: round.genomes.slice(0, NETWORKS) }, evaluator);
    found = digestReturns(found, answers.returns);
    if (round.genomes.length > NETWORKS) break;
    search.tell(answers);
  }
  await evaluator.close();
  expect(found).toBe(digest);
});

/** What made a network with weights of its own: of several tunings one after another, the first. */
interface Tuned {
  readonly tune: OptimizerConfig;
  readonly seed: number;
  readonly start: Tuned | Partial<Tuned>;
}

function firstOf({ start, ...tuned }: Tuned): Omit<Tuned, "start"> {
  return start && "tune" in start ? firstOf(start as Tuned) : tuned;
}

it.each(Object.entries(golden.tunings))("%s, tuned", async (file, { sharedWeight, generations }) => {
  const { task, champion } = loadChampionFile(`${CHAMPIONS}${file}`);
  const { tune, seed } = firstOf(champion.provenance as unknown as Tuned);
  const found: object[] = [];
  const evaluator = await loadEvaluator(task);
  await tuneWith(evaluator, {
    task,
    genome: champion.genome,
    start: sharedWeight,
    config: { ...tune, generations: generations.length },
    seed,
    observe: ({ outcome: { mean, best } }) => void found.push({ mean, best }),
  });
  await evaluator.close();
  expect(found).toEqual(generations);
});

it("all of them are known", () => {
  const files = readdirSync(CHAMPIONS).filter((file) => {
    if (!file.endsWith(".json")) return false;
    const { provenance } = loadChampionFile(`${CHAMPIONS}${file}`).champion;
    const { start = provenance } = provenance;
    return "search" in ((start as Partial<Provenance>).config ?? {});
  });
  expect(Object.keys(golden.begins)).toEqual(files.sort());
});
