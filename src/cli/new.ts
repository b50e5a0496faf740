/** `wann new`: a folder for a task of one's own, which works at once. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { writeAtomic } from "../record/atomic.js";
import { createWhole } from "../record/whole-folder.js";
import { UserError } from "../user-error.js";
import { VERSION } from "../version.js";

const PACKAGE = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** A folder of templates for each kind. */
const TEMPLATES = join(PACKAGE, "templates");

const KINDS = ["typescript", "assemblyscript"];

/** What npm takes as a package's name, and AssemblyScript as a file's. */
const NAME = /^[a-z][a-z0-9-]*$/;

/** What npm is to install for a task: this version, or where the program runs in a clone, the clone. */
const VERSION_ASKED_FOR = PACKAGE.split(sep).includes("node_modules")
  ? `^${VERSION}`
  : `file:${PACKAGE.replaceAll("\\", "/")}`;

export const newCommand = new Command("new")
  .argument("<name>", "the task's name, and that of its folder")
  .addOption(new Option("--kind <kind>", "the language of the task").choices(KINDS).default("typescript"))
  .addHelpText("after", "\nExample:\n  wann new cart --kind typescript")
  .action((path: string, { kind }: { readonly kind: string }) => {
    const name = basename(path);
    if (!NAME.test(name)) {
      throw new UserError(`new: "${name}": expected a name of small letters, digits and hyphens, a letter first`);
    }
    if (existsSync(path)) throw new UserError(`${path}: exists already: expected a new folder`);
    const filled = (text: string) => text.replaceAll("NAME", name).replaceAll("VERSION", VERSION_ASKED_FOR);
    const files = readdirSync(join(TEMPLATES, kind)).sort();
    createWhole(path, (made) => {
      for (const file of files)
        writeAtomic(join(made, filled(file)), filled(readFileSync(join(TEMPLATES, kind, file), "utf8")));
    });
    for (const file of files) console.log(join(path, filled(file)));
    console.log(`\ncd ${path}\nnpm install\nnpm run check`);
  });
