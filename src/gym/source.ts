/** An environment of Gymnasium's as data. */
import type { OwnFacts } from "../own/facts.js";

/** What determines, besides our own build, what an episode comes to. */
export interface Environment {
  readonly python: string;
  readonly numpy: string;
  readonly gymnasium: string;
  /** As Gymnasium writes it. */
  readonly spec: string;
}

/** An environment as threads are given it. */
export interface GymSource {
  readonly facts: OwnFacts;
  /** What Python sends of an observation: of each number how many inputs it is the place of the 1 in; 0: it is an input itself. */
  readonly codes: readonly number[];
  readonly environment: Environment;
  /** The program that runs it. */
  readonly python: string;
  /** The process ids of its Pythons, in whichever thread; 0: free. */
  readonly running: SharedArrayBuffer;
  /** Gymnasium's render mode, of an episode that a person watches. */
  readonly render?: string;
  /** Seconds after which a step hangs. */
  readonly stepSeconds: number;
}

/** What a person may say of how environments are run. */
export interface GymOptions {
  /** The Python that has Gymnasium: `python3` unless set. */
  readonly python?: string | undefined;
  /** For tests. */
  readonly stepSeconds?: number;
}
