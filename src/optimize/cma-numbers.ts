/**
 * The optimizer `cma-numbers`: CMA-ES over the whole numbers that a homogeneous network is built of (genome/compact/express.ts), as
 * real ones. All connections that stand for one of them move by one factor; those of relays and repeaters stay. It has a
 * fraction of the parameters that every weight its own would be.
 */
import { activationName } from "../genome/activation.js";
import { degrees } from "../genome/degree.js";
import { enabledConnections, firstHidden, type Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { defaultPopulation } from "./cma-es.js";
import { CMA_SETTINGS, type CmaConfig, CmaTuning, type CmaTuningState, cmaState } from "./cma-tuning.js";
import type { OptimizerKind } from "./optimizer.js";

export const CMA_NUMBERS: OptimizerKind<CmaConfig> = {
  name: "cma-numbers",
  title: "CMA-ES over the whole numbers that a homogeneous network is built of, as real ones",
  settings: CMA_SETTINGS,
  setsOptions: true,
  suits: ({ kind }) => kind === "control",
  preset: () => ({ generations: 500, population: defaultPopulation(64) }),
  problem(genome) {
    if (degrees(genome) && numbersOf(genome).count > 0) return undefined;
    return "expected a network of relays and steps, weight agnostic by construction";
  },
  state: (genome) => cmaState(numbersOf(genome).count, enabledConnections(genome)),
  open(context, state) {
    const { numberOf, count } = numbersOf(context.genome);
    const parameters = {
      start: new Float64Array(count).fill(1),
      weightsOf: (factors: ArrayLike<number>) =>
        context.start.map((weight, k) => (numberOf[k] < 0 ? weight : weight * factors[numberOf[k]])),
    };
    return new CmaTuning(context, parameters, state as CmaTuningState | undefined);
  },
};

/** Which whole number each connection has a part in, in packed order, −1 for none; and how many there are. */
export function numbersOf(genome: Genome): { readonly numberOf: readonly number[]; readonly count: number } {
  const { connections, activations } = genome;
  const { order } = pack(genome);
  const sources = activations.map((): number[] => []);
  for (const k of order) sources[connections[k].target].push(connections[k].source);
  const isRelay = (id: number) => id >= firstHidden(genome) && activationName(activations[id]) !== "step";
  /** A relay that hears several steps hears those of an amplifier. */
  const repeaters = new Set(sources.filter((heard, id) => heard.length > 1 && isRelay(id)).flat());
  const numbers = new Map<string, number>();
  const numberOf = Array.from(order, (k) => {
    const { source, target } = connections[k];
    if (!isRelay(source) || repeaters.has(target)) return -1;
    // Relays of a number hear the same, one source or all repeaters of an amplifier.
    const name = `${sources[source]} ${activations[source]} ${target}`;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  return { numberOf, count: numbers.size };
}
