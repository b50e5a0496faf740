/**
 * What a person waits for besides the work: until `wann --version` has answered, until the first generation is told of, and what of a run is
 * neither evaluation, search nor closing report. Each in a process of its own, in a folder of its own.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, type Spread, spread } from "../src/statistics.js";

const CLI = fileURLToPath(new URL("../dist/cli/index.js", import.meta.url));
const ROUNDS = 9;
/** What `npm start` runs. */
const START = ["evolve", "swingup", "--preset", "quick-homogeneous"];

export async function startup(): Promise<object> {
  const versions: number[] = [];
  for (let round = 0; round < ROUNDS; round++) versions.push((await run(["--version"])).seconds);
  const firsts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) firsts.push((await run([...START, "--generations", "2"])).first);
  const { overheadShare, seconds } = await wholeRun();
  return {
    versionSeconds: median(versions),
    secondsToFirstGeneration: median(firsts),
    overheadShare,
    runSeconds: seconds,
    spread: { versionSeconds: spread(versions), secondsToFirstGeneration: spread(firsts) } as Record<string, Spread>,
  };
}

interface Timed {
  /** Of the process. */
  readonly seconds: number;
  /** Until the first generation was told of. */
  readonly first: number;
  /** Of the closing report: from the last generation's end on. */
  readonly closing: number;
}

function run(args: readonly string[], folder = mkdtempSync(join(tmpdir(), "wann-startup-"))): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const since = () => (performance.now() - began) / 1000;
    let [first, last] = [0, 0];
    const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.setEncoding("utf8").on("data", (said: string) => {
      if (first === 0 && /^generation 1\//m.test(said)) first = since();
      if (/^generation (\d+)\/\1 /m.test(said)) last = since();
    });
    child.on("error", reject).on("close", (code) => {
      const seconds = since();
      if (code === 0) resolve({ seconds, first, closing: seconds - last });
      else reject(new Error(`wann ${args.join(" ")}: exit code ${code}`));
    });
  }).finally(() => {
    if (!args.includes("--out")) rmSync(folder, { recursive: true });
  }) as Promise<Timed>;
}

/** A run of START: what it takes beyond its first generation that its log does not have, nor its closing report. */
async function wholeRun(): Promise<{ overheadShare: number; seconds: number }> {
  const folder = mkdtempSync(join(tmpdir(), "wann-startup-"));
  try {
    const { seconds, first, closing } = await run([...START, "--out", "run"], folder);
    const log = readFileSync(join(folder, "run", "log.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    const work = log.slice(1).map((line) => {
      const { evaluateMs, searchMs } = JSON.parse(line);
      return (evaluateMs + searchMs) / 1000;
    });
    const worked = work.reduce((sum, each) => sum + each, 0);
    return { overheadShare: (seconds - first - closing - worked) / seconds, seconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
