/**
 * A task's table from nothing: for each seed a search by construction and one of the paper's; for the seed in the middle, and for the
 * fixed topology, weights of its own. All of it is in one folder, and goes on from wherever it was stopped:
 *
 *     table.json                what is run
 *     seed-1/homogeneous/       the runs of a seed, each a run's folder
 *     seed-1/homogeneous-tuned/ and those that tune it, one after another
 *     fixed-tuned/
 */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Layer } from "../../config/resolve.js";
import type { Values } from "../../config/settings.js";
import { digestJson, EMPTY_DIGEST } from "../../digest.js";
import type { Champion } from "../../genome/champion.js";
import { loadEvaluator } from "../../index.js";
import { pack } from "../../network/pack.js";
import { resolveTuning } from "../../optimize/configuration.js";
import { estimate, generationsWithin } from "../../profile/estimate.js";
import { secondsPerGeneration } from "../../profile/tuning-time.js";
import { largestCommitted, loadChampionFile } from "../../record/champion-file.js";
import { recordedSeconds, SearchRun } from "../../record/search-run.js";
import { createTable, readTable, type TableFile } from "../../record/table-file.js";
import { TuningRun } from "../../record/tuning-run.js";
import { checkConfig, resolveConfig } from "../../search/configuration.js";
import type { SearchConfig } from "../../search/search.js";
import { NETWORKS, type Network } from "../../tasks/network.js";
import type { Task } from "../../tasks/task.js";
import { UserError } from "../../user-error.js";
import { clock, headline, plural, stage } from "../progress.js";
import { runSearch } from "../run-search.js";
import { beginTuning, runTuning } from "../run-tuning.js";
import { surroundingsOf } from "../surroundings.js";
import { NETWORK_NAMES, presetOf } from "./networks.js";

export interface FromScratchOptions {
  readonly seeds: readonly number[];
  readonly hours?: number;
  /** The only network to make. */
  readonly only?: Network;
  readonly workers: number;
  readonly data?: string;
  /** What to type to go on. */
  readonly goOn: string;
}

/** What a search took. */
export interface Effort {
  readonly rollouts: number;
  readonly steps: number;
  readonly seconds: number;
}

/** A network of the table. */
export interface Entry {
  readonly network: Network;
  /** Of the search that found it. */
  readonly seed?: number;
  readonly champion: Champion;
  readonly effort?: Effort;
}

/** Runs all that is left to run in `folder`, and gives what each search found, seed after seed, and a digest of all their runs' digests. */
export async function fromScratch(
  task: Task,
  networks: readonly Network[],
  folder: string,
  options: FromScratchOptions,
): Promise<{ entries: readonly Entry[]; digest: string }> {
  const table = await begun(task, networks, folder, options);
  const searches = networks.filter((network) => table.searches[network] !== undefined);
  const tunings = networks.filter((network) => network === "fixed" || searches.includes(network));
  const all = searches.length * table.seeds.length + tunings.length;
  let done = 0;
  const announce = (what: string) => {
    done++;
    const left = searches.flatMap((network) => table.seeds.map((seed) => ({ network, seed })));
    const seconds = left
      .filter(({ network, seed }) => !isFinished(searchPath(folder, network, seed)))
      .reduce((sum, { network }) => sum + (table.estimated[network] ?? 0), 0);
    const time = seconds > 0 ? `; searches left: about ${clock(seconds)}` : "";
    headline(`${task.name}: ${done} of ${all}: ${what}${time}`);
  };
  let digest = EMPTY_DIGEST;
  const found = new Map<Network, Entry[]>();
  for (const seed of table.seeds) {
    for (const network of searches) {
      announce(`${NETWORK_NAMES[network]}, search, seed ${seed}`);
      const path = searchPath(folder, network, seed);
      if (!isFinished(path)) await search(task, path, table.searches[network], seed, options);
      const entry = entryOf(network, path, seed);
      digest = digestJson(digest, entry.champion.provenance.digest);
      found.set(network, [...(found.get(network) ?? []), entry]);
    }
  }
  const entries: Entry[] = [];
  for (const network of tunings) {
    const own = found.get(network) ?? [];
    const chosen = middle(own);
    announce(`${NETWORK_NAMES[network]}, weights of its own`);
    const begins = chosen?.champion ?? loadChampionFile(`fixed:${task.name}`).champion;
    const at = chosen ? join(folder, `seed-${chosen.seed}`) : folder;
    const tuned = await tune(task, network, begins, join(at, `${network}-tuned`), options);
    digest = digestJson(digest, tuned.provenance.digest);
    const list = own.map((entry) => (entry === chosen ? { ...entry, champion: tuned } : entry));
    entries.push(...(chosen ? list : [{ network, champion: tuned }]));
  }
  return { entries, digest };
}

/** The one whose confirmed mean is in the middle, the worse of two; undefined where there is none. */
function middle(entries: readonly Entry[]): Entry | undefined {
  const mean = ({ champion }: Entry) => Number(champion.provenance.confirmedMean);
  return [...entries].sort((a, b) => mean(a) - mean(b))[Math.floor((entries.length - 1) / 2)];
}

function searchPath(folder: string, network: Network, seed: number): string {
  return join(folder, `seed-${seed}`, network);
}

/** Whether a run's folder has its champion, with the digest that comes at its end. */
function isFinished(path: string): boolean {
  if (!existsSync(join(path, "champion.json"))) return false;
  return loadChampionFile(path).champion.provenance.digest !== undefined;
}

function entryOf(network: Network, path: string, seed: number): Entry {
  const { champion } = loadChampionFile(path);
  const { rollouts, steps } = champion.provenance as { rollouts: number; steps: number };
  return { network, seed, champion, effort: { rollouts, steps, seconds: recordedSeconds(path) } };
}

/** What stands in the folder, or what is to: then the folder is made. */
async function begun(
  task: Task,
  networks: readonly Network[],
  folder: string,
  options: FromScratchOptions,
): Promise<TableFile> {
  const { seeds, hours = null, only = null } = options;
  const known = readTable(folder);
  if (known) {
    const alike = known.task === task.name && known.hours === hours && known.only === only;
    if (alike && known.seeds.join() === seeds.join()) return known;
    throw new UserError(
      `--out ${folder}: has a table of ${known.task}, ${plural(known.seeds.length, "seed")} from ${known.seeds[0]}` +
        `${known.hours === null ? "" : `, ${known.hours} hours`}${known.only === null ? "" : `, only ${known.only}`}` +
        `: expected the same, or a new folder`,
    );
  }
  const searches: Record<string, Record<string, unknown>> = {};
  const estimated: Record<string, number> = {};
  const evaluator = await loadEvaluator(task, options);
  const machine = { workers: options.workers, cores: availableParallelism() };
  await stage("timing networks", async () => {
    for (const network of networks) {
      const preset = presetOf(task, network);
      if (!preset) continue;
      let config: SearchConfig = resolveConfig({ ...preset, task: task.name }, []);
      const like = largestCommitted(task, config.search);
      const input = { task, seed: seeds[0], ...(like && { champion: like }) };
      if (hours !== null) {
        const within = await generationsWithin(3600 * hours, { ...input, config }, evaluator, machine);
        const { generations, seconds } = within;
        config = resolveConfig(config, [{ origin: `--hours ${hours}`, values: { generations } }]);
        estimated[network] = seconds;
      } else estimated[network] = (await estimate({ ...input, config }, evaluator, machine)).seconds;
      searches[network] = { ...config };
    }
  }).finally(() => evaluator.close());
  const table = { task: task.name, seeds: [...seeds], hours, only, searches, estimated };
  createTable(folder, table);
  return table;
}

async function search(
  task: Task,
  path: string,
  values: Readonly<Record<string, unknown>>,
  seed: number,
  options: FromScratchOptions,
): Promise<void> {
  const surroundings = await surroundingsOf(task, options.data);
  const run = existsSync(path)
    ? await SearchRun.open(path, surroundings)
    : await SearchRun.create(path, { config: checkConfig(values, join(path, "../../table.json")), seed }, surroundings);
  headline(`${task.name}, seed ${seed}, ${plural(options.workers, "worker")}, in ${run.path}`);
  await runSearch(run, { ...options, task });
}

/** The network with weights of its own: tuned in the task's stages, each from where the one before came to. */
async function tune(
  task: Task,
  network: Network,
  begins: Champion,
  path: string,
  options: FromScratchOptions,
): Promise<Champion> {
  const stages = task.tuningStages[network] ?? [{}];
  let champion = begins;
  for (const [index, values] of stages.entries()) {
    const at = index === stages.length - 1 ? path : `${path}-${index + 1}`;
    if (!isFinished(at)) {
      if (stages.length > 1) headline(`${task.name}: stage ${1 + index} of ${stages.length}`);
      const run = existsSync(at)
        ? await TuningRun.open(at, await surroundingsOf(task, options.data))
        : await newTuning(task, champion, at, 1 + index, options, values, stages.length);
      await runTuning(run, { ...options, task });
    }
    champion = loadChampionFile(at).champion;
  }
  return champion;
}

/** With `hours`, half of that is for all stages of the tuning. */
async function newTuning(
  task: Task,
  champion: Champion,
  path: string,
  seed: number,
  options: FromScratchOptions,
  values: Values,
  stages: number,
): Promise<TuningRun> {
  const { hours } = options;
  const layers = [{ origin: "the table's stages", values }];
  const configOf = (more: readonly Layer[]) =>
    resolveTuning(task, pack(champion.genome).order.length, [...layers, ...more]);
  let config = configOf([]);
  if (hours !== undefined) {
    const evaluator = await loadEvaluator(task, options);
    const optimizer = TuningRun.optimizer(task, config, { ...champion, tunedSharedWeight: 1 }, seed);
    const each = await stage("timing generations", () => secondsPerGeneration(optimizer, evaluator)).finally(() =>
      evaluator.close(),
    );
    const generations = Math.min(Math.max(1, Math.floor((1800 * hours) / stages / each)), config.generations);
    config = configOf([{ origin: `--hours ${hours}`, values: { generations } }]);
  }
  return beginTuning(path, champion, config, seed, { ...options, task });
}

/** Those whose networks a table of the task has. */
export function networksOf(task: Task): Network[] {
  return NETWORKS.filter((network) =>
    network === "fixed" ? task.fixedLayers.length > 0 : presetOf(task, network) !== undefined,
  );
}
