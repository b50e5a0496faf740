/** Champions with how the page shows them: of its own tasks, or of a user's, whose file comes with them or came before. */

import { readerFor } from "../formats/registry.js";
import { shortName } from "../own/short-name.js";
import { championFrom, type LoadedChampion } from "../record/champion-text.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { ownTaskNamed, scalesIn, taskFrom } from "./own-files.js";
import { pageOf, TASK_PAGES, type TaskPage } from "./task-pages.js";

export interface PageChampion {
  readonly page: TaskPage;
  readonly champion: LoadedChampion;
}

export interface Named {
  /** Of a file that names none. */
  readonly task: string;
  readonly taskFile?: File | undefined;
  /** Whether an address names it: its task may be one that was opened before. */
  readonly again: boolean;
}

export class PageChampions {
  /** The task's file that the page was served with. */
  given: File | undefined;
  /** Users' tasks whose files have been opened, by name and what their inputs are divided by. */
  private readonly opened = new Map<string, { readonly task: Task; readonly file: File }>();

  /** The champion in a file's text; undefined where its task's file is wanted first. Throws a UserError where it is a bad one. */
  async read(text: string, name: string, named: Named): Promise<PageChampion | undefined> {
    const ownTask = ownTaskNamed(text);
    return ownTask === undefined ? builtIn(text, name, named.task) : this.own(text, name, ownTask, named);
  }

  private async own(text: string, name: string, task: string, { taskFile, again }: Named) {
    const scales = scalesIn(text);
    const key = JSON.stringify([task, scales]);
    const known = again && !taskFile ? this.opened.get(key) : undefined;
    const file = known?.file ?? taskFile ?? (again ? this.given : undefined);
    if (!file) return undefined;
    const row = known?.task ?? (await taskFrom(file, task, scales));
    const champion = championFrom(text, name, undefined, { tasks: TASKS.with(row) });
    this.opened.set(key, { task: row, file });
    const page: TaskPage = {
      task,
      title: shortName(task),
      claim: "it works",
      gallery: [],
      search: { preset: row.presets[0].name },
      own: { file, ...(scales && { scales }) },
    };
    return { page, champion };
  }
}

function builtIn(text: string, name: string, task: string): PageChampion {
  const champion = championFrom(text, name, readerFor(text, name).namesTask ? undefined : task);
  const page = pageOf(champion.task.name);
  if (page) return { page, champion };
  const shown = TASK_PAGES.map((each) => each.task).join(", ");
  throw new UserError(`${name}: task: "${champion.task.name}": this page shows ${shown}`);
}
