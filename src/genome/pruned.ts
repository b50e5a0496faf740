/** What of a genome plays a part. */
import { firstHidden, firstOutput, type Genome } from "./genome.js";

/** The genome of the same network without what is disabled or leads to no output; hidden nodes close up, in their order. */
export function pruned(genome: Genome): Genome {
  const hidden = firstHidden(genome);
  const enabled = genome.connections.filter((each) => each.enabled);
  const heard = new Set<number>();
  for (let output = firstOutput(genome); output < hidden; output++) heard.add(output);
  // A set also visits what is added on the way.
  for (const id of heard) for (const { source, target } of enabled) if (target === id) heard.add(source);

  const activations = genome.activations.slice(0, hidden);
  const place = new Map(activations.map((_, id) => [id, id]));
  for (let id = hidden; id < genome.activations.length; id++) {
    if (heard.has(id)) place.set(id, activations.push(genome.activations[id]) - 1);
  }
  const connections = enabled.flatMap((each) => {
    const [source, target] = [place.get(each.source), place.get(each.target)];
    return heard.has(each.target) && source !== undefined && target !== undefined ? [{ ...each, source, target }] : [];
  });
  return { ...genome, activations, connections };
}
