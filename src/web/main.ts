/** The page: what the address names is loaded and shown; dropped files take its place. */
import { championFrom, FORMATS, type LoadedChampion, loadChampion, readerFor, TASKS, UserError } from "../browser.js";
import { isTaskFile, shortName } from "../own/short-name.js";
import { type PageState, readAddress, writeAddress } from "./address.js";
import { ControlView } from "./control-view.js";
import { DigitView } from "./digit-view.js";
import { element, select } from "./dom.js";
import { EvolvePanel } from "./evolve-panel.js";
import { ownTaskNamed, scalesIn, taskFrom, wantedWith } from "./own-files.js";
import { pageOf, TASK_PAGES, type TaskPage } from "./task-pages.js";

/** How the names of files end that can be opened: champions and users' tasks. */
const READABLE = [
  ...FORMATS.all.flatMap(({ reader, extension }) => (reader ? [extension] : [])),
  ".js",
  ".mjs",
  ".wasm",
].join(",");

const alert = byId("alert");
const main = byId("main");
const tasks = byId("tasks");

let place: PageState = readAddress(location.hash);
/** What is on show, to be ended before the next. */
let shown: { close(): void }[] = [];
let remembering: ReturnType<typeof setTimeout> | undefined;
/** A champion of a user's task that waits for its task's file. */
let waiting: File | undefined;
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

/** Shows what `place` names. */
async function visit(next: PageState): Promise<void> {
  // What was to be remembered of the place before would now be written over this one's address.
  clearTimeout(remembering);
  const page = pageOf(next.task) ?? TASK_PAGES[0];
  const entry = page.gallery.find(({ name }) => name === next.champion) ?? page.gallery[0];
  const ticket = ++asked;
  try {
    const champion = await loadChampion(entry.file);
    if (ticket === asked) await exhibitChampion(page, champion, next, entry.title);
  } catch (error) {
    if (ticket === asked) complain(messageOf(error));
  }
}

async function exhibitChampion(
  page: TaskPage,
  champion: LoadedChampion,
  next: PageState,
  title: string,
): Promise<void> {
  complain("");
  for (const each of shown) each.close();
  place = next;
  showTasks(page);
  const room = element("div", { style: "display: contents" });
  const view = { champion, ...(next.weight !== undefined && { weight: next.weight }) };
  const moved = (weight: number, seed = place.seed) => remember({ ...place, weight, seed });
  shown = [];
  if (champion.task.kind === "images") await DigitView.open(room, { ...view, moved });
  else shown.push(await ControlView.open(room, { ...view, page, seed: next.seed, moved }));
  const panel = page.search && new EvolvePanel(page, page.search, (text) => showText(text, "champion.json"));
  if (panel) shown.push(panel);
  main.replaceChildren(chooser(page, title), room, ...(panel ? [panel.root] : []));
}

/** The row above the stage: which champion, and a file of one's own. */
function chooser(page: TaskPage, title: string): HTMLElement {
  const options = page.gallery.map(({ name, title: text }) => ({ value: name, text }));
  const own = { value: "file", text: title };
  const champions = select(place.champion === "file" ? [...options, own] : options, place.champion);
  champions.addEventListener("change", () => {
    if (champions.value !== "file") go({ task: page.task, champion: champions.value, seed: place.seed });
  });
  const file = element("input", { type: "file", accept: READABLE, class: "hidden", id: "file", multiple: true });
  file.addEventListener("change", () => void open(Array.from(file.files ?? [])));
  const opener = element("label", { for: "file", class: "button" }, "Open a file …");
  return element(
    "div",
    { class: "row wide" },
    element("label", { class: "field" }, "champion", champions),
    file,
    opener,
  );
}

function showTasks(page: TaskPage): void {
  const links = TASK_PAGES.map(({ task, title, gallery }) => {
    const href = writeAddress({ task, champion: gallery[0].name, seed: 0 });
    return element("a", { href, ...(task === page.task && { "aria-current": "page" }) }, title);
  });
  tasks.replaceChildren(...links);
}

function go(next: PageState): void {
  history.pushState(null, "", writeAddress(next));
  void visit(next);
}

/** Puts the place into the address, once it stays for a while: browsers refuse to do so at every move of a slider. */
function remember(next: PageState): void {
  place = next;
  clearTimeout(remembering);
  remembering = setTimeout(() => history.replaceState(null, "", writeAddress(place)), 250);
}

/** Opens files that came together: a champion's, and where that is of a user's task, the task's. */
async function open(files: readonly File[]): Promise<void> {
  const task = files.find(({ name }) => isTaskFile(name));
  waiting = files.find(({ name }) => !isTaskFile(name)) ?? (task && waiting);
  if (waiting) await showText(await waiting.text(), waiting.name, task);
  else if (task) complain(`${task.name}: a task: drop or open a champion of it first, or with it`);
}

/** Shows a champion from the text of a file; a bad one is explained and leaves the page as it was. */
async function showText(text: string, name: string, taskFile?: File): Promise<void> {
  const ticket = ++asked;
  try {
    const ownTask = ownTaskNamed(text);
    if (ownTask !== undefined) return await showOwn(text, name, ownTask, ticket, taskFile);
    const champion = championFrom(text, name, readerFor(text, name).namesTask ? undefined : place.task);
    const page = pageOf(champion.task.name);
    if (!page) throw new UserError(`${name}: task: "${champion.task.name}": this page shows ${taskNames()}`);
    if (ticket !== asked) return;
    await exhibitChampion(page, champion, { task: page.task, champion: "file", seed: place.seed }, name);
  } catch (error) {
    complain(messageOf(error));
  }
}

/** Shows a champion of a user's task, which waits until that is here. */
async function showOwn(text: string, name: string, task: string, ticket: number, taskFile?: File): Promise<void> {
  if (!taskFile) throw new UserError(wantedWith(name, task));
  const own = await taskFrom(taskFile, task, scalesIn(text));
  const champion = championFrom(text, name, undefined, { tasks: TASKS.with(own) });
  if (ticket !== asked) return;
  const page: TaskPage = { task, title: shortName(task), gallery: [] };
  await exhibitChampion(page, champion, { task, champion: "file", seed: place.seed }, name);
}

function taskNames(): string {
  return TASK_PAGES.map(({ task }) => task).join(", ");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

addEventListener("popstate", () => void visit(readAddress(location.hash)));
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

void visit(place);
