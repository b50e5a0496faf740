/** Problems that a program may know a way out of, which it names in its own words: by an option, or a button. */
export type ErrorTopic = "damaged-checkpoint" | "other-build";

/** A mistake in what the user gave: shown as one line, exit code 2. */
export class UserError extends Error {
  override readonly name = "UserError";

  /** An error of one line; `topic` where a program may know a way out. */
  constructor(
    message: string,
    readonly topic?: ErrorTopic,
  ) {
    super(message);
  }
}
