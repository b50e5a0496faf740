/** A champion's fingerprint, as the states of searches hold it in files. */
import * as z from "zod";

export const fingerprint = z.array(
  z.strictObject({ weight: z.number(), mean: z.number(), sd: z.number(), episodes: z.int().min(0) }),
);
