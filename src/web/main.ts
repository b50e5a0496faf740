/** The page: what the address names is loaded and shown; dropped files take its place. */

import { fetchTaskFiles } from "../evaluate/fetched-files.js";
import { loadChampion } from "../fetched.js";
import { FORMATS } from "../formats/registry.js";
import type { Champion } from "../genome/champion.js";
import { isTaskFile } from "../own/short-name.js";
import type { LoadedChampion } from "../record/champion-text.js";
import { bestPoint } from "../score/sweep.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { OWN_FILE, type PageState, readAddress, writeAddress } from "./address.js";
import { type ControlOptions, ControlView } from "./control-view.js";
import { DigitView } from "./digit-view.js";
import { announce, breathe, element, select, setText } from "./dom.js";
import type { EvolvePanel } from "./evolve-panel.js";
import { givenFiles } from "./given-files.js";
import { packNetwork, unpackNetwork } from "./network-link.js";
import { ownTaskNamed, wantedWith } from "./own-files.js";
import { PageChampions } from "./page-champions.js";
import { pageOf, TASK_PAGES, type TaskPage } from "./task-pages.js";

/** How the names of files end that can be opened: champions and users' tasks. */
const READABLE = [
  ...FORMATS.all.flatMap(({ reader, extension }) => (reader ? [extension] : [])),
  ".js",
  ".mjs",
  ".wasm",
].join(",");
const DEFAULT_WEIGHT = 1;
/** How long the address waits for a state to last, in ms: browsers refuse to change it at every move of a slider. */
const REMEMBER_AFTER = 250;

type View = ControlView | DigitView;
/** What is on show. */
interface Exhibit {
  readonly page: TaskPage;
  readonly champion: LoadedChampion;
  readonly state: PageState;
  readonly title: string;
  readonly edit?: ControlOptions["edit"];
}
/** Whether what is shown is a new entry of the browser's history. */
type Entry = "new" | "same";

const alert = byId("alert");
const claim = byId("claim");
const chooserRow = byId("chooser");
const stageRow = byId("stage");
const panelRow = byId("panel");
const links = new Map(TASK_PAGES.map(({ task, title }) => [task, element("a", {}, title)]));
const fullPage = element("a", { target: "_blank", class: "embedded" }, "Open the page");

let { state, problem } = readAddress(location.hash);
/** What is on show, to be ended before the next. */
let view: View | undefined;
/** Searches go on while another task is looked at. */
const panels = new Map<string, EvolvePanel>();
let remembering: ReturnType<typeof setTimeout> | undefined;
/** A champion of a user's task that waits for its task's file. */
let waiting: File | undefined;
const champions = new PageChampions();
/** The latest thing asked for: an older one that arrives later is dropped. */
let asked = 0;

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

function complain(message: string): void {
  alert.textContent = message;
  alert.hidden = message === "";
}

/** Runs what is asked for next, and says why it cannot be had unless something else has been asked for since. */
async function attempt(work: (ticket: number) => Promise<void>): Promise<void> {
  const ticket = ++asked;
  try {
    await work(ticket);
  } catch (error) {
    if (ticket === asked) complain(messageOf(error));
  }
}

/** Shows what a state names. */
async function visit(next: PageState, entry: Entry, problem = ""): Promise<void> {
  await attempt(async (ticket) => {
    if (next.network !== undefined) {
      return showText(await unpackNetwork(next.network), next.name ?? "the link", entry, ticket, undefined, next);
    }
    const page = pageOf(next.task) ?? TASK_PAGES[0];
    const { file, title } = page.gallery.find(({ name }) => name === next.champion) ?? page.gallery[0];
    const champion = await loadChampion(new URL(`../../${file}`, import.meta.url));
    await exhibit({ page, champion, state: next, title }, entry, ticket);
    if (ticket === asked) complain(problem);
  });
}

async function exhibit(what: Exhibit, entry: Entry, ticket: number): Promise<void> {
  const { page, champion, state: next, title, edit } = what;
  await breathe();
  const room = element("div", { class: "room" });
  const weight = next.weight ?? ownWeight(champion);
  const moved = (change: Partial<PageState>) => {
    if (opened === view) remember({ ...state, ...change });
  };
  const opened: View =
    champion.task.kind === "images"
      ? await DigitView.open(room, { champion, weight, playing: !prefersStillness(), moved })
      : await ControlView.open(room, {
          champion,
          page,
          files: await fetchTaskFiles(champion.task),
          weight,
          seed: next.seed,
          speed: next.speed,
          draw: next.draw,
          playing: view instanceof ControlView ? view.isPlaying : !prefersStillness(),
          moved,
          edited: (edited, before) => void showEdited({ ...what, state }, edited, before),
          edit,
          failed: (error) => complain(messageOf(error)),
        });
  if (ticket !== asked) return opened.close();
  view?.close();
  view = opened;
  complain("");
  // What was to be remembered of the state before would now be written over this one's address.
  clearTimeout(remembering);
  state = next;
  if (entry === "new") history.pushState(null, "", writeAddress(next));
  else history.replaceState(null, "", writeAddress(next));
  setText(claim, page.claim);
  showTasks(page);
  showChooser(page, title);
  stageRow.replaceChildren(room);
  await breathe();
  if (view === opened) await showPanel(page, champion.task, opened);
  announce(`${page.title}: ${title}`);
}

/** Shows an edited champion in the place of `from`; undo shows that again. */
async function showEdited(from: Exhibit, edited: Champion, before: number | undefined): Promise<void> {
  await attempt(async (ticket) => {
    const champion = { champion: edited, task: from.champion.task };
    const { network: _, weight = ownWeight(from.champion), ...others } = state;
    const network = await packNetwork(champion);
    const name = "edited.json";
    const next = { ...others, weight, champion: OWN_FILE, name, ...(network !== undefined && { network }) };
    const undo = () => void attempt((again) => exhibit(from, "new", again));
    await exhibit({ page: from.page, champion, state: next, title: name, edit: { before, undo } }, "new", ticket);
  });
}

function prefersStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function ownWeight({ champion: { tunedSharedWeight, fingerprint } }: LoadedChampion): number {
  return tunedSharedWeight ?? (fingerprint.length > 0 ? bestPoint(fingerprint).weight : DEFAULT_WEIGHT);
}

/** The panel of a task stays as it is, whatever champion is looked at. Its code, which has all searches, comes once there is something to look at. */
async function showPanel(page: TaskPage, row: Task, shown: View): Promise<void> {
  const { task, search } = page;
  const { EvolvePanel } = await import("./evolve-panel.js");
  if (view !== shown) return;
  if (search && !panels.has(task)) {
    const watch = (text: string) => void attempt((ticket) => showText(text, "champion.json", "new", ticket));
    panels.set(task, new EvolvePanel(page, row, search, watch, new AbortController().signal));
  }
  const panel = panels.get(task);
  if (panel?.root.parentElement === panelRow) return;
  panelRow.replaceChildren(...(panel ? [panel.root] : []));
  panel?.draw();
}

/** The row above the stage: which champion, and a file of one's own. */
function showChooser(page: TaskPage, title: string): void {
  const focused = document.activeElement?.id;
  const options = page.gallery.map(({ name, title: text }) => ({ value: name, text }));
  const own = { value: OWN_FILE, text: title };
  const box = select(state.champion === OWN_FILE ? [...options, own] : options, state.champion);
  box.id = "champion";
  box.addEventListener("change", () => {
    if (box.value === OWN_FILE) return;
    const { seed, speed } = state;
    void visit({ task: page.task, champion: box.value, seed, speed, draw: 0 }, "new");
  });
  const input = element("input", { type: "file", id: "file", class: "hidden", accept: READABLE, multiple: true });
  input.addEventListener("change", () => {
    const files = Array.from(input.files ?? []);
    // The same file may be chosen again, once it has been changed.
    input.value = "";
    void open(files);
  });
  chooserRow.replaceChildren(
    element("label", { class: "field" }, "champion", box),
    input,
    element("label", { for: "file", class: "button" }, "Open a file …"),
    element("span", { class: "muted" }, "champion.json, or a .out file of the original code"),
  );
  if (focused === "champion" || focused === "file") document.getElementById(focused)?.focus();
}

function showTasks(page: TaskPage): void {
  for (const [task, link] of links) {
    link.href = writeAddress(readAddress(`task=${task}`).state);
    if (task === page.task) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  showAddress();
}

function showAddress(): void {
  fullPage.href = `${location.pathname}${writeAddress(state)}`;
}

/** Puts the state into the address, once it stays for a while. */
function remember(next: PageState): void {
  state = next;
  clearTimeout(remembering);
  remembering = setTimeout(() => {
    history.replaceState(null, "", writeAddress(state));
    showAddress();
  }, REMEMBER_AFTER);
}

/** Opens files that came together: a champion's, and where that is of a user's task, the task's. */
async function open(files: readonly File[], entry: Entry = "new"): Promise<void> {
  const task = files.find(({ name }) => isTaskFile(name));
  waiting = files.find(({ name }) => !isTaskFile(name)) ?? (task && waiting);
  const champion = waiting;
  if (champion) {
    await attempt(async (ticket) => showText(await champion.text(), champion.name, entry, ticket, task));
  } else if (task) complain(`${task.name}: a task: drop or open a champion of it first, or with it`);
}

/**
 * Shows a champion from the text of a file. Throws a UserError where it is a bad one; the page is then left as it was.
 * @param next the state that it was named in, if it was.
 */
async function showText(
  text: string,
  name: string,
  entry: Entry,
  ticket: number,
  taskFile?: File,
  next?: PageState,
): Promise<void> {
  const found = await champions.read(text, name, { task: state.task, taskFile, again: next !== undefined });
  if (!found) {
    waiting = new File([text], name);
    throw new UserError(wantedWith(name, ownTaskNamed(text) ?? ""));
  }
  const { page, champion } = found;
  if (ticket !== asked) return;
  const network = next?.network ?? (await packNetwork(champion));
  const { seed, speed } = state;
  const shown: PageState = next ?? {
    task: page.task,
    champion: OWN_FILE,
    name,
    ...(network !== undefined && { network }),
    // Its curve, by which its weight is chosen, is not in the address.
    weight: ownWeight(champion),
    seed,
    speed,
    draw: 0,
  };
  await exhibit({ page, champion, state: shown, title: name }, entry, ticket);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

for (const [task, link] of links) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void visit(readAddress(`task=${task}`).state, "new");
  });
}
byId("tasks").replaceChildren(...links.values());
byId("footer").append(fullPage);
addEventListener("popstate", () => {
  const { state, problem } = readAddress(location.hash);
  void visit(state, "same", problem);
});
addEventListener("error", ({ message }) => complain(message));
addEventListener("unhandledrejection", ({ reason }) => complain(messageOf(reason)));
for (const kind of ["dragenter", "dragover"]) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
}
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) document.body.classList.remove("dropping");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  void open(Array.from(event.dataTransfer?.files ?? []));
});

document.documentElement.classList.toggle("embed", new URLSearchParams(location.search).has("embed"));
const given = await givenFiles();
champions.given = given.find(({ name }) => isTaskFile(name));
if (location.hash === "" && given.length > 0) await open(given, "same");
else await visit(state, "same", problem);
