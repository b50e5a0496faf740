/** What the page shows of a task. */

/** A champion that comes with the page. */
export interface GalleryEntry {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  /** From the project's folder, and from the page's. */
  readonly file: string;
}

/** What the page counts of episodes with random weights: in how many the network did what it is for. */
export interface Attempt {
  /** "stood up". */
  readonly did: string;
  /** The return by which it has. */
  readonly enough: number;
  /** Simulated seconds that it has for it. */
  readonly seconds: number;
}

/** A key, or a button to press, by which a person plays. */
export interface Control {
  /** What stands on the button. */
  readonly text: string;
  /** The key's name: `KeyboardEvent.key`, in small letters. */
  readonly key: string;
  /** What it adds to each output while it is pressed. */
  readonly action: readonly number[];
}

/** What the page shows of a task. */
export interface PageView {
  readonly title: string;
  /** What its networks do: "it walks". */
  readonly claim: string;
  /** The first is shown unless told otherwise. */
  readonly gallery: readonly GalleryEntry[];
  /** Of a task that is played step by step. */
  readonly attempt?: Attempt;
  /** How the fingerprint is measured, where it is not the champion file's own: so many weights, and episodes one at a time. */
  readonly sweep?: { readonly weights: number; readonly episodes: number };
  /** The search on the page: a preset, and what is laid over it so that a visitor sees something come of it. */
  readonly search?: {
    readonly preset: string;
    readonly values?: Readonly<Record<string, number | null>>;
    /** What its networks begin as, where it is not hardly any connections. */
    readonly beginning?: string;
  };
  /** By which a person plays; missing where nobody can. */
  readonly controls?: readonly Control[];
  /** Follows a part (role) of its drawing, so many metres wide; the drawing's own view is shown where it is missing. */
  readonly camera?: { readonly follow: string; readonly width: number };
  /** Colours of its drawing's parts (roles) and of the sky, where they are not the page's: CSS colours for light and for dark pages. */
  readonly palette?: Readonly<Record<string, string>>;
}
