/** Where a run's folder may be made. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { UserError } from "../user-error.js";
import { fileProblem } from "./file-problem.js";

/** Throws a UserError where `path` is empty, or neither free nor an empty folder. */
export function requireFree(path: string): void {
  // As of a variable that is not set; systems have it that there is no such folder, though it resolves to the current one.
  if (path === "") throw new UserError('"": expected the name of a folder');
  if (!existsSync(path)) return;
  if (!isFolder(path)) throw new UserError(`${path}: not a folder: expected a new or empty one`);
  if (namesIn(path).length > 0) {
    throw new UserError(`${path}: the folder is in use: expected a new or empty one`);
  }
}

/** Whether there is a folder; not where it cannot be told. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw new UserError(`${path}: the folder cannot be read (${fileProblem(error)}): expected a new or empty one`);
  }
}
