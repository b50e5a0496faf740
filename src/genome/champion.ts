/** A network with what is known of it: what searches and tunings end with, and what files hold. */
import type { CompactOrigin } from "./compact/genome.js";
import type { Genome } from "./genome.js";

/** What a network earned at one shared weight. */
export interface FingerprintPoint {
  readonly weight: number;
  /** Mean return. */
  readonly mean: number;
  /** Population standard deviation over episodes. */
  readonly sd: number;
  readonly episodes: number;
}

/** A network with what is known of it. */
export interface Champion {
  /** The task's name. */
  readonly task: string;
  readonly genome: Genome;
  /** The best single shared weight found, where one has been looked for. */
  readonly tunedSharedWeight?: number;
  /** What it earned at each shared weight it was confirmed with. */
  readonly fingerprint: readonly FingerprintPoint[];
  /** The compact genome that its network was made of, where it was made of one. */
  readonly compact?: CompactOrigin;
  /** How it was made: program version, seed, generation, … */
  readonly provenance: Readonly<Record<string, unknown>>;
}
