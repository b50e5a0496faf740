/**
 * A run's digest: a SHA-256 chain over the returns of every evaluation in order, closed with the champion. Equal digests
 * mean equal runs.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

export const EMPTY_DIGEST = bytesToHex(sha256(utf8ToBytes("wann digest 1")));

/** The digest after `returns` have followed what `digest` stands for. */
export function digestReturns(digest: string, returns: Float64Array): string {
  const bytes = new Uint8Array(returns.length * 8);
  const view = new DataView(bytes.buffer);
  returns.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  return link(digest, bytes);
}

/** The digest after `value`, a plain JSON value. */
export function digestJson(digest: string, value: unknown): string {
  return link(digest, utf8ToBytes(JSON.stringify(value)));
}

function link(digest: string, bytes: Uint8Array): string {
  return bytesToHex(sha256(concatBytes(hexToBytes(digest), bytes)));
}
