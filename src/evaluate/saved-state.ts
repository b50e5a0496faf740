/**
 * A session's state as bytes, opaque to whoever keeps them:
 *
 *     ┌ magic   u32   "WSES"
 *     │ version u32   of this layout and of what tasks write
 *     │ check   u32 × 4   the first bytes of the SHA-256 of all that follows
 *     │ steps   u32   since the episode began
 *     │ name    u32   length of the task's name, and its UTF-8, to a multiple of 4
 *     └ lane    what the task's wasm has written of the lane
 */
import { sha256 } from "@noble/hashes/sha2.js";

const MAGIC = 0x53455357;
/** To be raised whenever a task's `save` writes something else: assembly/tasks/task.ts. */
const VERSION = 1;
const CHECK_AT = 8;
const CHECK_BYTES = 16;
const BODY_AT = CHECK_AT + CHECK_BYTES;
const NAME_AT = BODY_AT + 8;

/** What a session's state consists of. */
export interface SavedState {
  readonly steps: number;
  /** What the task has written of its lane. */
  readonly lane: Uint8Array;
}

function aligned(bytes: number): number {
  return (bytes + 3) & ~3;
}

/** The bytes of a state of the task called `task`. */
export function writeState(task: string, { steps, lane }: SavedState): Uint8Array {
  const name = new TextEncoder().encode(task);
  const laneAt = NAME_AT + aligned(name.length);
  const bytes = new Uint8Array(laneAt + lane.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(BODY_AT, steps, true);
  view.setUint32(BODY_AT + 4, name.length, true);
  bytes.set(name, NAME_AT);
  bytes.set(lane, laneAt);
  bytes.set(sha256(bytes.subarray(BODY_AT)).subarray(0, CHECK_BYTES), CHECK_AT);
  return bytes;
}

/** Reads them. Throws a RangeError where they are no state of that task in this version, or damaged. */
export function readState(task: string, bytes: Uint8Array): SavedState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < NAME_AT || view.getUint32(0, true) !== MAGIC) {
    throw new RangeError(`a state of ${bytes.length} bytes: expected what a session has saved`);
  }
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw new RangeError(`a state of version ${version}: expected version ${VERSION}`);
  const check = sha256(bytes.subarray(BODY_AT)).subarray(0, CHECK_BYTES);
  if (!check.every((byte, i) => byte === bytes[CHECK_AT + i])) throw new RangeError("a state that is damaged");
  const length = view.getUint32(BODY_AT + 4, true);
  const name = new TextDecoder().decode(bytes.subarray(NAME_AT, NAME_AT + length));
  if (name !== task) throw new RangeError(`a state of ${name}: expected one of ${task}`);
  return { steps: view.getUint32(BODY_AT, true), lane: bytes.subarray(NAME_AT + aligned(length)) };
}
