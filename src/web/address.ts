/** The page's address: which champion of which task, its shared weight, and the seed, so that a view can be shared. */
import { pageOf, TASK_PAGES } from "./task-pages.js";

export interface PageState {
  readonly task: string;
  /** An entry's name, or "file" for one that was dropped on the page. */
  readonly champion: string;
  /** Where the champion's own best is not meant. */
  readonly weight?: number;
  readonly seed: number;
}

const MOST_SEED = 2 ** 32 - 1;

/** The place that a fragment names; what is missing or makes no sense is as on the first visit. */
export function readAddress(fragment: string): PageState {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const page = pageOf(given.get("task") ?? "") ?? TASK_PAGES[0];
  const entry = page.gallery.find(({ name }) => name === given.get("champion")) ?? page.gallery[0];
  const weight = Number.parseFloat(given.get("weight") ?? "");
  const seed = Number(given.get("seed") ?? "0");
  return {
    task: page.task,
    champion: entry.name,
    ...(Math.abs(weight) <= 2 && { weight }),
    seed: Number.isInteger(seed) && seed >= 0 && seed <= MOST_SEED ? seed : 0,
  };
}

export function writeAddress({ task, champion, weight, seed }: PageState): string {
  const fragment = new URLSearchParams({ task, champion });
  if (weight !== undefined) fragment.set("weight", String(Number(weight.toFixed(2))));
  if (seed !== 0) fragment.set("seed", String(seed));
  return `#${fragment}`;
}
