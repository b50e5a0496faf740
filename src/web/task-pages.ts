/** The tasks that the page shows: those whose folder says how. */
import type { PageView } from "../tasks/page-view.js";
import { TASKS } from "../tasks/registry.js";
import type { OwnTaskFile } from "./own-files.js";

export interface TaskPage extends PageView {
  readonly task: string;
  /** Of a user's task. */
  readonly own?: OwnTaskFile;
}

export const TASK_PAGES: readonly TaskPage[] = TASKS.all.flatMap(({ name, page }) =>
  page ? [{ task: name, ...page }] : [],
);

export function pageOf(task: string): TaskPage | undefined {
  return TASK_PAGES.find((page) => page.task === task);
}
