/** A mistake in what the user gave: shown as one line, exit code 2. */
export class UserError extends Error {
  override readonly name = "UserError";
}
