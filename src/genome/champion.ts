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

/** At what share of the shared weights in [−2, 2] a network works: how weight agnostic it is. */
export interface WeightProfile {
  /** How many weights were measured, spread evenly. */
  readonly weights: number;
  /** Episodes for each weight; null where accuracies over all test images were measured. */
  readonly episodes: number | null;
  /** Seed of the first episode, the same for all weights; null where there are no episodes. */
  readonly seed: number | null;
  /** The best weight's mean return, or accuracy from 0 to 1. */
  readonly best: number;
  /** The same of a network whose outputs are all 0; of accuracies, chance. */
  readonly idle: number;
  /** Share of the weights, 0 to 1, whose mean is at least best − 0.05 · (best − idle). */
  readonly share: number;
}

/** A network with what is known of it. */
export interface Champion {
  /** The task's name. */
  readonly task: string;
  readonly genome: Genome;
  /** The best single shared weight found, where one has been looked for. */
  readonly tunedSharedWeight?: number;
  /** At what share of the shared weights it works, where that has been measured. */
  readonly profile?: WeightProfile;
  /** What it earned at each shared weight it was confirmed with. */
  readonly fingerprint: readonly FingerprintPoint[];
  /** The compact genome that its network was made of, where it was made of one. */
  readonly compact?: CompactOrigin;
  /** SHA-256, in hex, of the encoder that it was bred on, where it sees through one. */
  readonly encoder?: string;
  /** What each input was divided by, where its task does not say. */
  readonly scales?: readonly number[];
  /** How it was made: program version, seed, generation, … */
  readonly provenance: Readonly<Record<string, unknown>>;
}
