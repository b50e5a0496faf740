/** A preset: named settings of a search for a task. */
import type { Values } from "./settings.js";

/** Named settings of a search for a task. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly task: string;
  readonly search: string;
  readonly values: Values;
  /** Whether these are the paper's own values. */
  readonly paper?: true;
}
