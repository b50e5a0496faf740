/** `wann export`: a champion in another format, to be used elsewhere. */
import { Command } from "commander";
import type { Format, WriteOption, WriteOptions } from "../formats/format.js";
import { FORMATS } from "../formats/registry.js";
import type { Champion } from "../genome/champion.js";
import { enabledConnections } from "../genome/genome.js";
import { UserError } from "../user-error.js";
import { championOf, TASK_OPTION, TOPOLOGY_OPTION } from "./champion-options.js";
import { finite, refuse } from "./options.js";
import { outFile, STANDARD_STREAM, writeOut } from "./streams.js";

interface Options {
  readonly format?: string;
  readonly out?: string;
  readonly weight?: number;
  readonly double?: boolean;
  readonly compact?: boolean;
  readonly task?: string;
  readonly topology?: string;
  readonly json?: boolean;
}

/** Formats that are written. */
const WRITTEN = FORMATS.all.filter(({ write, writeBytes }) => write || writeBytes);

/** The options of formats, as they are typed. */
const TYPED: Readonly<Record<WriteOption, string>> = { sharedWeight: "weight", double: "double", compact: "compact" };

const list = WRITTEN.map(({ name, aliases, title }) => `  ${aliases?.[0] ?? name}: ${title}`).join("\n");

export const exportCommand = new Command("export")
  .argument("<champion>", "champion.json, a run's folder, a .out file of the original code, or - for standard input")
  .option("--format <name>", "what to write; without it, what the name of --out ends with says")
  .option("--out <file>", "the file; without it, or -, standard output")
  .option(
    "--weight <w>",
    "the shared weight where none is given, or to write at each connection (out)",
    finite("--weight"),
  )
  .option("--double", "onnx: numbers of 64 bits instead of 32; sums keep the kernels' order")
  .option("--compact", "js, python, c, onnx: units and whole numbers, of a champion that was bred as such")
  .option(...TASK_OPTION)
  .option(...TOPOLOGY_OPTION)
  .option("--json", "print one JSON object; with --out")
  .addHelpText(
    "after",
    `\nFormats:\n${list}\n\nExamples:\n  wann export runs/swingup-quick-seed1 --format onnx --out swingup.onnx\n` +
      "  wann export champions/biped.json --format c > walker.h",
  )
  .action(async (path: string, options: Options, command: Command) => {
    const format = formatOf(options);
    for (const [option, typed] of Object.entries(TYPED)) {
      if (format.takes?.includes(option as WriteOption)) continue;
      refuse(command, [typed], `has no effect on ${format.name}`);
    }
    const out = options.out === undefined ? STANDARD_STREAM : outFile("--out", format.extension)(options.out);
    if (out === STANDARD_STREAM)
      refuse(command, ["json"], "expected --out FILE with it: the network goes to standard output");
    const { champion, task } = championOf(path, options);
    const own = champion.genome.connections.every(({ enabled, weight }) => !enabled || weight !== undefined);
    if (own && enabledConnections(champion.genome) > 0 && !options.compact) {
      refuse(command, ["weight"], "has no effect: each connection has a weight of its own");
    }
    const { weight, double, compact } = options;
    const writeOptions = {
      ...task,
      ...(weight !== undefined && { sharedWeight: weight }),
      ...(double && { double }),
      ...(compact && { compact }),
    };
    const beside = besideOf(format, out);
    const files = await written(format, champion, writeOptions, path);
    if (out === STANDARD_STREAM) {
      if (typeof files.content !== "string" && process.stdout.isTTY) {
        throw new UserError(`--format ${format.name}: not for a terminal: expected --out FILE`);
      }
      writeOut(out, files.content);
      return;
    }
    writeOut(out, files.content);
    const names = [out];
    if (beside !== undefined && files.beside !== undefined) {
      writeOut(beside, files.beside);
      names.push(beside);
    }
    if (options.json) {
      const bytes = Buffer.byteLength(files.content);
      console.log(JSON.stringify({ task: task.name, format: format.name, files: names, bytes }));
    } else for (const name of names) console.log(name);
  });

/** The second file that goes with one called `out`; a device has none. Throws a UserError where it cannot be written. */
function besideOf({ beside, extension }: Format, out: string): string | undefined {
  if (!beside || !out.endsWith(extension)) return undefined;
  return outFile("--out", beside.extension)(out.slice(0, -extension.length) + beside.extension);
}

/** The format that options ask for. */
function formatOf({ format, out }: Options): Format {
  if (format !== undefined) {
    const found = FORMATS.named(format, "--format");
    if (WRITTEN.includes(found)) return found;
    throw new UserError(`--format ${format}: can be read alone: expected ${names()}`);
  }
  const fits = WRITTEN.find(({ extension }) => out?.endsWith(extension));
  if (fits) return fits;
  throw new UserError(
    out === undefined
      ? `--format: missing: expected ${names()}`
      : `--out ${out}: expected --format, or a name that says it`,
  );
}

function names(): string {
  return WRITTEN.map(({ name }) => name).join(", ");
}

/** A file's content, and that of the file beside it. Throws a UserError that names the champion where a format cannot hold it. */
async function written(
  { name, write, writeBytes, beside }: Format,
  champion: Champion,
  options: WriteOptions,
  path: string,
): Promise<{ content: string | Uint8Array; beside?: string | undefined }> {
  try {
    const content = write ? write(champion, options) : await writeBytes?.(champion, options);
    return { content: content ?? "", beside: beside?.write(champion, options) };
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`--format ${name}: ${path}: ${error.message}`);
    throw error;
  }
}
