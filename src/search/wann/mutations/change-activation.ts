import { activationId } from "../../../genome/activation.js";
import { firstHidden } from "../../../genome/genome.js";
import { defineMutation } from "./mutation.js";

/**
 * Gives one hidden node another activation. Nodes with an activation that the search does not use, as in a population that
 * comes from another run, are changed before all others. Impossible without a hidden node or another activation.
 */
export const changeActivation = defineMutation({
  name: "changeActivation",
  does: "gives a hidden node another activation",
  odds: 0.5,
  mutate(parent, { hiddenActivations, random }) {
    const ids = hiddenActivations.map(activationId);
    const hidden = parent.activations.map((_, id) => id).slice(firstHidden(parent));
    const unused = hidden.filter((id) => !ids.includes(parent.activations[id]));
    const nodes = unused.length > 0 ? unused : hidden;
    if (nodes.length === 0) return undefined;
    const node = nodes[random.integer(nodes.length)];
    const others = ids.filter((id) => id !== parent.activations[node]);
    if (others.length === 0) return undefined;
    const activations = parent.activations.slice();
    activations[node] = others[random.integer(others.length)];
    return { ...parent, activations };
  },
});
