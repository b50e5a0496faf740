/**
 * The campaign "size": inputs that are too large, each by as much as the seed draws. Each is refused with one line that holds the bound;
 * what is just not too large is taken.
 */
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { MOST_FILE_BYTES } from "../../src/document.js";
import { MOST_CONNECTIONS, MOST_NODES } from "../../src/genome/problem.js";
import { pack } from "../../src/network/pack.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import type { Outcome } from "../cli/outcome.js";
import { imagesFile, labelsFile, put } from "../images/idx-files.js";
import type { CampaignOptions } from "./files.js";

const FACTOR = 4;

export interface SizeReport {
  /** By input: how often, the longest time in seconds, and the line of the last. */
  readonly inputs: Readonly<Record<string, { rounds: number; seconds: number; line: string }>>;
  readonly faults: readonly string[];
}

interface Input {
  /** Makes it in `folder`, and says what command reads it. */
  make(folder: string, stream: Stream): readonly string[];
  /** What stands in the line; an empty one where it is to be taken. */
  readonly bound: string;
}

/** A number from `bound` + 1 up to some times as much. */
const beyond = (bound: number, stream: Stream) => bound + 1 + stream.integer(bound * FACTOR);

/** A champion's file of a chain of so many hidden nodes, and so many connections more. */
function champion(folder: string, hidden: number, more = 0): string {
  const inputs = Array.from({ length: 5 }, (_, i) => ({ id: i + 1, kind: "input", activation: "linear" }));
  const inner = Array.from({ length: hidden }, (_, i) => ({ id: i + 7, kind: "hidden", activation: "tanh" }));
  const nodes = [
    { id: 0, kind: "bias", activation: "linear" },
    ...inputs,
    { id: 6, kind: "output", activation: "tanh" },
    ...inner,
  ];
  const connections = inner.map(({ id }) => ({ source: id === 7 ? 1 : id - 1, target: id }));
  for (let back = 2, left = more; left > 0; back++) {
    for (let id = 7 + back; id < 7 + hidden && left > 0; id++, left--)
      connections.push({ source: id - back, target: id });
  }
  connections.push({ source: hidden + 6, target: 6 });
  const path = join(folder, "champion.json");
  const file = {
    format: "wann-champion",
    version: 1,
    task: "swingup",
    nodes,
    connections,
    fingerprint: [],
    provenance: {},
  };
  writeFileSync(path, JSON.stringify(file));
  return path;
}

function images(folder: string, file: (name: string) => void): readonly string[] {
  const labels = labelsFile([1]);
  for (const part of ["train", "t10k"]) put(folder, `${part}-labels-idx1-ubyte`, labels);
  file("train-images-idx3-ubyte");
  return ["evaluate", "fixed:mnist", "--weight", "1", "--data", folder];
}

const INPUTS: Readonly<Record<string, Input>> = {
  "a network of as many nodes as there may be": {
    make: (folder) => ["show", champion(folder, MOST_NODES - 7), "--json"],
    bound: "",
  },
  "a network of too many nodes": {
    make: (folder, stream) => ["show", champion(folder, beyond(MOST_NODES, stream))],
    bound: String(MOST_NODES),
  },
  "a network of too many connections": {
    make: (folder, stream) => ["evaluate", champion(folder, 5000, beyond(MOST_CONNECTIONS, stream))],
    bound: String(MOST_CONNECTIONS),
  },
  "a network that is too large to draw": {
    make: (folder, stream) => [
      "show",
      champion(folder, 2000, 10_000 + stream.integer(100_000)),
      "--svg",
      join(folder, "out.svg"),
    ],
    bound: "10000",
  },
  "a file of too many bytes": {
    make(folder, stream) {
      const path = join(folder, "champion.json");
      writeFileSync(path, "{");
      truncateSync(path, beyond(MOST_FILE_BYTES, stream));
      return ["evaluate", path];
    },
    bound: String(MOST_FILE_BYTES),
  },
  "lists too deep in each other": {
    make(folder, stream) {
      const depth = beyond(100, stream) * 1000;
      const path = join(folder, "champion.json");
      writeFileSync(path, `{"format": "wann-champion", "x": ${"[".repeat(depth)}${"]".repeat(depth)}}`);
      return ["evaluate", path];
    },
    bound: "100",
  },
  "images in too many bytes": {
    make: (folder, stream) =>
      images(folder, (name) => truncateSync(put(folder, name, imagesFile(1)), beyond(MOST_FILE_BYTES, stream))),
    bound: String(MOST_FILE_BYTES),
  },
  "images in too many bytes when unpacked": {
    make: (folder, stream) =>
      images(folder, (name) => {
        const bytes = Buffer.alloc(MOST_FILE_BYTES + 1 + stream.integer(MOST_FILE_BYTES / 4));
        put(folder, `${name}.gz`, gzipSync(bytes, { level: 1 }));
      }),
    bound: String(MOST_FILE_BYTES),
  },
  "a generation of too many rollouts": {
    make: (folder, stream) => [
      ...["evolve", "swingup", "--preset", "swingup-paper", "--population", String(1000 + stream.integer(10_000))],
      ...["--set", `episodesPerWeight=${10_000 + stream.integer(100_000)}`, "--out", join(folder, "run")],
    ],
    bound: "10000000",
  },
};

export async function size({ seed, rounds, program, folder, progress }: CampaignOptions): Promise<SizeReport> {
  const inputs: Record<string, { rounds: number; seconds: number; line: string }> = {};
  const faults: string[] = [];
  const names = Object.keys(INPUTS);
  packsAll(faults);
  for (let round = 0; round < rounds; round++) {
    const name = names[round % names.length];
    const { make, bound } = INPUTS[name];
    const place = join(folder, String(round));
    mkdirSync(place);
    const command = make(place, new Stream(seed, Purpose.vary, round));
    const began = performance.now();
    const { code, stdout, stderr } = await program.run(command, place).catch(thrown);
    const seconds = (performance.now() - began) / 1000;
    const line = stderr.replaceAll(`${place}/`, "").trimEnd();
    const refused = code === 2 && stdout === "" && line.split("\n").length === 1 && line.includes(bound);
    if (bound === "" ? code !== 0 : !refused)
      faults.push(`round ${round}: ${name}: code ${code}: ${line.slice(0, 300)}`);
    const before = inputs[name] ?? { rounds: 0, seconds: 0 };
    inputs[name] = { rounds: before.rounds + 1, seconds: Math.max(before.seconds, seconds), line };
    progress?.(round + 1, faults.length);
  }
  return { inputs, faults };
}

/** What a command comes to that ends with a stack trace. */
function thrown(error: Error): Outcome {
  return { code: 1, stdout: "", stderr: String(error.stack) };
}

/** A network of a million nodes is packed with all its connections, whoever it is that makes one. */
function packsAll(faults: string[]): void {
  const nodes = 1_000_000;
  const connections = Array.from({ length: nodes - 3 }, (_, i) => ({
    source: i === 0 ? 1 : i + 2,
    target: i + 3,
    enabled: true,
  }));
  const { words } = pack({ inputs: 1, outputs: 1, activations: Array<number>(nodes).fill(5), connections });
  if (words[5] !== connections.length) faults.push(`packed ${words[5]} of ${connections.length} connections`);
}
