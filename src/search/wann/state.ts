/** The state of the search `wann` between generations, as files hold it. */
import * as z from "zod";
import { change } from "../../genome/change.js";
import { flatGenome } from "../../genome/flat.js";
import { ancestryOf, birthRowOf } from "../descent.js";
import { fingerprint } from "../fingerprint.js";
import { returnSums } from "./objectives.js";

const whole = z.int().min(0);

export const wannState = z.strictObject({
  /** The generation that `ask` gives next, from 0. */
  generation: whole,
  inputs: whole,
  outputs: whole,
  /** Island after island. */
  population: z.array(flatGenome).min(1),
  /** With `averageReturns`, the returns of survivors; null for all others. */
  returns: z.array(returnSums.nullable()),
  births: z.array(birthRowOf(change)),
  /** Each network's place in `births`. */
  lines: z.array(whole),
  champion: z
    .strictObject({
      genome: flatGenome,
      generation: whole,
      mean: z.number(),
      fingerprint,
      /** Its place in `births`. */
      line: whole,
    })
    .nullable(),
});

/** Of a champion's ancestry: its genome, disabled connections too. */
export const wannAncestry = ancestryOf(flatGenome, change);

export type WannAncestry = z.infer<typeof wannAncestry>;

export type WannState = z.infer<typeof wannState>;
