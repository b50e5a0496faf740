/** Ctrl-C, SIGTERM and SIGHUP: whatever a command is at, it answers at once, in one line, and ends with 128 + the signal's number. */
import { constants } from "node:os";
import { headline } from "./progress.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What a command is at. */
export interface Phase {
  /** To follow "stopped": "in the closing report". */
  readonly where: string;
  /** The command that goes on from there, where there is something to go on with. */
  readonly resume?: string;
  /** Is told of the first signal, and ends the phase in good order; the next signal ends the process. */
  readonly gently?: AbortController;
  /** What is waited for then, to follow "stopping after": "this generation". */
  readonly after?: string;
}

const phases: Phase[] = [];
let received: (typeof SIGNALS)[number] | undefined;

/** Begins to answer signals. Returns what leaves them to Node again. */
export function answerSignals(): () => void {
  received = undefined;
  for (const signal of SIGNALS) process.on(signal, answer);
  return () => {
    for (const signal of SIGNALS) process.off(signal, answer);
  };
}

function answer(signal: (typeof SIGNALS)[number]): void {
  received = signal;
  const { where, resume, gently, after } = phases[phases.length - 1] ?? { where: "" };
  if (gently && !gently.signal.aborted) {
    headline(`stopping after ${after}; again to stop now`);
    gently.abort();
    return;
  }
  headline(`stopped${where && ` ${where}`}${resume === undefined ? "" : `; go on with: ${resume}`}`);
  process.exit(interruptedCode());
}

/** Does `work`; signals are answered as the phase says meanwhile. */
export async function during<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
  phases.push(phase);
  try {
    return await work();
  } finally {
    phases.splice(phases.indexOf(phase), 1);
  }
}

/** The exit code of an interrupted command. */
export function interruptedCode(): number {
  return 128 + constants.signals[received ?? "SIGINT"];
}
