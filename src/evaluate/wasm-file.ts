/** Where Node finds the wasm: built beside the host's files. */
import { readFile } from "node:fs/promises";

const DIST = new URL("../../dist/", import.meta.url);

/** The bytes of the wasm file, of its build that keeps a ledger, or of that which trains encoders. */
export async function readWasm(
  name: "wann" | "wann.profile" | "wann-training" = "wann",
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(`${name}.wasm`, DIST)));
}
