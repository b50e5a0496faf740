/** Where Node finds the wasm: built beside the host's files. */
import { readFile } from "node:fs/promises";

const DIST = new URL("../../dist/", import.meta.url);

/** The wasm file's bytes: of the release build, or of the one that keeps a ledger. */
export async function readWasm(build: "release" | "profile" = "release"): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(build === "release" ? "wann.wasm" : "wann.profile.wasm", DIST)));
}
