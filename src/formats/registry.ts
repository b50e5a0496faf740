/** All formats, and which of them a text is in. */
import { formatOf } from "../document.js";
import { Registry } from "../registry.js";
import { oneLine, shown } from "../schema-problem.js";
import { UserError } from "../user-error.js";
import { c } from "./c.js";
import { championJson } from "./champion-json.js";
import { compact } from "./compact.js";
import { dot } from "./dot.js";
import type { Format, Reader } from "./format.js";
import { js } from "./js.js";
import { onnx } from "./onnx.js";
import { out } from "./out.js";
import { png } from "./png.js";
import { python } from "./python.js";
import { svg } from "./svg.js";
import { zoo } from "./zoo.js";

/** The formats that come with the program. */
export const FORMATS = new Registry<Format>("format", [
  championJson,
  out,
  zoo,
  svg,
  dot,
  compact,
  js,
  c,
  python,
  onnx,
  png,
]);

/**
 * The reader of the format that `text` is in. Its content decides, not the file's name. Throws a UserError that says what the text
 * looks like where no format fits.
 * @param origin the file's name, for error lines.
 * @param formats those to choose from: the first that recognizes the text is taken.
 */
export function readerFor(text: string, origin: string, formats: Registry<Format> = FORMATS): Reader {
  const readable = formats.all.filter(({ reader }) => reader);
  const found = readable.find(({ reader }) => reader?.recognizes(text))?.reader;
  if (found) return found;
  throw new UserError(`${origin}: ${looks(text)}: expected ${readable.map(({ title }) => title).join(" or ")}`);
}

const SHOWN_CHARACTERS = 20;

function looks(text: string): string {
  const format = formatOf(text);
  if (format !== undefined) return `format: ${oneLine(shown(format))}`;
  const [first] = text.trimStart().split(/\s/, 1);
  return first === "" ? "empty" : `begins with ${oneLine(JSON.stringify(first.slice(0, SHOWN_CHARACTERS)))}`;
}
