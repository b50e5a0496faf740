/** Where a run's folder may be made. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { UserError } from "../user-error.js";

/** Throws a UserError where `path` is neither free nor an empty folder. */
export function requireFree(path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) throw new UserError(`${path}: not a folder: expected a new or empty one`);
  if (readdirSync(path).length > 0) {
    throw new UserError(`${path}: the folder is in use: expected a new or empty one`);
  }
}
