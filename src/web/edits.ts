/** A champion after a change by hand: of the network as it is drawn, compact or with every connection. */
import { type ActivationName, activationId } from "../genome/activation.js";
import type { Champion } from "../genome/champion.js";
import { expressOrigin } from "../genome/compact/express.js";
import { compact, compactProblem, flattenCompact, unitsProblem } from "../genome/compact/genome.js";
import type { Connection, Genome } from "../genome/genome.js";
import { topologicalOrder } from "../genome/order.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";

/** What is edited, and how it is drawn. */
export interface Edited {
  readonly champion: Champion;
  readonly task: Pick<Task, "outputActivation">;
  /** `drawnOf` the champion, or its own genome. */
  readonly drawn: Genome;
}

/** Without one of the drawn connections. */
export function withoutConnection(edited: Edited, cut: Pick<Connection, "source" | "target">): Champion {
  const isCut = ({ source, target }: Connection) => source === cut.source && target === cut.target;
  return changed(edited, { ...edited.drawn, connections: edited.drawn.connections.filter((each) => !isCut(each)) });
}

/**
 * With one more. Throws a UserError where it would make a circle, or is not one that such a network may have.
 * @param weight of a compact network.
 */
export function withConnection(edited: Edited, source: number, target: number, weight: number): Champion {
  const { drawn, champion } = edited;
  const more = { source, target, enabled: true, ...(drawn !== champion.genome && { weight }) };
  return changed(edited, { ...drawn, connections: [...drawn.connections.filter((each) => each.enabled), more] });
}

/** With another activation of a node; compact networks have steps alone. */
export function withActivation({ champion }: Edited, node: number, name: ActivationName): Champion {
  const activations = champion.genome.activations.map((each, id) => (id === node ? activationId(name) : each));
  return bare(champion, { ...champion.genome, activations });
}

function changed({ champion, task, drawn }: Edited, to: Genome): Champion {
  const origin = champion.compact;
  if (drawn === champion.genome || !origin) {
    if (!topologicalOrder(to)) throw new UserError("that connection would make a circle");
    return bare(champion, to);
  }
  const connections = to.connections.map(({ source, target, weight = 1 }) => ({ source, target, weight }));
  const genome = compact(to, connections);
  const problem = compactProblem(genome) ?? unitsProblem(genome, origin.units ?? "step");
  if (problem) throw new UserError(problem);
  const edited = { ...origin, connections: flattenCompact(genome) };
  return { ...bare(champion, expressOrigin(edited, genome, task.outputActivation)), compact: edited };
}

/** What was known of the network is not known of another one. */
function bare({ task, encoder, scales }: Champion, genome: Genome): Champion {
  const connections = genome.connections.map(({ source, target, enabled }) => ({ source, target, enabled }));
  return {
    task,
    genome: { ...genome, connections },
    fingerprint: [],
    provenance: { edited: "by hand" },
    ...(encoder !== undefined && { encoder }),
    ...(scales && { scales }),
  };
}
