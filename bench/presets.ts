/** The presets as a user runs them: time, rate, memory, and what the champions earn. */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../dist/cli/index.js", import.meta.url));
/** The runs stay here until the next time. */
const FOLDER = fileURLToPath(new URL("../runs/presets/", import.meta.url));
const PRESETS = { swingup: "1..10", "swingup-paper": "1..5", quick: "1..5" };

interface Run {
  readonly run: string;
  readonly digest: string;
  readonly rollouts: number;
  readonly seconds: number;
  readonly connections: number;
  readonly rows: readonly { readonly row: string; readonly mean: number; readonly sd: number }[];
}

export async function presets(): Promise<object> {
  rmSync(FOLDER, { recursive: true, force: true });
  const results = Object.entries(PRESETS).map(([preset, seeds]) => {
    const words = ["evolve", "swingup", "--preset", preset, "--seeds", seeds, "--json", "--out", join(FOLDER, preset)];
    const output = execFileSync(process.execPath, [CLI, ...words], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { runs, median } = JSON.parse(output) as { runs: Run[]; median: object };
    const rows = runs.map((run, i) => ({
      seed: i + 1,
      seconds: run.seconds,
      rolloutsPerSecond: run.rollouts / run.seconds,
      connections: run.connections,
      ...Object.fromEntries(run.rows.map(({ row, mean, sd }) => [row, { mean, sd }])),
      memory: memory(run.run),
      digest: run.digest,
    }));
    return { preset, command: `wann ${words.slice(0, -2).join(" ")}`, runs: rows, median };
  });
  return { results };
}

/** Resident megabytes after generations 100 and 1000 and at the end. */
function memory(run: string): object {
  const lines = readFileSync(join(run, "log.jsonl"), "utf8").trim().split("\n");
  const at = (generation: number): number | undefined =>
    generation < lines.length ? JSON.parse(lines[generation]).residentMb : undefined;
  return { atGeneration100: at(100), atGeneration1000: at(1000), atEnd: at(lines.length - 1) };
}
