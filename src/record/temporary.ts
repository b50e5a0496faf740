/**
 * Names for what is not whole yet, beside what it will be: `.name.<process id>-<8 hex digits>.tmp` for a file, `….new` for a
 * folder. They tell whose they are, so that those of killed processes can be removed.
 */
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

type Kind = "tmp" | "new";

const NAME = /^\.(.+)\.(\d+)-[0-9a-f]{8}\.(tmp|new)$/;

/** A new name beside `path`. */
export function temporaryBeside(path: string, kind: Kind): string {
  const unique = `${process.pid}-${randomBytes(4).toString("hex")}`;
  return join(dirname(path), `.${basename(path)}.${unique}.${kind}`);
}

/**
 * Removes what processes that have ended left behind in a folder. Nothing of the calling thread may be in the making there.
 * @param name only what was to become this.
 */
export function removeLeftOvers(folder: string, kind: Kind, name?: string): void {
  for (const entry of readdirSync(folder)) {
    const [, of, pid, ending] = NAME.exec(entry) ?? [];
    if (ending !== kind || (name !== undefined && of !== name) || isOther(Number(pid))) continue;
    rmSync(join(folder, entry), { recursive: true, force: true });
  }
}

/** Whether another process on this machine has the id. */
function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
