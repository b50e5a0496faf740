/** The package in a project of its own, as npm puts it there: files of the package are copies, its dependencies are this project's. */
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../../package.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Of dist, what no package has, or no consumer here needs. */
const LEFT_OUT = /^dist\/(?:page|docs|screenshots|built)\b|\.map$|\.(?:debug|profile)\.|^dist\/wasm\/(?:probes|test-)/;

export function installIn(project: string): void {
  const modules = join(project, "node_modules");
  for (const part of ["dist", "package.json", "champions/biped.json"]) {
    cpSync(join(ROOT, part), join(modules, "wann", part), {
      recursive: true,
      filter: (from) => !LEFT_OUT.test(relative(ROOT, from).replaceAll("\\", "/")),
    });
  }
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
}
