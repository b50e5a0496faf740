/** Gives whatever else waits a turn, signals among it, in the midst of work that does not wait for anything. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
