/** Where a search over images has them from: the folder images/ of the page, or a visitor's own files. */
import type { ImageFiles } from "../images/image-set.js";
import { UserError } from "../user-error.js";
import { element } from "./dom.js";
import type { ImageFile } from "./orders.js";

const FOLDER = "images";
const MEGABYTE = 1e6;

export class ImageChooser {
  private readonly input = element("input", { type: "file", id: "image-files", class: "hidden", multiple: true });
  readonly root = element(
    "div",
    { class: "row", hidden: true },
    this.input,
    element("label", { for: "image-files", class: "button" }, "Choose the images …"),
  );
  /** In the order of `wanted.names`, once there are any. */
  private files: readonly ImageFile[] | undefined;

  /**
   * @param chosen is called when a visitor has chosen files of the right names.
   * @param complain is told where they are others.
   */
  constructor(
    private readonly wanted: ImageFiles,
    chosen: () => void,
    complain: (message: string) => void,
  ) {
    this.input.addEventListener("change", () => {
      const given = Array.from(this.input.files ?? []);
      this.input.value = "";
      const found = wanted.names.flatMap((names) => given.find(({ name }) => spellings(names).includes(name)) ?? []);
      if (found.length < wanted.names.length) return complain(`${given.length} files: expected ${this.list}`);
      this.files = found;
      chosen();
    });
  }

  private get list(): string {
    return `${this.wanted.names.map(([usual]) => usual).join(", ")}, all at once`;
  }

  /**
   * The files, which the worker that searches fetches. Throws a UserError where the page's server has none; `root` then lets a visitor
   * choose them.
   * @param say is told what is being waited for.
   */
  async get(say: (text: string) => void): Promise<readonly ImageFile[]> {
    this.files ??= await this.find(say);
    return this.files;
  }

  private async find(say: (text: string) => void): Promise<ImageFile[]> {
    say("Fetching the training images …");
    const found: ImageFile[] = [];
    let bytes = 0;
    for (const names of this.wanted.names) {
      const one = await firstServed(spellings(names));
      if (!one) throw this.missing();
      found.push(one.file);
      bytes += one.bytes;
    }
    if (bytes > 0) say(`Fetching the training images, ${Math.ceil(bytes / MEGABYTE)} MB …`);
    return found;
  }

  private missing(): UserError {
    this.root.hidden = false;
    const { title, names } = this.wanted;
    const files = names.map(([usual]) => usual).join(", ");
    return new UserError(
      `The training images are not on this server: put ${title}'s files (${files}; each may end in .gz) into the folder ${FOLDER}/ of the page, or choose them here.`,
    );
  }
}

function spellings(names: readonly string[]): string[] {
  return names.flatMap((name) => [name, `${name}.gz`]);
}

/** The first of the files that the page's server has, and bytes that will come of it where it says so. */
async function firstServed(names: readonly string[]): Promise<{ file: ImageFile; bytes: number } | undefined> {
  for (const name of names) {
    const { href: url } = new URL(`${FOLDER}/${name}`, document.baseURI);
    const response = await fetch(url, { method: "HEAD" }).catch(() => undefined);
    // Some servers send a page in the place of what they do not have.
    if (response?.ok && !response.headers.get("Content-Type")?.startsWith("text/html")) {
      return { file: { name, url }, bytes: Number(response.headers.get("Content-Length")) };
    }
  }
  return undefined;
}
