/** What a user's task prints, in a thread: on standard error, since standard output belongs to the command. */
export function printToStandardError(): void {
  const { error } = console;
  Object.assign(console, { log: error, info: error, debug: error });
}
