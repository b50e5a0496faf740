/** A network that drives fully or not at all. */
import { activationId } from "./activation.js";
import { type Connection, firstHidden, firstOutput, type Genome } from "./genome.js";
import { pruned } from "./pruned.js";

const [LINEAR, STEP, INVERSE] = (["linear", "step", "inverse"] as const).map(activationId);

/**
 * The network whose outputs are bang-bang controls by those of `genome`: at a shared weight of 1, an output that was z is
 * step(z) − step(−z). A step's own output does not depend on the size of what it is given, and so neither does what becomes of
 * it. The part that plays no role is gone.
 */
export function bangBang(genome: Genome): Genome {
  const { activations: before, connections: all, ...size } = pruned(genome);
  const activations = before.slice();
  const add = (activation: number) => activations.push(activation) - 1;
  const driven = new Map<number, number>();
  for (let output = firstOutput(genome); output < firstHidden(genome); output++) driven.set(output, add(LINEAR));
  const connections = all.map((each): Connection => ({ ...each, target: driven.get(each.target) ?? each.target }));
  for (const [output, sum] of driven) {
    const [forwards, minusSum, backwards, minusBackwards] = [STEP, INVERSE, STEP, INVERSE].map(add);
    for (const [source, target] of [
      [sum, forwards],
      [forwards, output],
      [sum, minusSum],
      [minusSum, backwards],
      [backwards, minusBackwards],
      [minusBackwards, output],
    ]) {
      connections.push({ source, target, enabled: true });
    }
  }
  return { ...size, activations, connections };
}
