import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { UserError } from "../user-error.js";

/**
 * Writes a file whole or not at all: to a neighbour first, then renamed into place. Throws a UserError where it cannot; the
 * file that was there before stays.
 */
export function writeAtomic(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  let file: number | undefined;
  try {
    file = openSync(temporary, "w");
    writeFileSync(file, content);
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, path);
  } catch (error) {
    if (file !== undefined) rmSync(temporary, { force: true });
    throw new UserError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
