/** What the page shows of a task. */

/** A champion that comes with the page. */
export interface GalleryEntry {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  /** From the project's folder, and from the page's. */
  readonly file: string;
}

/** What the page shows of a task. */
export interface PageView {
  readonly title: string;
  /** The first is shown unless told otherwise. */
  readonly gallery: readonly GalleryEntry[];
  /** How the fingerprint is measured, where it is not the champion file's own: so many weights, and episodes one at a time. */
  readonly sweep?: { readonly weights: number; readonly episodes: number };
  /** What a search on the page starts with. */
  readonly search?: { readonly preset: string; readonly population: number; readonly generations: number };
}
