/**
 * Sets the most memory that a wasm may take, whatever it says itself: an engine then refuses to grow it further. Of the binary format
 * (https://webassembly.github.io/spec/core/binary/modules.html) this needs:
 *
 *     | "\0asm" | version, u32 | sections: id, u8 | bytes, LEB128 | content |
 *     memory section, id 5:  count | of each: flags, 1 where there is a most | least pages | most pages |     LEB128 each
 */

const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const HAS_MOST = 1;
/** Flags of a memory of 32 bits for one thread. */
const KNOWN_FLAGS = [0, HAS_MOST];

/** Throws an Error where it is no wasm, or wants more at once. */
export function boundedMemory(wasm: Uint8Array, mostPages: number): Uint8Array {
  let at = HEADER_BYTES;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = wasm[at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error("it is no wasm, or damaged");
  };
  while (at < wasm.length) {
    const section = at;
    const id = wasm[at++];
    const length = number();
    const end = at + length;
    if (id === MEMORY_SECTION) {
      const [count, flags, least] = [number(), number(), number()];
      if (count !== 1 || !KNOWN_FLAGS.includes(flags)) throw new Error("it has a memory of another kind than a task's");
      const most = Math.min(mostPages, flags === HAS_MOST ? number() : mostPages);
      if (least > most) throw new Error(`it wants ${least} pages of memory: expected at most ${most}`);
      const content = [...leb(count), HAS_MOST, ...leb(least), ...leb(most)];
      const bytes = [MEMORY_SECTION, ...leb(content.length), ...content];
      return Buffer.concat([wasm.subarray(0, section), Uint8Array.from(bytes), wasm.subarray(end)]);
    }
    at = end;
  }
  return wasm;
}

/** A whole number as LEB128. */
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
