/** Kinds of damage to a file, each at a place that a stream draws. */
import type { Stream } from "../../src/random/stream.js";

/** The damaged bytes; undefined where the file is gone. */
type Damage = (bytes: Buffer, stream: Stream, other: Buffer) => Buffer | undefined;

const ZERO = 0x30;
/** How long a slice or what follows the file is at most. */
const LONGEST = 200;

export const DAMAGES = {
  /** Another digit; in files without digits, another byte. */
  digit(bytes, stream) {
    const digits = [...bytes.keys()].filter((at) => bytes[at] >= ZERO && bytes[at] < ZERO + 10);
    if (digits.length === 0) return changed(bytes, stream.integer(bytes.length), 1 + stream.integer(255));
    const at = digits[stream.integer(digits.length)];
    const digit = (bytes[at] - ZERO + 1 + stream.integer(9)) % 10;
    return changed(bytes, at, bytes[at] ^ (ZERO + digit));
  },
  bit: (bytes, stream) => changed(bytes, stream.integer(bytes.length), 1 << stream.integer(8)),
  byte: (bytes, stream) => changed(bytes, stream.integer(bytes.length), 1 + stream.integer(255)),
  "cut short": (bytes, stream) => bytes.subarray(0, 1 + stream.integer(bytes.length - 1)),
  emptied: () => Buffer.alloc(0),
  "slice twice"(bytes, stream) {
    const [from, to] = slice(bytes, stream);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  "slice missing"(bytes, stream) {
    const [from, to] = slice(bytes, stream);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  "of another run": (_bytes, _stream, other) => other,
  missing: () => undefined,
  "more behind"(bytes, stream) {
    const more = Buffer.from(Array.from({ length: 1 + stream.integer(LONGEST) }, () => stream.integer(256)));
    // A part of itself, as where a file is written over a longer one, or anything.
    return Buffer.concat([bytes, stream.integer(2) === 0 ? more : bytes.subarray(-more.length)]);
  },
} satisfies Record<string, Damage>;

export type DamageName = keyof typeof DAMAGES;

export const DAMAGE_NAMES = Object.keys(DAMAGES) as DamageName[];

function changed(bytes: Buffer, at: number, mask: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] ^= mask;
  return damaged;
}

/** Short ones, and as often whole lines, where there are several: a log's. */
function slice(bytes: Buffer, stream: Stream): [number, number] {
  const from = stream.integer(bytes.length);
  const short = from + 1 + stream.integer(LONGEST);
  const begin = from === 0 ? 0 : bytes.lastIndexOf("\n", from - 1) + 1;
  const end = bytes.indexOf("\n", from) + 1 || bytes.length;
  const lines = stream.integer(2) === 0 && end - begin < bytes.length;
  return lines ? [begin, end] : [from, Math.min(bytes.length, short)];
}
