/** States as files hold them. */
import * as z from "zod";
import { oneLine } from "../schema-problem.js";
import { UserError } from "../user-error.js";

/** What `open` gives. What it throws of a state that does not fit becomes a UserError of one line. */
export function stateOrError<T>(origin: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof z.ZodError) {
      const [{ path, message }] = error.issues;
      throw new UserError(`${origin}: ${["state", ...path.map(String)].join(".")}: ${oneLine(message)}`);
    }
    if (error instanceof RangeError) throw new UserError(`${origin}: ${error.message}`);
    throw error;
  }
}
