import { expect, it } from "vitest";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { journey } from "../../src/journey.js";
import { requireFigures } from "../../src/score/champion-figures.js";
import { presetNamed } from "../../src/search/configuration.js";
import { SEARCHES } from "../../src/search/registry.js";
import { taskNamed } from "../../src/tasks/registry.js";

const TASK = taskNamed("swingup");
const local = localEvaluator(await loadKernel(TASK));

/** Its numbers changed in the last places. */
const slightlyWrong: Evaluator = {
  ...local,
  async evaluate(...of) {
    const outcome = await local.evaluate(...of);
    return { ...outcome, returns: outcome.returns.map((value) => value + 2 ** -30) };
  },
};

it.each(["quick", "quick-homogeneous"])(
  "a champion of %s comes to its figures again, and to no others",
  async (preset) => {
    const config = { ...presetNamed(preset), population: 8, generations: 3 };
    const search = SEARCHES.named(config.search).open({ config, shape: TASK, seed: 1 });
    await journey({ learner: search, budget: config, evaluator: local });
    await requireFigures(search, local);
    await expect(requireFigures(search, slightlyWrong)).rejects.toThrow(
      /^the champion's mean over its confirming episodes is \S+ by the answers of workers, and \S+ computed here: an answer was false/,
    );
  },
);
