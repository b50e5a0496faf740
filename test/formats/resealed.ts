/** Documents that a test has changed, with the hash that fits again. */
import { type DocumentKind, writeDocument } from "../../src/document.js";

/** The text of a document with the hash of its content; what it has for a hash is left out. */
export function resealed({ format, version, sha256: _, ...content }: Readonly<Record<string, unknown>>): string {
  return writeDocument({ format, version } as DocumentKind<object>, content);
}
