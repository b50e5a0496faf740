/** Files of the package on disk, for Node, where its code may have been bundled into another file. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../user-error.js";

/** A file of the package's dist, as the code names it beside itself. */
const PART = /(?:^|[\\/])(dist[\\/](?:wasm|evaluate)[\\/][^\\/]+)$/;
/** This module where it has not been bundled. */
const UNBUNDLED = /[\\/]package-file\.(?:js|ts)$/;

/**
 * The path of a file that a URL names. In a bundle, beside which the package's files are not, it is that of the installed package.
 * Throws a UserError where there is none.
 */
export function packageFile(url: URL): string {
  const file = fileURLToPath(url);
  const here = fileURLToPath(import.meta.url);
  const [, part] = PART.exec(file) ?? [];
  if (part === undefined || UNBUNDLED.test(here) || existsSync(file)) return file;
  for (let folder = dirname(here); ; folder = dirname(folder)) {
    const installed = join(folder, "node_modules/wann", part);
    if (existsSync(installed)) return installed;
    if (folder === dirname(folder)) break;
  }
  throw new UserError(
    `${here}: wann has been bundled into it without its files: expected node_modules/wann there or above, or wann left out of the bundle`,
  );
}
