/** Which way imports go, and what only some files may do. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { VERSION } from "../src/version.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

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
/** Gone once types are. */
const TYPE_IMPORT = /^(?:import|export) type [^"]*? from "[^"]+";/gm;

/** What the files of a folder import or re-export, as [from, to]: paths from the root, or names of packages. */
function imports(folder: string, kept = (text: string) => text): [string, string][] {
  return sources(folder).flatMap(({ path, text: whole }) => {
    return [...kept(whole.replace(COMMENT, "")).matchAll(IMPORT)].map(([, from, bare, dynamic]): [string, string] => {
      const name = from ?? bare ?? dynamic;
      return [path, name.startsWith(".") ? normalize(join(dirname(path), name)).replace(/\.js$/, "") : name];
    });
  });
}

/** "genome" of "src/genome/order", "train" of "src/train". */
function room(path: string): string {
  return path.split("/")[1];
}

/** Rooms that each room of src/ may import besides itself. What is not listed imports none. */
const ROOMS: Record<string, readonly string[]> = {
  config: ["genome"],
  network: ["genome"],
  search: ["genome", "random", "config"],
  evaluate: ["network", "genome", "config", "mnist", "vision"],
  mnist: ["random"],
  tune: ["config", "evaluate", "network", "genome", "random", "search", "digest", "mnist"],
  report: ["genome"],
  formats: ["genome", "report"],
  vision: ["random"],
  train: ["config", "digest", "evaluate", "genome", "network", "random", "search"],
  record: ["config", "formats", "genome", "network", "train", "tune", "version"],
  profile: [
    "config",
    "digest",
    "evaluate",
    "genome",
    "mnist",
    "network",
    "random",
    "record",
    "search",
    "train",
    "version",
  ],
};

/** Everyone may use these; they use one another at most. */
const COMMON = ["user-error", "statistics", "portable-math", "suggestion", "registry", "document"];

/** These wire everything. */
const WIRING = ["cli", "web", "index", "browser", "library"];

const NODE_FILES =
  /^src\/(cli|record|profile|evaluate\/queue)\/|^src\/index$|^src\/evaluate\/(pool|worker|wasm-file|queue)$|^src\/mnist\/(dataset|idx|image-set)$/;

/** Packages that work in Node alone. */
const NODE_PACKAGES = ["piscina", "bullmq", "ioredis"];

function needsNode(to: string): boolean {
  return to.startsWith("node:") || NODE_PACKAGES.includes(to);
}

describe("src", () => {
  const all = imports("src");
  const inside = all.filter(([, to]) => to.startsWith("src/"));

  it("imports files that are there", () => {
    const files = new Set(sources("src").map(({ path }) => path));
    expect(inside.length).toBeGreaterThan(100);
    expect(inside.filter(([, to]) => !files.has(to))).toEqual([]);
  });

  it("imports only what the importing room may", () => {
    const forbidden = inside.filter(([from, to]) => {
      const own = room(from);
      return !WIRING.includes(own) && ![own, ...COMMON, ...(ROOMS[own] ?? [])].includes(room(to));
    });
    expect(forbidden).toEqual([]);
  });

  it("of genome, lets config know the activations alone", () => {
    const used = inside.filter(([from, to]) => room(from) === "config" && room(to) === "genome");
    expect(new Set(used.map(([, to]) => to))).toEqual(new Set(["src/genome/activation"]));
  });

  it("reaches wasm memory in evaluate/module.ts and vision/vae-module.ts alone", () => {
    const loading = all.filter(([, to]) => to === "@assemblyscript/loader").map(([from]) => from);
    const touching = sources("src").filter(({ text }) => /\bmemory\.buffer\b|WebAssembly\.Memory/.test(text));
    const allowed = ["src/evaluate/module", "src/vision/vae-module"];
    expect([loading.sort(), touching.map(({ path }) => path).sort()]).toEqual([allowed, allowed]);
  });

  it("reaches no Node module from a page", () => {
    const running = imports("src", (text) => text.replace(TYPE_IMPORT, ""));
    const reached = new Set(all.map(([from]) => from).filter((from) => room(from) === "web" || from === "src/browser"));
    expect(reached.size).toBeGreaterThan(10);
    for (const path of reached) for (const [from, to] of running) if (from === path) reached.add(to);
    expect(reached).toContain("src/train");
    expect([...reached].filter(needsNode)).toEqual([]);
  });

  it("needs Node in the command line, the record, the pool and the queue alone", () => {
    const needing = all.filter(([, to]) => needsNode(to)).map(([from]) => from);
    expect(needing).toContain("src/evaluate/pool");
    expect(needing.filter((from) => !NODE_FILES.test(from))).toEqual([]);
  });

  it("loads BullMQ and its Redis in the queue's files alone, and these only where there is a queue", () => {
    const ofQueue = (path: string) => /^src\/evaluate\/queue(\/|$)/.test(path);
    const loading = imports("src", (text) => text.replace(TYPE_IMPORT, "").replace(/\bimport\("[^"]+"\)/g, ""));
    const wanting = loading
      .filter(([, to]) => ofQueue(to) || to === "bullmq" || to === "ioredis")
      .map(([from]) => from);
    expect(wanting).toContain("src/evaluate/queue");
    expect(wanting.filter((path) => !ofQueue(path))).toEqual([]);
  });
});

/** What files of assembly/ may import, the first rule that fits. */
const ASSEMBLY: readonly [RegExp, RegExp][] = [
  [/^assembly\/ledger$/, /^$/],
  [/^assembly\/numeric\//, /^assembly\/numeric\//],
  [/^assembly\/network\//, /^assembly\/((numeric|network)\/|ledger$)/],
  [/^assembly\/physics\//, /^assembly\/((numeric|physics)\/|ledger$)/],
  [/^assembly\/vision\//, /^assembly\/(numeric|vision)\//],
  [/^assembly\/tasks\//, /^assembly\/(numeric\/|physics\/|vision\/|network\/forward$|tasks\/|ledger$)/],
  [
    /^assembly\/(rollout|crowd|session|workspace|patience|classify)$/,
    /^assembly\/((numeric|network)\/|rollout$|workspace$|patience$|classify$|ledger$)/,
  ],
  [/^assembly\/profiled$/, /^assembly\/(index|ledger|workspace|network\/forward)$/],
  [/^assembly\/(index|training)$/, /^assembly\//],
];

describe("assembly", () => {
  const all = imports("assembly");

  it("imports only what the importing folder may, and never index.ts", () => {
    expect(all.length).toBeGreaterThan(20);
    const forbidden = all.filter(([from, to]) => {
      const rule = ASSEMBLY.find(([files]) => files.test(from));
      return !rule?.[1].test(to) || (to === "assembly/index" && from !== "assembly/profiled");
    });
    expect(forbidden).toEqual([]);
  });

  it("lets tasks know of the network only how wide a row is", () => {
    for (const { text } of sources("assembly/tasks")) {
      for (const [, names] of text.matchAll(/import \{([^}]*)\} from "\.\.\/network\//g)) {
        expect(names.trim()).toBe("ROW_BYTES");
      }
    }
  });
});

it("the program's version is the package's", () => {
  expect(VERSION).toBe(manifest.version);
});
