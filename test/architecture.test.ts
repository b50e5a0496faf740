/** Which way imports go, and what only some files may do. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult, type IForbiddenRuleType } from "dependency-cruiser";
import { describe, expect, it } from "vitest";
import directions from "../.dependency-cruiser.json" with { type: "json" };
import manifest from "../package.json" with { type: "json" };
import { TASKS } from "../src/tasks/registry.js";
import { UserError } from "../src/user-error.js";
import { VERSION } from "../src/version.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The violations of the directions in a project's folder: the rule's name, from and to. */
async function violations(baseDir: string, forbidden = directions.forbidden): Promise<string[]> {
  const { options } = directions;
  const result = await cruise(["src"], {
    ...(options as object),
    baseDir,
    validate: true,
    ruleSet: { forbidden: forbidden as IForbiddenRuleType[] },
  });
  const { summary } = result.output as ICruiseResult;
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

interface Source {
  /** From the project's root, without its extension. */
  readonly path: string;
  readonly text: string;
}

function sources(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({
      path: join(folder, file).replace(/\.ts$/, ""),
      text: readFileSync(join(ROOT, folder, file), "utf8"),
    }));
}

const IMPORT = /^\s*(?:import|export|\})[^"]*\bfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm;
const COMMENT = /\/\*[\s\S]*?\*\//g;
/** What the files of a folder import or re-export, as [from, to]: paths from the root, or names of packages. */
function imports(folder: string): [string, string][] {
  return sources(folder).flatMap(({ path, text: whole }) => {
    return [...whole.replace(COMMENT, "").matchAll(IMPORT)].map(([, from, bare, dynamic]): [string, string] => {
      const name = from ?? bare ?? dynamic;
      return [path, name.startsWith(".") ? normalize(join(dirname(path), name)).replace(/\.js$/, "") : name];
    });
  });
}

describe("src", () => {
  it("imports in the directions of .dependency-cruiser.json alone, without cycles", async () => {
    expect(await violations(ROOT)).toEqual([]);
  });

  it.each([
    ["no cycles", { "src/genome/a.ts": 'import "./b.js";', "src/genome/b.ts": 'import "./a.js";' }],
    ["search imports what it may", { "src/search/a.ts": 'import "../record/b.js";', "src/record/b.ts": "export {};" }],
    [
      "searches do not know each other",
      { "src/search/one/a.ts": 'import "../two/b.js";', "src/search/two/b.ts": "export {};" },
    ],
    [
      "pages reach no Node module",
      { "src/web/a.ts": 'import "../report/b.js";', "src/report/b.ts": 'import "node:fs";' },
    ],
    ["Node where it is needed alone", { "src/genome/a.ts": 'import "node:fs";' }],
    ["imports that are there", { "src/genome/a.ts": 'import "./missing.js";' }],
    [
      "a search's folder is its own",
      { "src/cli/a.ts": 'import "../search/wann/b.js";', "src/search/wann/b.ts": "export {};" },
    ],
    [
      "a task's folder is its own",
      { "src/cli/a.ts": 'import "../tasks/chess/b.js";', "src/tasks/chess/b.ts": "export {};" },
    ],
    [
      "tasks imports what it may",
      { "src/tasks/chess/a.ts": 'import "../../search/b.js";', "src/search/b.ts": "export {};" },
    ],
    [
      "config and tasks know of genomes the activations alone",
      { "src/tasks/chess/a.ts": 'import "../../genome/b.js";', "src/genome/b.ts": "export {};" },
    ],
    [
      "the registry alone knows the optimizers",
      { "src/cli/a.ts": 'import "../optimize/cma.js";', "src/optimize/cma.ts": "export {};" },
    ],
  ])("the test fails where a direction is broken: %s", async (rule, files) => {
    const folder = mkdtempSync(join(tmpdir(), "wann-directions-"));
    try {
      writeFileSync(join(folder, "tsconfig.json"), "{}");
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const found = await violations(folder);
      expect(found.some((each) => each.startsWith(`${rule}: `))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("reaches wasm memory in evaluate/border.ts and vision/vae-module.ts alone", () => {
    const touching = sources("src").filter(({ text }) =>
      /\bmemory\.buffer\b|WebAssembly\.Memory|assemblyscript\/loader/.test(text),
    );
    expect(touching.map(({ path }) => path).sort()).toEqual(["src/evaluate/border", "src/vision/vae-module"]);
  });

  it("names no command-line option in an error of the library", () => {
    const naming = sources("src").filter(({ path, text }) => {
      return !/^src\/(cli|web)\//.test(path) && /(Error|fail)\([^;]*`[^`]*--[a-z]/.test(text.replace(COMMENT, ""));
    });
    expect(naming.map(({ path }) => path)).toEqual([]);
  });
});

/** What files of assembly/ may import, the first rule that fits. `chosen-task` is made up: src/build/compile.ts. */
const ASSEMBLY: readonly [RegExp, RegExp][] = [
  [/^assembly\/core\/ledger$/, /^$/],
  [/^assembly\/core\/status$/, /^assembly\/(network\/packed|physics\/model|vision\/encoder)$/],
  [/^assembly\/core\/control$/, /^assembly\/(core\/|network\/forward$|chosen-task$|tasks\/drawing$)/],
  [/^assembly\/core\/module$/, /^assembly\/(core\/|network\/|chosen-task$)/],
  [/^assembly\/core\//, /^assembly\/(core|network|numeric)\//],
  [/^assembly\/images\/module$/, /^assembly\/(images\/|core\/|network\/|chosen-task$)/],
  [/^assembly\/images\//, /^assembly\/(images|core|network|numeric)\//],
  [/^assembly\/numeric\//, /^assembly\/numeric\//],
  [/^assembly\/network\//, /^assembly\/((numeric|network)\/|core\/ledger$)/],
  [/^assembly\/physics\//, /^assembly\/((numeric|physics)\/|core\/ledger$)/],
  [/^assembly\/vision\//, /^assembly\/(numeric|vision)\//],
  [/^assembly\/tasks\/task$/, /^assembly\/network\/forward$/],
  [/^assembly\/tasks\//, /^assembly\/((numeric|physics|vision|tasks)\/|core\/(ledger|status)$)/],
];

describe("assembly", () => {
  const all = imports("assembly");

  it("imports only what the importing folder may", () => {
    expect(all.length).toBeGreaterThan(20);
    const forbidden = all.filter(([from, to]) => !ASSEMBLY.find(([files]) => files.test(from))?.[1].test(to));
    expect(forbidden).toEqual([]);
  });

  it("knows no task but in the tasks' own folder, and how they draw where they are exported", () => {
    const knowing = all.filter(([from, to]) => !from.startsWith("assembly/tasks/") && to.startsWith("assembly/tasks/"));
    expect(new Set(knowing.map((each) => each.join(" → ")))).toEqual(
      new Set(["assembly/core/control → assembly/tasks/drawing"]),
    );
  });

  it("lets tasks know of the network only how wide a row is and how many lanes it has, by their contract", () => {
    const [contract] = sources("assembly/tasks").filter(({ path }) => path === "assembly/tasks/task");
    const code = contract.text.replace(COMMENT, "").trim();
    expect(code).toBe('export { LANES, ROW_BYTES } from "../network/forward";');
  });

  it("has a file for each task, which is the name of its wasm", () => {
    const files = sources("assembly/tasks").map(({ path }) => path);
    for (const { name } of TASKS.all) expect(files).toContain(`assembly/tasks/${name}`);
  });
});

it("the program's version is the package's", () => {
  expect(VERSION).toBe(manifest.version);
});

it("tests run the built host", async () => {
  const built = await import(new URL("../dist/user-error.js", import.meta.url).href);
  expect(UserError).toBe(built.UserError);
});
