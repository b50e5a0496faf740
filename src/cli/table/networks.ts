/** What a table says of its networks, and which preset finds them. */
import { SEARCHES } from "../../search/registry.js";
import type { Network } from "../../tasks/network.js";
import { type PublishedTable, RETURN_COLUMNS } from "../../tasks/published.js";
import type { Task, TaskPreset } from "../../tasks/task.js";

/** As the table calls them. */
export const NETWORK_NAMES: Readonly<Record<Network, string>> = {
  homogeneous: "WANN by construction",
  wann: "WANN",
  fixed: "fixed topology",
};

/** The table of a task of which the paper has nothing. */
export const UNPUBLISHED: PublishedTable = {
  accuracy: false,
  columns: RETURN_COLUMNS,
  networks: [
    { network: "wann", figures: [] },
    { network: "fixed", figures: [] },
  ],
};

/** The preset of the search that finds a task's network; undefined where there is none. */
export function presetOf({ presets }: Task, network: Network): TaskPreset | undefined {
  if (network === "fixed") return undefined;
  const wanted = network === "homogeneous";
  return presets.find(({ search }) => (SEARCHES.named(search).byConstruction === true) === wanted);
}
