/** What each rollout costs, by genome. */
import type { Counter, Plan } from "../evaluate/evaluator.js";
import type { Kernel } from "../evaluate/kernel.js";
import { PHASES } from "../evaluate/ledger.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { median } from "../statistics.js";
import { turn } from "../turn.js";

export interface Rollout {
  /** The genome's place in the subject's list. */
  readonly genome: number;
  readonly weight: number;
  readonly seed: number;
  readonly steps: number;
  /** Its share, by steps, of what its genome's rollouts took side by side. */
  readonly microseconds: number;
  readonly connections: number;
  readonly return: number;
}

/** How a lane-step's cost grows with a network, by least squares over genomes. */
export interface ConnectionCost {
  readonly nsPerConnection: number;
  /** Of a lane-step without any. */
  readonly nsWithout: number;
}

/**
 * Runs each genome by itself through `plan`, `rounds` times and once to warm up, in a profiling build: what is timed is what its
 * phases took, less their clock reads.
 * @param counter counts the rounds.
 */
export async function timeRollouts(
  kernel: Kernel,
  genomes: readonly Genome[],
  plan: Plan,
  rounds: number,
  clockNs: number,
  counter?: Counter,
): Promise<Rollout[]> {
  const networks = genomes.map((genome) => pack(genome).words);
  const outcomes = networks.map((words) => kernel.evaluateAll([words], plan));
  const times = networks.map((): number[] => []);
  counter?.expect(rounds);
  for (let round = 0; round < rounds; round++) {
    for (const [i, words] of networks.entries()) {
      kernel.emptyLedger();
      kernel.evaluateAll([words], plan);
      const { phases } = kernel.ledger;
      times[i].push(PHASES.reduce((sum, phase) => sum + phases[phase].nanoseconds - phases[phase].reads * clockNs, 0));
    }
    counter?.done(1);
    await turn();
  }
  return genomes.flatMap((genome, i) => {
    const { returns, steps } = outcomes[i];
    const perStep = median(times[i]) / 1000 / steps.reduce((sum, lived) => sum + lived, 0);
    const connections = enabledConnections(genome);
    return Array.from(plan.seeds, (seed, episode): Rollout => {
      const weight = plan.weights[episode];
      const lived = steps[episode];
      return {
        genome: i,
        weight,
        seed,
        steps: lived,
        microseconds: lived * perStep,
        connections,
        return: returns[episode],
      };
    });
  });
}

/** Rollouts summed by genome, the dearest first. */
export function byGenome(rollouts: readonly Rollout[]) {
  const sums = new Map<number, { genome: number; connections: number; steps: number; microseconds: number }>();
  for (const { genome, connections, steps, microseconds } of rollouts) {
    const sum = sums.get(genome) ?? { genome, connections, steps: 0, microseconds: 0 };
    sum.steps += steps;
    sum.microseconds += microseconds;
    sums.set(genome, sum);
  }
  return [...sums.values()].sort((a, b) => b.microseconds - a.microseconds);
}

/** Undefined where all genomes have as many connections. */
export function connectionCost(rollouts: readonly Rollout[]): ConnectionCost | undefined {
  const points = byGenome(rollouts).map(({ connections, steps, microseconds }) => {
    return { x: connections, y: (microseconds * 1000) / steps };
  });
  const mean = (value: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + value(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const variance = mean((point) => (point.x - x) ** 2);
  if (variance === 0) return undefined;
  const nsPerConnection = mean((point) => (point.x - x) * (point.y - y)) / variance;
  return { nsPerConnection, nsWithout: y - nsPerConnection * x };
}

/** As CSV with a header. */
export function rolloutsCsv(rollouts: readonly Rollout[]): string {
  const lines = rollouts.map(({ genome, weight, seed, steps, microseconds, connections, return: earned }) =>
    [genome, weight, seed, steps, microseconds.toFixed(3), connections, earned].join(","),
  );
  return `${["genome,weight,seed,steps,us,connections,return", ...lines].join("\n")}\n`;
}
