/** What a network can be written as or read from. A format is one file here and one row of the registry. */
import type { Champion } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import type { Labels, NetworkOptions } from "../report/labels.js";

/** What reading a network needs to know of its task; a `Task` has it. */
export interface FormatTask extends Labels {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** What the original's tools add to each weight of a .wann.json; 0 unless set. */
  readonly zooBias?: number;
}

/** What is known when a text is read. */
export interface ReadContext {
  /** The task that the caller names. Throws a UserError where the caller names none. */
  task(): FormatTask;
  /** All tasks that there are: an error line may say whose a file can be. */
  readonly tasks?: readonly FormatTask[];
  /** The network that weights without a topology are for. Throws a UserError where the caller gives none. */
  topology(): { readonly genome: Genome; readonly file: string };
}

/** How a network is written; a `Task` will do. */
export interface WriteOptions extends NetworkOptions {
  /**
   * For formats that need a weight at every connection: that of connections without one. If not given, it is the champion's tuned
   * shared weight, or 1.
   */
  readonly sharedWeight?: number;
  /** Numbers of 64 bits where a format has either. */
  readonly double?: boolean;
  /** What a network is made of (its compact genome) in place of the network. */
  readonly compact?: boolean;
}

/** What of `WriteOptions` changes a format, besides labels and title. */
export type WriteOption = "sharedWeight" | "double" | "compact";

/** How champions are read from a format. */
export interface Reader {
  /** Whether a file names its task. If not, the caller must. */
  readonly namesTask: boolean;
  /** Whether a text looks like this format. It is asked of every text, so it must be cheap. */
  recognizes(text: string): boolean;
  /**
   * Reads a champion. Throws a UserError that names the file, the place in it, the value and what was expected.
   * @param origin the file's name, for error lines.
   */
  read(text: string, origin: string, context: ReadContext): Champion;
}

/** A file beside a format's own, as a module's types. */
export interface SecondFile {
  /** How its name ends: ".d.mts". */
  readonly extension: string;
  /** Its text. Throws as the format does. */
  readonly write: (champion: Champion, options: WriteOptions) => string;
}

/** What a network can be written as or read from. */
export interface Format {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What a file of it is, for help and error lines: "a drawing (SVG)". */
  readonly title: string;
  /** How its files' names end: ".svg". */
  readonly extension: string;
  /** Whether it is made to look at: `wann show` has an option for it. */
  readonly drawing: boolean;
  /** Whether weights that come without a topology stand in the order of its connections. */
  readonly ordersWeights?: boolean;
  /** Where it can be read. */
  readonly reader?: Reader;
  /**
   * Where it can be written as text: that of a file. Throws an Error where connections form a cycle, a UserError where the format
   * cannot hold the network.
   */
  readonly write?: (champion: Champion, options: WriteOptions) => string;
  /** Where its files are no text: their bytes. Throws as `write` does. */
  readonly writeBytes?: (champion: Champion, options: WriteOptions) => Promise<Uint8Array>;
  /** A second file beside it. */
  readonly beside?: SecondFile;
  /** The options that it takes; others have no effect on it. */
  readonly takes?: readonly WriteOption[];
}
