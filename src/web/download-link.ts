/** A link that saves something the page has made; hidden until there is something. */
import { element } from "./dom.js";

export class DownloadLink {
  readonly root: HTMLAnchorElement;

  constructor(text: string) {
    this.root = element("a", { class: "button", hidden: true }, text);
  }

  /** @param name of the file. */
  offer(content: string | Uint8Array<ArrayBuffer>, name: string): void {
    this.clear();
    this.root.href = URL.createObjectURL(new Blob([content]));
    this.root.download = name;
    this.root.hidden = false;
  }

  clear(): void {
    if (this.root.href) URL.revokeObjectURL(this.root.href);
    this.root.removeAttribute("href");
    this.root.hidden = true;
  }
}
