/** A champion as letters of an address: its champion.json without the curve and where it came from, deflated, in base64url. */

import { writeChampion } from "../formats/champion-json.js";
import type { LoadedChampion } from "../record/champion-text.js";
import { UserError } from "../user-error.js";

/** Longer addresses are cut off by messengers and some servers' tools. */
const MOST_LETTERS = 60_000;
/** What is unpacked of an address, in characters. */
const MOST_TEXT = 4_000_000;
const METHOD = "deflate-raw";

/** The letters for a champion; undefined where they are too many for an address. */
export async function packNetwork({ champion, task }: LoadedChampion): Promise<string | undefined> {
  const text = JSON.stringify(JSON.parse(writeChampion({ ...champion, fingerprint: [], provenance: {} }, task)));
  const packed = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream(METHOD))).arrayBuffer();
  const letters = btoa(Array.from(new Uint8Array(packed), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
  return letters.length > MOST_LETTERS ? undefined : letters;
}

/** The champion.json that letters stand for. Throws a UserError where they stand for none. */
export async function unpackNetwork(letters: string): Promise<string> {
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (byte) =>
      byte.charCodeAt(0),
    );
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(METHOD)).getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      if (text.length > MOST_TEXT) throw new Error("too long");
    }
    return text;
  } catch {
    throw new UserError("the address holds a network that is cut short or damaged: expected the whole link");
  }
}
