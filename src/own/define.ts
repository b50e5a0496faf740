/** A task of a user's own, in TypeScript or JavaScript: `defineTask` and its types. What a user's file imports from "wann". */
import type { Drawing, Shape } from "../evaluate/drawing.js";

/** What `step` gives, as Gymnasium's. */
export interface OwnStep {
  /** One number an input. */
  readonly observation: readonly number[];
  readonly reward: number;
  /** Whether the episode has ended by itself; it is cut off after `maxSteps` steps in any case. */
  readonly terminated: boolean;
}

/** The draws of NumPy's default generator, seeded with the episode's seed. */
export interface OwnRandom {
  /** Uniform in [0, 1). */
  random(): number;
  /** Uniform in [low, high): from 0 to 1 unless set. */
  uniform(low?: number, high?: number): number;
  /** A whole number in [low, high). */
  integers(low: number, high: number): number;
  /** Normal: of mean 0 and standard deviation 1 unless set. */
  normal(mean?: number, sd?: number): number;
}

/** An episode as it stands: shapes in metres, y up. */
export interface OwnDrawing {
  /** The part of the world worth seeing. */
  readonly view: Drawing["view"];
  /** Later ones lie over earlier ones. A circle's points are its centre and (radius, 0). */
  readonly shapes: readonly (Pick<Shape, "kind" | "role"> & { readonly points: readonly number[] })[];
}

/**
 * An environment with Gymnasium's reset and step. Many episodes run side by side: each has an object of its own, made of this one, and what it
 * keeps, it keeps in `this`.
 */
export interface OwnTask {
  /** What each input is, in the observation's order, or how many there are: 1 to 1,024. */
  readonly observation: readonly string[] | number;
  /**
   * Continuous: an output for each bound, from low to high. Discrete: an output for each of n actions (or for each name), of which the
   * largest is taken; `step` is given its number.
   */
  readonly action:
    | {
        readonly kind: "continuous";
        readonly low: readonly number[];
        readonly high: readonly number[];
        readonly labels?: readonly string[];
      }
    | { readonly kind: "discrete"; readonly n: number; readonly labels?: readonly string[] };
  /** Steps after which an episode is cut off. */
  readonly maxSteps: number;
  /** Seconds that a step simulates: for the eye alone. 0.02 unless set. */
  readonly timeStep?: number;
  /** The return of an episode in which something is no finite number. −1,000 unless set: it should be worse than any other. */
  readonly worstReturn?: number;
  /** What each input is divided by, so that it is about 1; measured over random actions unless set. */
  readonly scales?: readonly number[];
  /** How many numbers `state` gives. */
  readonly stateSize?: number;
  /** Starts an episode; returns its first observation. All chance comes from `random`. */
  reset(random: OwnRandom): readonly number[];
  /**
   * Acts once.
   * @param action an array with a number an output, within its bounds; of a discrete action its number.
   */
  // biome-ignore lint/suspicious/noExplicitAny: an environment takes the one or the other
  step(action: any): OwnStep;
  /** What is worth knowing of the episode, for people. */
  state?(): readonly number[];
  /** What the page shows of the episode; without it, inputs and actions over time. */
  draw?(): OwnDrawing;
}

/** A task of one's own; `this` in its methods is an episode's own object. */
// biome-ignore lint/suspicious/noExplicitAny: what an episode keeps is its own business
export function defineTask<T extends OwnTask>(task: T & ThisType<any>): OwnTask {
  return task;
}
