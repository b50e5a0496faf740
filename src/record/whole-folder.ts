/** Folders that appear with all that is in them, or not at all. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../user-error.js";
import { syncFolder } from "./atomic.js";
import { errorCode, fileProblem } from "./file-problem.js";
import { requireFree } from "./folder.js";
import { removeLeftOvers, temporaryBeside } from "./temporary.js";

/** What makes a folder that of a run: comes last where files cannot come together. */
const LAST = "config.json";

/**
 * Makes a folder, and its parents, with what `write` puts into it. Killed at any moment, or without power, it leaves the whole folder
 * or nothing but a hidden one beside it, which the next call for the same path removes. An empty folder at `path` is replaced; where it
 * is the current one or a mount point it cannot be, and gets its files one after another. Throws a UserError where the path is taken
 * or the folder cannot be made, and what `write` throws: nothing is left then.
 * @param write is given the path of the folder for the time being; called again where that cannot become the folder.
 */
export function createWhole(path: string, write: (folder: string) => void): void {
  let target: string;
  let parent: string | undefined;
  let madeParent: string | undefined;
  try {
    target = afterLinks(resolve(path));
    parent = dirname(target);
    if (isFolder(target)) removeLeftOvers(target, "new", basename(target));
    requireFree(path);
    madeParent = mkdirSync(parent, { recursive: true });
    removeLeftOvers(parent, "new", basename(target));
    if (isCurrent(target)) fill(target, write);
    else replace(target, write);
    for (const folder of upTo(parent, madeParent && dirname(madeParent))) syncFolder(folder);
  } catch (error) {
    if (parent && madeParent) removeEmpty(upTo(parent, madeParent));
    if (error instanceof UserError) throw error;
    // Someone else's may have come in the meantime.
    requireFree(path);
    throw new UserError(`${path}: the folder cannot be made (${fileProblem(error)})`);
  }
}

/** Writes a folder beside `target`, then renames it. */
function replace(target: string, write: (folder: string) => void): void {
  const staging = temporaryBeside(target, "new");
  try {
    prepare(staging, target, write);
    rename(staging, target);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!["EBUSY", "EXDEV"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    fill(target, write);
  }
}

/** Writes a folder in `target`, an empty one, then moves what is in it to its place. */
function fill(target: string, write: (folder: string) => void): void {
  const staging = temporaryBeside(join(target, basename(target)), "new");
  const moved: string[] = [];
  try {
    prepare(staging, target, write);
    const names = readdirSync(staging).sort((a, b) => Number(a === LAST) - Number(b === LAST));
    for (const name of names) {
      renameSync(join(staging, name), join(target, name));
      moved.push(join(target, name));
    }
    rmdirSync(staging);
    syncFolder(target);
  } catch (error) {
    for (const one of [staging, ...moved]) rmSync(one, { recursive: true, force: true });
    throw error;
  }
}

/** Error lines name the files by the place that they are for. */
function prepare(staging: string, target: string, write: (folder: string) => void): void {
  mkdirSync(staging);
  try {
    write(staging);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.message.replaceAll(staging, target), error.topic);
    throw error;
  }
  syncAll(staging);
}

/** Has a folder and all in it written to disk. */
function syncAll(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncAll(path);
    else if (entry.isFile()) syncFile(path);
  }
  syncFolder(folder);
}

function syncFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errorCode(error) !== "EPERM" || !isFolder(to)) throw error;
    // Windows replaces no folder, not even an empty one.
    rmdirSync(to);
    renameSync(from, to);
  }
}

/** The path after symbolic links, where there is something; else `path`. */
function afterLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isCurrent(path: string): boolean {
  try {
    return path === realpathSync(process.cwd());
  } catch {
    // It has been deleted.
    return false;
  }
}

/** `folder`, and those above it up to `last`; `folder` alone without. */
function upTo(folder: string, last = folder): string[] {
  return folder === last || folder === dirname(folder) ? [folder] : [folder, ...upTo(dirname(folder), last)];
}

function removeEmpty(folders: readonly string[]): void {
  try {
    for (const folder of folders) rmdirSync(folder);
  } catch {}
}
