/** A compact genome as a network of its own. */
import { activationId } from "../../genome/activation.js";
import type { Champion } from "../../genome/champion.js";
import { firstUnit, unflattenCompact, unitsOf } from "../../genome/compact/genome.js";
import type { Genome } from "../../genome/genome.js";
import { UserError } from "../../user-error.js";

/** The units as nodes of their own, the whole numbers as weights. Throws a UserError where a champion has no compact genome. */
export function unitsAndNumbers({ compact: origin, genome }: Champion): Genome {
  if (!origin) throw new UserError("it has no compact genome: expected a champion that was bred as one");
  const compact = unflattenCompact(origin.connections, genome);
  const units = unitsOf(compact);
  const places = new Map(units.map((unit, i) => [unit, firstUnit(compact) + i]));
  const placeOf = (id: number): number => places.get(id) ?? id;
  return {
    inputs: genome.inputs,
    outputs: genome.outputs,
    activations: [
      ...genome.activations.slice(0, firstUnit(compact)),
      ...units.map(() => activationId(origin.units ?? "step")),
    ],
    connections: compact.connections.map(({ source, target, weight }) => {
      return { source: placeOf(source), target: placeOf(target), weight, enabled: true };
    }),
  };
}
