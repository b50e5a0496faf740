/** The searches. A new one is a folder here and a row. */
import { Registry } from "../registry.js";
import { HOMOGENEOUS } from "./homogeneous/index.js";
import { HOMOGENEOUS_GRADIENT } from "./homogeneous-gradient/index.js";
import type { SearchKind } from "./search.js";
import { WANN } from "./wann/index.js";

/**
 * The searches by name. Each is ask and tell: whoever holds one evaluates.
 *
 * @example
 * import { loadEvaluator, pack, presetNamed, SEARCHES, taskNamed } from "wann";
 * const task = taskNamed("swingup");
 * const evaluator = await loadEvaluator(task);
 * const config = presetNamed("swingup-laptop");
 * const search = SEARCHES.named(config.search).open({ config, shape: task, seed: 1 });
 * while (search.generation < 5) {
 *   const { genomes, options, ...episodes } = search.ask();
 *   const networks = genomes.map((genome) => pack(genome).words);
 *   const { returns } = await evaluator.evaluate(networks, { ...episodes, ...options });
 *   const ranking = search.tell({ returns });
 *   if (ranking) console.log(ranking.best.mean);
 * }
 */
export const SEARCHES: Registry<SearchKind> = new Registry<SearchKind>("search", [
  WANN,
  HOMOGENEOUS,
  HOMOGENEOUS_GRADIENT,
]);
