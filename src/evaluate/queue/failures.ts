/** Why jobs fail. BullMQ keeps a reason of each that does: its kind, the worker's id, and what happened. */
import { UserError } from "../../user-error.js";
import { NoMemory } from "../no-memory.js";
import { Refused } from "../refused.js";
import { printable } from "./messages.js";

/**
 * The kernel refuses a network of the job; it is malformed; a user's task is at fault; or something befell the worker, as where it has no
 * memory.
 */
const KINDS = ["refused", "malformed", "fault", "failed"] as const;
type FailureKind = (typeof KINDS)[number];

/** Characters of a reason. */
const LONGEST = 300;

export interface Failure {
  readonly kind: FailureKind;
  /** The worker's id; missing where there was none that could say anything. */
  readonly worker?: string | undefined;
  readonly message: string;
}

/** The reason of a worker's failure. */
export function failureText({ kind, worker = "", message }: Failure): string {
  return printable(`${kind} ${worker}: ${message}`, LONGEST);
}

/** What a reason, which may be anything, says. */
export function readFailure(text: string): Failure {
  const [, kind, worker, message] = /^([a-z]+) ([0-9a-f]{32}): (.*)$/s.exec(text) ?? [];
  const known = KINDS.find((one) => one === kind);
  return known ? { kind: known, worker, message: printable(message) } : { kind: "failed", message: printable(text) };
}

/** Whether a failure of that kind says that no machine can do the job. */
export function isFinal(kind: FailureKind): boolean {
  return kind === "refused" || kind === "fault";
}

/** Whether two machines fail in the same way: numbers may differ, and all that a user's task says, since its file is elsewhere. */
export function areAlike(one: Failure, other: Failure): boolean {
  const words = ({ message }: Failure) => message.replace(/[\d.]+/g, "");
  return one.kind === other.kind && (one.kind === "fault" || words(one) === words(other));
}

/** What `error` says of a job that a machine has tried. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Refused) return { kind: "refused", message };
  return { kind: error instanceof UserError && !(error instanceof NoMemory) ? "fault" : "failed", message };
}

/** What ends a call over a job that fails in the same way on two machines. */
export function errorOf({ kind, message }: Failure): Error {
  const line = printable(message);
  if (kind === "refused") return new Refused(line);
  return new UserError(kind === "fault" ? line : `a job fails on every machine that has tried it: ${line}`);
}
