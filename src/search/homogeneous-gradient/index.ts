/** The search `homogeneous-gradient`: networks that are weight agnostic by construction, found by gradients. */
import { expressOrigin } from "../../genome/compact/express.js";
import type { SearchKind } from "../search.js";
import { GradientSearch } from "./search.js";
import { GRADIENT_SETTINGS, type GradientConfig } from "./settings.js";
import { type GradientAncestry, type GradientState, gradientAncestry, gradientState } from "./state.js";

export const HOMOGENEOUS_GRADIENT: SearchKind<GradientConfig> = {
  name: "homogeneous-gradient",
  title:
    "networks that are weight agnostic by construction, for images: ReLUs, small whole numbers learnt through their rounding (Courbariaux et al. 2015; Ramanujan et al. 2020)",
  byConstruction: true,
  settings: GRADIENT_SETTINGS,
  state: gradientState,
  ancestry: gradientAncestry,
  keepsGenerations: "what it learns in a generation depends on how many there are",
  problem(_, task) {
    return task.kind === "images"
      ? undefined
      : `task: ${task.name}: its return has no gradients: expected a task of images`;
  },
  open: (context, state) => new GradientSearch(context, state as GradientState | undefined),
  workload({ generations, batches, confirmEpisodes }, state) {
    const done = (state as GradientState | undefined)?.generation ?? 0;
    return Array.from({ length: Math.max(generations - done, 0) }, (_, i) => ({
      generation: done + i,
      networks: 1,
      rollouts: batches + confirmEpisodes,
      bestNetworks: 1,
      ofBest: confirmEpisodes,
    }));
  },
  withNetworks: (config) => config,
  grown: (context) => new GradientSearch(context),
  ancestors(ancestry, shape) {
    return [expressOrigin((ancestry as GradientAncestry).genome, shape, shape.outputActivation)];
  },
};
