/** Where Node finds the wasm: built beside the host's files. */
import { readFile } from "node:fs/promises";

const WASM = new URL("../../dist/wann.wasm", import.meta.url);

/** The wasm file's bytes. */
export async function readWasm(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(WASM));
}
