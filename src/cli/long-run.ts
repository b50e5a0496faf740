/** What commands that may run for hours have in common. */

/** The episodes that a run's closing figures are over. */
export const REPORT_EPISODES = 100;
export const REPORT_SEED = 0;

/** The exit code of an interrupted run. */
export const INTERRUPTED = 130;

/** A signal that the first SIGINT or SIGTERM gives, so that the run can end in good order; the second ends the process. */
export function interruptible(): { signal: AbortSignal; release: () => void } {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED);
    interrupt.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return { signal: interrupt.signal, release: () => process.off("SIGINT", onSignal).off("SIGTERM", onSignal) };
}
