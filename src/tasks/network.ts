/** A network that a task's tables have a row of: found by a search by construction, by another one, or the paper's fixed topology. */
export type Network = "homogeneous" | "wann" | "fixed";

/** All of them, in the tables' order. */
export const NETWORKS: readonly Network[] = ["homogeneous", "wann", "fixed"];
