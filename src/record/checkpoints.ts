/**
 * A run's last two checkpoints: `checkpoint`, and before it `checkpoint.previous`, for where the latest is damaged. At every moment
 * `checkpoint` is whole.
 */
import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error.js";
import { writeAtomic } from "./atomic.js";
import { cannotBeWritten } from "./file-problem.js";
import { Seldom } from "./seldom.js";
import { temporaryBeside } from "./temporary.js";
import { readText } from "./text-file.js";

const NAMES = { latest: "checkpoint", previous: "checkpoint.previous" };

/** Of the last two. */
export type WhichCheckpoint = keyof typeof NAMES;

const EXPECTED = "the checkpoint of a run";

export class CheckpointFiles {
  private readonly pace = new Seldom();
  /** Whether the latest is not to become the previous one. */
  private latestGivenUp = false;

  constructor(private readonly folder: string) {}

  path(which: WhichCheckpoint): string {
    return join(this.folder, NAMES[which]);
  }

  has(which: WhichCheckpoint): boolean {
    return existsSync(this.path(which));
  }

  /**
   * The text of a checkpoint. Throws a UserError where it is missing or empty. Whoever reads the previous one gives up the latest: the
   * next that is written replaces that, and the previous one stays.
   */
  read(which: WhichCheckpoint): string {
    const path = this.path(which);
    if (!existsSync(path)) throw new UserError(`${path}: missing: expected ${EXPECTED}`);
    const text = readText(path, EXPECTED);
    if (text.trim() === "") throw new UserError(`${path}: empty: expected ${EXPECTED}`);
    this.latestGivenUp = which === "previous";
    return text;
  }

  /** Writes the latest; the one before it becomes the previous one. Throws a UserError where it cannot. */
  write(text: () => string): void {
    this.pace.write(() => {
      const content = text();
      if (this.has("latest") && !this.latestGivenUp) this.keepLatest();
      writeAtomic(this.path("latest"), content);
      this.latestGivenUp = false;
    });
  }

  /** Writes one where so much time has passed since the last that checkpoints cost little of it. */
  writeIfDue(text: () => string): void {
    if (this.pace.isDue) this.write(text);
  }

  /** Gives the latest its second name. */
  private keepLatest(): void {
    const [latest, previous] = [this.path("latest"), this.path("previous")];
    const second = temporaryBeside(previous, "tmp");
    try {
      linkOrCopy(latest, second);
      renameSync(second, previous);
    } catch (error) {
      throw cannotBeWritten(previous, error);
    } finally {
      // Nothing is renamed where both names are of one file already, as after a process was killed here.
      rmSync(second, { force: true });
    }
  }
}

/** Not every file system gives a file two names. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
