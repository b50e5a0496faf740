/** A run's ancestors.json: how its champion came about. */
import * as z from "zod";
import type { DocumentKind } from "../document.js";
import { change } from "../genome/change.js";
import { flatGenome, flatten, unflatten } from "../genome/flat.js";
import type { Ancestry } from "../search/descent.js";

const whole = z.int().min(0);

const schema = z.strictObject({
  inputs: whole,
  outputs: whole,
  /** The champion as it is bred, disabled connections too. */
  genome: flatGenome,
  /** The oldest first: each with the mutation that made it, what takes it back, and the mean return of its first generation. */
  line: z.array(
    z.strictObject({
      generation: whole,
      mutation: z.string().nullable(),
      mean: z.number().nullable(),
      change: change.nullable(),
    }),
  ),
});

export type AncestorsFile = z.infer<typeof schema>;

export const ANCESTORS: DocumentKind<AncestorsFile> = {
  format: "wann-ancestors",
  version: 1,
  what: "the ancestors of a run's champion",
  schema,
  hashedFrom: 1,
  migrations: {},
};

export function ancestorsFile({ genome, line }: Ancestry): AncestorsFile {
  const { inputs, outputs } = genome;
  return { inputs, outputs, genome: flatten(genome), line: [...line] };
}

/** Throws a RangeError that says what is wrong where the champion is no genome. */
export function ancestryFrom({ inputs, outputs, genome, line }: AncestorsFile): Ancestry {
  return { genome: unflatten(genome, inputs, outputs), line };
}
