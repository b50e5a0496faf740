/** Files that appear whole or not at all, and stay so where the power fails. */
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { cannotBeWritten, errorCode } from "./file-problem.js";
import { temporaryBeside } from "./temporary.js";

/** What systems and file systems say that do not let a folder be opened or written to disk: nothing more can be done there. */
const NO_FOLDER_SYNC = ["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOSYS", "ENOTSUP", "EPERM"];

/**
 * Writes a file whole or not at all: to a neighbour first, then renamed into place. A symbolic link stays, and the file that it
 * leads to is written; a device or a pipe is written to as it is. Throws a UserError where it cannot; the file that was there
 * before stays, and no other.
 */
export function writeAtomic(path: string, content: string | Uint8Array): void {
  try {
    if (isDevice(path)) writeFileSync(path, content);
    else replace(afterLinks(path), content);
  } catch (error) {
    throw cannotBeWritten(path, error);
  }
}

/** Has a folder's list of names written to disk, where the system can. */
export function syncFolder(path: string): void {
  let folder: number | undefined;
  try {
    folder = openSync(path, "r");
    fsyncSync(folder);
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes(errorCode(error))) throw error;
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}

function replace(path: string, content: string | Uint8Array): void {
  const temporary = temporaryBeside(path, "tmp");
  const file = openSync(temporary, "wx");
  try {
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function isDevice(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** The path of the file itself, where links lead to it; `path` where there is none yet. */
function afterLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return path;
    throw error;
  }
}
