/**
 * The checkpoint: a run's state as JSON, genomes as flat arrays. It names its version and the config and seed it belongs
 * to, and is refused where any of them differs.
 */
import { type Config, checkConfig } from "../config/config.js";
import type { Genome } from "../genome/genome.js";
import { genomeProblem } from "../genome/genome.js";
import type { RunState } from "../train.js";
import { UserError } from "../user-error.js";

const FORMAT = "wann-checkpoint";
const VERSION = 2;
/** source, target, enabled. */
const CONNECTION_FIELDS = 3;

interface FlatGenome {
  readonly activations: readonly number[];
  readonly connections: readonly number[];
}

/** The text of a checkpoint. */
export function writeCheckpoint(state: RunState, config: Config, seed: number): string {
  const { search, champion, ...rest } = state;
  const { inputs, outputs } = search.population[0];
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    config,
    seed,
    inputs,
    outputs,
    generation: search.generation,
    population: search.population.map(flatten),
    earnings: search.earnings,
    ...(champion && { champion: { ...champion, genome: flatten(champion.genome) } }),
    ...rest,
  });
}

/**
 * Reads a checkpoint that must belong to `config` (but for its number of generations) and `seed`.
 * @param origin the file's name, for error lines. Throws a UserError that says what does not fit.
 */
export function readCheckpoint(text: string, config: Config, seed: number, origin: string): RunState {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text);
  } catch {
    throw new UserError(`${origin}: not a checkpoint, or cut short`);
  }
  if (file?.format !== FORMAT)
    throw new UserError(`${origin}: format: ${JSON.stringify(file?.format)}: expected "${FORMAT}"`);
  if (file.version !== VERSION) {
    throw new UserError(`${origin}: version: ${JSON.stringify(file.version)}: expected ${VERSION}`);
  }
  if (file.seed !== seed)
    throw new UserError(`${origin}: seed: ${JSON.stringify(file.seed)}: expected the run's seed ${seed}`);
  const theirs = checkConfig(Object(file.config), `${origin}: config`);
  for (const key of Object.keys(config) as (keyof Config)[]) {
    const [there, here] = [theirs[key], config[key]].map((value) => JSON.stringify(value));
    if (key !== "generations" && there !== here) {
      throw new UserError(`${origin}: config.${key}: ${there}: expected ${here} as in the run's config.json`);
    }
  }
  const size = Array.isArray(file.population) ? file.population.length : 0;
  if (size === 0 || size % config.population !== 0 || size > config.islands * config.population) {
    throw new UserError(`${origin}: population: ${size} networks: expected ${config.population} an island`);
  }
  const shape = { inputs: file.inputs as number, outputs: file.outputs as number };
  const restore = ({ activations, connections }: FlatGenome): Genome => {
    const genome = { ...shape, activations, connections: unflatten(connections) };
    const problem = genomeProblem(genome);
    if (problem) throw new UserError(`${origin}: ${problem}`);
    return genome;
  };
  const champion = file.champion as
    | (Omit<NonNullable<RunState["champion"]>, "genome"> & { genome: FlatGenome })
    | undefined;
  return {
    search: {
      generation: file.generation as number,
      population: (file.population as FlatGenome[]).map(restore),
      earnings: file.earnings as RunState["search"]["earnings"],
    },
    ...(champion && { champion: { ...champion, genome: restore(champion.genome) } }),
    digest: file.digest as string,
    rollouts: file.rollouts as number,
    steps: file.steps as number,
  };
}

function flatten({ activations, connections }: Genome): FlatGenome {
  return {
    activations,
    connections: connections.flatMap(({ source, target, enabled }) => [source, target, enabled ? 1 : 0]),
  };
}

function unflatten(flat: readonly number[]): Genome["connections"] {
  return Array.from({ length: flat.length / CONNECTION_FIELDS }, (_, i) => {
    const [source, target, enabled] = flat.slice(i * CONNECTION_FIELDS, (i + 1) * CONNECTION_FIELDS);
    return { source, target, enabled: enabled === 1 };
  });
}
