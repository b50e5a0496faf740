/** Texts that are read whole, and lines that are added to one. */
import { appendFileSync, readFileSync, statSync } from "node:fs";
import { MOST_FILE_BYTES } from "../document.js";
import { UserError } from "../user-error.js";
import { cannotBeWritten, fileProblem } from "./file-problem.js";

/**
 * A text file's content, without a byte order mark. Throws a UserError where it cannot be read, is too large or is not UTF-8.
 * @param expected what the file should be, for error lines: "the log of a run".
 */
export function readText(path: string, expected: string): string {
  let bytes: Uint8Array;
  try {
    const { size } = statSync(path);
    if (size > MOST_FILE_BYTES) {
      throw new UserError(`${path}: ${size} bytes: expected ${expected}, at most ${MOST_FILE_BYTES} bytes`);
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}: cannot be read (${fileProblem(error)}): expected ${expected}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path}: not UTF-8, or damaged: expected ${expected}`);
  }
}

/** A log's bytes, whole lines or not. Throws a UserError where it cannot be read. */
export function readLogBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`${path}: cannot be read (${fileProblem(error)}): expected the log of a run`);
  }
}

/** Adds a line to a file, which need not be there yet. Throws a UserError where it cannot. */
export function appendLine(path: string, line: string): void {
  try {
    appendFileSync(path, `${line}\n`);
  } catch (error) {
    throw cannotBeWritten(path, error);
  }
}
