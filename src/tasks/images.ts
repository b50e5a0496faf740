/** Where Node finds the images of tasks of images. A row for each such task. */
import type { Images } from "../images/image-set.js";
import { loadMnist } from "./mnist/dataset.js";
import type { TaskFacts } from "./task.js";

const SOURCES: Readonly<Record<string, (folder?: string) => Images>> = {
  mnist: (folder) => ({ train: loadMnist("train", folder), test: loadMnist("test", folder) }),
};

/**
 * What episodes of a task of images are made of; undefined where it is another. Throws a UserError where they are missing.
 * @param folder where their files are, if not in the usual place.
 */
export function imagesOf({ name, kind }: TaskFacts, folder?: string): Images | undefined {
  return kind === "images" ? SOURCES[name]?.(folder) : undefined;
}
