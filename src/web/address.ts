/** The page's address: what is on show, so that a link opened elsewhere shows the same episode. */
import { LARGEST_SEED } from "../largest-seed.js";
import { pageOf, TASK_PAGES } from "./task-pages.js";

/** How many times as fast as the world an episode may run. */
export const SPEEDS = [0.25, 1, 2, 4];

/** What an entry is called that is no gallery's. */
export const OWN_FILE = "file";

export interface PageState {
  readonly task: string;
  /** A gallery entry's name, or OWN_FILE for a network that was dropped or evolved. */
  readonly champion: string;
  /** Of such a network: its file's name, and itself, packed by `packNetwork`; missing where it is too large for a link. */
  readonly name?: string;
  readonly network?: string;
  /** Where the champion's own best is not meant. */
  readonly weight?: number;
  readonly seed: number;
  readonly speed: number;
  /** Which random weights are beside the shared one: 0 at first, one more at every reset. */
  readonly draw: number;
}

const MOST_NAME = 80;

/**
 * The state that a fragment names; what it leaves out is as on the first visit.
 * @returns with a `problem` where it names what is not there.
 */
export function readAddress(fragment: string): { state: PageState; problem?: string } {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const [task, champion, network] = ["task", "champion", "network"].map((key) => given.get(key) ?? undefined);
  const page = pageOf(task ?? "") ?? TASK_PAGES[0];
  const entry = page.gallery.find(({ name }) => name === champion) ?? page.gallery[0];
  const own = champion === OWN_FILE && network !== undefined;
  const name = given.get("name")?.slice(0, MOST_NAME);
  const weight = Number.parseFloat(given.get("weight") ?? "");
  const state = {
    task: own && task !== undefined ? task : page.task,
    champion: own ? OWN_FILE : entry.name,
    ...(own && { network, name: name ?? "champion.json" }),
    ...(Math.abs(weight) <= 2 && { weight }),
    seed: wholeIn(given, "seed"),
    speed: SPEEDS.find((speed) => String(speed) === given.get("speed")) ?? 1,
    draw: wholeIn(given, "draw"),
  };
  const problem = own ? undefined : problemWith(task, champion, name, page.task, entry.name);
  return { state, ...(problem !== undefined && { problem }) };
}

export function writeAddress({ task, champion, name, network, weight, seed, speed, draw }: PageState): string {
  const fragment = new URLSearchParams({ task, champion });
  if (weight !== undefined) fragment.set("weight", String(Number(weight.toFixed(2))));
  if (seed !== 0) fragment.set("seed", String(seed));
  if (speed !== 1) fragment.set("speed", String(speed));
  if (draw !== 0) fragment.set("draw", String(draw));
  if (name !== undefined) fragment.set("name", name);
  if (network !== undefined) fragment.set("network", network);
  return `#${fragment}`;
}

function wholeIn(given: URLSearchParams, key: string): number {
  const value = Number(given.get(key) ?? "0");
  return Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED ? value : 0;
}

function problemWith(
  task: string | undefined,
  champion: string | undefined,
  name: string | undefined,
  shownTask: string,
  shownEntry: string,
): string | undefined {
  if (champion === OWN_FILE)
    return `the address names ${name ?? "a file"}, but does not hold it: drop or open the file`;
  if (task !== undefined && task !== shownTask) {
    return `the address names the task "${task}": this page shows ${TASK_PAGES.map((page) => page.task).join(", ")}`;
  }
  if (champion !== undefined && champion !== shownEntry) {
    return `the address names the champion "${champion}", which is not in this page's list`;
  }
  return undefined;
}
