/** Files' bytes, unpacked where they are gzip: in browsers. */
import { MOST_FILE_BYTES } from "../document.js";
import { isGzip } from "../images/idx.js";
import { UserError } from "../user-error.js";

/**
 * Throws a UserError where the file is too large, packed or not, or its gzip is damaged.
 * @param name of the file, for error lines.
 */
export async function plainBytes(name: string, file: Blob): Promise<Uint8Array> {
  const { size } = file;
  if (size > MOST_FILE_BYTES) throw new UserError(`${name}: ${size} bytes: expected at most ${MOST_FILE_BYTES}`);
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (!isGzip(start)) return new Uint8Array(await file.arrayBuffer());
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new UserError(`${name}: gzip damaged or cut short`);
    });
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > MOST_FILE_BYTES) {
      throw new UserError(`${name}: more than ${MOST_FILE_BYTES} bytes when unpacked`);
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
