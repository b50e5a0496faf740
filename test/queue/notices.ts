/** What a queue has told of, but for what it waits for: on a slow machine it may say that at any time. */
export function told(notices: readonly string[]): string[] {
  return notices.filter((line) => !line.startsWith("waiting for "));
}
