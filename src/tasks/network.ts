/** The networks that a task's tables have a row of: found by a search by construction, by another one, and the paper's fixed topology. */
export const NETWORKS = ["homogeneous", "wann", "fixed"] as const;

export type Network = (typeof NETWORKS)[number];
