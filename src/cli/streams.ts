/** Files that a person names for a command to read or to write: on disk, or as - the standard streams. */
import { accessSync, constants, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { MOST_FILE_BYTES } from "../document.js";
import { writeAtomic } from "../record/atomic.js";
import { fileProblem } from "../record/file-problem.js";
import { isFolder } from "../record/folder.js";
import { readText } from "../record/text-file.js";
import { UserError } from "../user-error.js";

/** In place of a file's name: standard input where it is read, standard output where it is written. */
export const STANDARD_STREAM = "-";

/**
 * A parser for a file that is written when the work is done: what is wrong with the path is told of before.
 * @param extension what its name ends with; devices and pipes may be called anything, and - is standard output.
 */
export function outFile(option: string, extension: string): (text: string) => string {
  return (path) => {
    if (path === STANDARD_STREAM) return path;
    const fail = (problem: string): never => {
      throw new UserError(`${option} ${path || '""'}: ${problem}`);
    };
    if (path === "") fail(`expected the name of a file that ends with ${extension}`);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) fail("it is a folder: expected a file");
    if (found && !found.isFile()) return path;
    if (!path.endsWith(extension)) fail(`expected a name that ends with ${extension}`);
    const folder = dirname(path);
    if (!isFolder(folder)) fail(`there is no folder ${folder}`);
    try {
      accessSync(found ? path : folder, constants.W_OK);
    } catch (error) {
      fail(`cannot be written (${fileProblem(error)})`);
    }
    return path;
  };
}

/** Writes a file that `outFile` has let pass: whole or not at all, or to standard output. */
export function writeOut(path: string, content: string | Uint8Array): void {
  if (path === STANDARD_STREAM) process.stdout.write(content);
  else writeAtomic(path, content);
}

/**
 * Prints what a command has to say: on standard output, or where one of its files goes there, on standard error. Throws a UserError
 * where a file and the JSON object would both go to standard output.
 * @param files as their options were typed, by option.
 */
export function speaker(
  files: Readonly<Record<string, string | undefined>>,
  json: boolean | undefined,
): (text: string) => void {
  const [option] = Object.keys(files).filter((key) => files[key] === STANDARD_STREAM);
  if (option === undefined) return (text) => console.log(text);
  if (json) throw new UserError(`--${option} -: expected a file with --json, whose object goes to standard output`);
  return (text) => console.error(text);
}

const WAIT_MS = 10;

/**
 * The text of a file that a person names, or of standard input where that is -. Throws a UserError where it cannot be read.
 * @param expected what it should be, for error lines: "a .out file".
 */
export function readIn(path: string, expected: string): string {
  return path === STANDARD_STREAM ? standardInput(expected) : readText(path, expected);
}

/** All of standard input as a text. Throws a UserError where it cannot be read. */
export function standardInput(expected = "a champion file"): string {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(65_536);
  let bytes = 0;
  for (let length = 1; length > 0; ) {
    try {
      length = readSync(process.stdin.fd, chunk);
      chunks.push(Buffer.from(chunk.subarray(0, length)));
      bytes += length;
      if (bytes > MOST_FILE_BYTES) {
        throw new UserError(`standard input: more than ${MOST_FILE_BYTES} bytes: expected ${expected}`);
      }
    } catch (error) {
      if (error instanceof UserError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") break;
      if (code !== "EAGAIN") {
        throw new UserError(`standard input: cannot be read (${fileProblem(error)}): expected ${expected}`);
      }
      // A pipe into which nothing has been written yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}
