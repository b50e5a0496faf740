/** Where Node finds the images of tasks of images. A row for each such task. */
import type { Images } from "../images/image-set.js";
import { installedMnist, loadMnist } from "./mnist/dataset.js";
import type { TaskFacts } from "./task.js";

interface Source {
  /** @param folder where the files are, if not in the usual place. */
  readonly load: (folder?: string) => Images;
  /** The paths of the files in the usual place; none where they are missing. */
  readonly installed: () => readonly string[];
}

const SOURCES: Readonly<Record<string, Source>> = {
  mnist: {
    load: (folder) => ({ train: loadMnist("train", folder), test: loadMnist("test", folder) }),
    installed: installedMnist,
  },
};

/**
 * What episodes of a task of images are made of; undefined where it is another. Throws a UserError where they are missing.
 * @param folder where their files are, if not in the usual place.
 */
export function imagesOf({ name, kind }: TaskFacts, folder?: string): Images | undefined {
  return kind === "images" ? SOURCES[name]?.load(folder) : undefined;
}

/** The paths of all tasks' images that are installed: what a page is served. */
export function installedImages(): string[] {
  return Object.values(SOURCES).flatMap(({ installed }) => installed());
}
