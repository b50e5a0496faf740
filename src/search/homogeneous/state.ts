/** The state of the search `homogeneous` between generations, as files hold it. */
import * as z from "zod";
import { compactOrigin, flatCompact } from "../../genome/compact/genome.js";
import { ancestryOf, birthRowOf } from "../descent.js";
import { fingerprint } from "../fingerprint.js";
import { compactChange } from "./change.js";

const whole = z.int().min(0);

/** The returns a network has had so far. */
const returnSum = z.strictObject({ episodes: z.int().min(1), sum: z.number() });

export type ReturnSum = Readonly<z.infer<typeof returnSum>>;

export const homogeneousState = z.strictObject({
  /** The generation that `ask` gives next, from 0. */
  generation: whole,
  inputs: whole,
  outputs: whole,
  /** Island after island; none where the first generation has yet to find them. */
  population: z.array(flatCompact),
  /** With `averageReturns`, the returns of survivors; null for all others. */
  returns: z.array(returnSum.nullable()),
  births: z.array(birthRowOf(compactChange)),
  /** Each network's place in `births`. */
  lines: z.array(whole),
  /** The places of networks that have been confirmed since episodes are run as they are. */
  confirmed: z.array(whole),
  champion: z
    .strictObject({
      genome: flatCompact,
      generation: whole,
      mean: z.number(),
      fingerprint,
      /** Its place in `births`. */
      line: whole,
    })
    .nullable(),
});

export type HomogeneousState = z.infer<typeof homogeneousState>;

/** Of a champion's ancestry. */
export const homogeneousAncestry = ancestryOf(compactOrigin, compactChange);

export type HomogeneousAncestry = z.infer<typeof homogeneousAncestry>;
