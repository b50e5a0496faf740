/** The state of the search `homogeneous-gradient` between generations, as files hold it. */
import * as z from "zod";
import { compactOrigin, flatCompact } from "../../genome/compact/genome.js";
import { ancestryOf } from "../descent.js";
import { fingerprint } from "../fingerprint.js";

const whole = z.int().min(0);
const numbers = z.array(z.number()).readonly();
export const gradientState = z.strictObject({
  /** The generation that `ask` gives next, from 0. */
  generation: whole,
  inputs: whole,
  outputs: whole,
  /** Adam's: the scores, then the logarithm of what the outputs' sums are multiplied by. */
  adam: z.strictObject({
    generation: whole,
    mean: numbers,
    firstMoment: numbers,
    secondMoment: numbers,
    decays: z.tuple([z.number(), z.number()]).readonly(),
  }),
  champion: z
    .strictObject({
      genome: flatCompact,
      generation: whole,
      mean: z.number(),
      fingerprint,
    })
    .nullable(),
});

export type GradientState = z.infer<typeof gradientState>;

/** A champion has no parents: it is what the scores come to. */
export const gradientAncestry = ancestryOf(compactOrigin, z.never());

export type GradientAncestry = z.infer<typeof gradientAncestry>;
