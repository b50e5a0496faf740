/** What the operating system says of a file, in plain words. */
import { UserError } from "../user-error.js";

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is too large",
  EIO: "the disk failed",
  EISDIR: "it is a folder",
  ELOOP: "a loop of symbolic links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENFILE: "too many open files",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is not a folder",
  EPERM: "no permission",
  EROFS: "the file system is read-only",
};

/** The code of an error of the operating system; rethrows what is none. */
export function errorCode(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code === "string") return code;
  throw error;
}

/** For a line about `error`, which came from the operating system: `ENOSPC, the disk is full`, or its code alone. */
export function fileProblem(error: unknown): string {
  const code = errorCode(error);
  return WORDS[code] ? `${code}, ${WORDS[code]}` : code;
}

/** The line for a file or folder that cannot be written: `path: cannot be written (ENOSPC): the disk is full`. */
export function cannotBeWritten(path: string, error: unknown): UserError {
  const code = errorCode(error);
  return new UserError(`${path}: cannot be written (${code})${WORDS[code] ? `: ${WORDS[code]}` : ""}`);
}
