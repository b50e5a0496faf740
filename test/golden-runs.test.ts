/** Runs come to the digests that they came to before searches, optimizers and tasks became registries. */
import { afterAll, describe, expect, it } from "vitest";
import type { Evaluator } from "../src/evaluate/evaluator.js";
import { loadEvaluator } from "../src/index.js";
import { journey } from "../src/journey.js";
import { pack } from "../src/network/pack.js";
import { resolveTuning } from "../src/optimize/configuration.js";
import { OPTIMIZERS } from "../src/optimize/registry.js";
import { loadChampionFile } from "../src/record/champion-file.js";
import { evolveWith, tuneWith } from "../src/runs.js";
import { resolveConfig } from "../src/search/configuration.js";
import { PRESETS } from "../src/tasks/presets.js";
import { type Task, taskNamed } from "../src/tasks/registry.js";
import golden from "./golden/runs.json" with { type: "json" };

interface Recorded {
  readonly preset?: string;
  readonly seed?: number;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly digest: string;
  readonly rollouts: number;
}

/** One for each task: a wasm that has run for a while is compiled to the fastest code. Threads would come to the same. */
const evaluators = new Map<string, Promise<Evaluator>>();

function evaluatorOf(task: Task): Promise<Evaluator> {
  const known = evaluators.get(task.name) ?? loadEvaluator(task);
  evaluators.set(task.name, known);
  return known;
}

afterAll(async () => {
  for (const evaluator of evaluators.values()) await (await evaluator).close();
});

const champion = (file: string) => loadChampionFile(new URL(`../champions/${file}`, import.meta.url).pathname);

describe("the first generations of every preset", () => {
  it.each(Object.entries(golden.searches as Record<string, Recorded>))("%s", async (name, recorded) => {
    const { preset = name, seed = 1, changes, digest, rollouts } = recorded;
    const config = resolveConfig(PRESETS.named(preset), [{ origin: "changes", values: changes }]);
    const run = await evolveWith(await evaluatorOf(taskNamed(config.task)), { config, seed });
    expect([run.digest, run.tally.rollouts]).toEqual([digest, rollouts]);
  });

  it("are of every preset", () => {
    const presets = PRESETS.all.map(({ name }) => name);
    expect(Object.keys(golden.searches)).toEqual(expect.arrayContaining(presets));
  });
});

describe("tunings", () => {
  it.each(Object.entries(golden.tunings))("%s", async (file, { optimizer, values, digest, rollouts }) => {
    const { task, champion: tuned } = champion(file);
    const { genome, tunedSharedWeight: start } = tuned;
    const given = { ...values, ...("fallPenalty" in values && { fallPenalty: null }) };
    const layers = [{ origin: "values", values: given }];
    const config = resolveTuning(task, pack(genome).order.length, layers, OPTIMIZERS.named(optimizer));
    const run = await tuneWith(await evaluatorOf(task), { task, genome, start: start as number, config, seed: 3 });
    expect([run.digest, run.tally.rollouts]).toEqual([digest, rollouts]);
  });

  it.each(Object.entries(golden.shared))("of the shared weight of %s", async (file, { values, weight }) => {
    const { task, champion: tuned } = champion(file);
    const kind = OPTIMIZERS.named("shared-weight");
    const config = resolveTuning(task, 1, [{ origin: "values", values }], kind);
    const optimizer = kind.open({ config, genome: tuned.genome, start: new Float64Array(), seed: 5 });
    await journey({ learner: optimizer, budget: config, evaluator: await evaluatorOf(task) });
    expect(optimizer.champion?.weights).toEqual([weight]);
  });
});
