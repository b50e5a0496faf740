/** States as files hold them. */
import * as z from "zod";
import { schemaProblem } from "../schema-problem.js";
import { UserError } from "../user-error.js";

/** A state that fits its schema. Throws a UserError that names the file, the key, the value and what was expected. */
export function storedState(origin: string, schema: z.ZodType, state: unknown): unknown {
  const result = z.object({ state: schema }).safeParse({ state });
  if (result.success) return result.data.state;
  throw new UserError(`${origin}: ${schemaProblem(result.error, { state }, "a state")}`);
}

/** What `open` gives. The RangeError that it throws of a state that does not fit becomes a UserError. */
export function stateOrError<T>(origin: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(`${origin}: ${error.message}`);
    throw error;
  }
}
