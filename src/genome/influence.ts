/** Which nodes have a say in which outputs. */
import { BIAS, firstHidden, firstOutput, type Genome } from "./genome.js";

/** The nodes that can influence an output: those from which a path of enabled connections leads to one, and the outputs. */
export function influentialNodes(genome: Genome): Set<number> {
  const { outputs } = genome;
  return upstream(
    sourcesOf(genome),
    Array.from({ length: outputs }, (_, i) => firstOutput(genome) + i),
  );
}

/** For each input, the bias apart, how many outputs it can influence. */
export function outputsByInput(genome: Genome): number[] {
  const counts = Array<number>(genome.inputs).fill(0);
  const sources = sourcesOf(genome);
  for (let output = firstOutput(genome); output < firstHidden(genome); output++) {
    for (const id of upstream(sources, [output])) if (id > BIAS && id <= genome.inputs) counts[id - 1]++;
  }
  return counts;
}

function sourcesOf(genome: Genome): number[][] {
  const sources = genome.activations.map((): number[] => []);
  for (const { source, target, enabled } of genome.connections) if (enabled) sources[target].push(source);
  return sources;
}

/** The nodes themselves and all that a path leads from to one of them. */
function upstream(sources: readonly (readonly number[])[], nodes: readonly number[]): Set<number> {
  const found = new Set(nodes);
  // A set also visits what is added on the way.
  for (const id of found) for (const source of sources[id]) found.add(source);
  return found;
}
