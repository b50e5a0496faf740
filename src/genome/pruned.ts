/** What of a genome plays a part. */
import { firstHidden, type Genome } from "./genome.js";
import { influentialNodes } from "./influence.js";

/** The genome of the same network without what is disabled or leads to no output; hidden nodes close up, in their order. */
export function pruned(genome: Genome): Genome {
  const hidden = firstHidden(genome);
  const heard = influentialNodes(genome);
  const activations = genome.activations.slice(0, hidden);
  const place = new Map(activations.map((_, id) => [id, id]));
  for (let id = hidden; id < genome.activations.length; id++) {
    if (heard.has(id)) place.set(id, activations.push(genome.activations[id]) - 1);
  }
  const connections = genome.connections.flatMap((each) => {
    const [source, target] = [place.get(each.source), place.get(each.target)];
    return each.enabled && source !== undefined && target !== undefined ? [{ ...each, source, target }] : [];
  });
  return { ...genome, activations, connections };
}
