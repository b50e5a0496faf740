/**
 * How far threads are in a user's task, on memory that they share with whoever waits for them: a step that does not end is told from work
 * that takes long.
 *
 *     ┌ claimed   i32   slots in use
 *     └ slot      thread i32 │ job i32 (0: none) │ beats i32 │ allowance i32, in milliseconds, beyond the limit
 */

/** What a reset or a step may take, in milliseconds. */
export const LONGEST_STEP_MS = 10_000;

/** What is said of a step that does not end, behind the file's name. */
export function stuckText(limitMs: number): string {
  return `a reset or a step has not ended after ${limitMs / 1000} s: expected one that ends`;
}

/** What is said of a module that ends its thread, behind the file's name. */
export const ENDED =
  "it has ended its thread: expected no process.exit, and no await at its top level that waits for ever";

/** Threads that are ended keep their slots: there are enough. */
const SLOTS = 1024;
const SLOT_WORDS = 4;
const [THREAD, JOB, BEATS, ALLOWANCE] = [0, 1, 2, 3];

/** How often it is looked, within the limit. */
const LOOKS = 10;

/** A thread's own slot. */
export class Beat {
  private readonly at: number;

  private constructor(
    private readonly words: Int32Array,
    slot: number,
    thread: number,
  ) {
    this.at = 1 + slot * SLOT_WORDS;
    words[this.at + THREAD] = thread;
  }

  /** Takes a slot; undefined where all are taken. */
  static claim(shared: SharedArrayBuffer, thread: number): Beat | undefined {
    const words = new Int32Array(shared);
    const slot = Atomics.add(words, 0, 1);
    return slot < SLOTS ? new Beat(words, slot, thread) : undefined;
  }

  /** Work on a job begins. @param allowanceMs what it may take beyond the limit without a tick. */
  begin(job: number, allowanceMs = 0): void {
    this.words[this.at + ALLOWANCE] = Math.min(allowanceMs, 2 ** 31 - 1);
    Atomics.store(this.words, this.at + JOB, job);
  }

  end(): void {
    Atomics.store(this.words, this.at + JOB, 0);
  }

  /** Something has ended: a step, or a network's episodes. */
  readonly tick = (): void => {
    this.words[this.at + BEATS]++;
  };
}

/** Memory for the threads of a pool. */
export function beatsMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer((1 + SLOTS * SLOT_WORDS) * 4);
}

/**
 * Looks after threads until the function that it returns is called.
 * @param stuck is told of a thread that has not ticked for longer than the limit, with its job; of each job of a thread once.
 */
export function watchBeats(
  shared: SharedArrayBuffer,
  limitMs: number,
  stuck: (thread: number, job: number) => void,
): () => void {
  const words = new Int32Array(shared);
  const seen = new Map<number, { job: number; beats: number; since: number; told: boolean }>();
  const timer = setInterval(() => {
    const now = performance.now();
    const slots = Math.min(Atomics.load(words, 0), SLOTS);
    for (let slot = 0; slot < slots; slot++) {
      const [thread, job, beats, allowance] = words.subarray(1 + slot * SLOT_WORDS, 1 + (slot + 1) * SLOT_WORDS);
      const known = seen.get(slot);
      if (known?.job !== job || known.beats !== beats) seen.set(slot, { job, beats, since: now, told: false });
      else if (job !== 0 && !known.told && now - known.since > limitMs + allowance) {
        known.told = true;
        stuck(thread, job);
      }
    }
  }, limitMs / LOOKS);
  timer.unref();
  return () => clearInterval(timer);
}
