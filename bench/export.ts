/**
 * What exported networks are: bytes, the largest difference from the kernel over 1,000 observations at a weight with a full mantissa
 * (observations near a step's tie apart), and nanoseconds an answer. Needs a C compiler, Python with NumPy, and test/consumers/onnx.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { markdownTable } from "markdown-table";
import { FORMATS } from "../src/formats/registry.js";
import type { Champion } from "../src/genome/champion.js";
import { enabledConnections } from "../src/genome/genome.js";
import { taskNamed } from "../src/tasks/registry.js";
import {
  committed,
  kernelAnswers,
  largestDifference,
  observations,
  tied,
  withoutWeights,
} from "../test/formats/subjects.js";
import { C_COMPILER, findProgram, ONNX_CONSUMER, PYTHON } from "../test/programs.js";

const CHAMPIONS = [
  "champions/swingup.json",
  "champions/swingup-homogeneous.json",
  "champions/biped.json",
  "champions/biped-homogeneous.json",
  "champions/car-racing.json",
  "champions/mnist.json",
  "champions/mnist-homogeneous.json",
];
const WEIGHT = 1.3012345678901234;
const OBSERVATIONS = 1000;

interface Answers {
  readonly answers: number[][];
  readonly nanoseconds: number;
}

interface Row {
  readonly champion: string;
  readonly connections: number;
  readonly format: string;
  readonly bytes: number;
  readonly difference: number;
  readonly ties: number;
  readonly nanoseconds: number;
}

/** A network's file, and what it is asked. */
interface Asking {
  readonly file: string;
  readonly champion: Champion;
  /** The shared weight; undefined of a network with weights of its own. */
  readonly weight: number | undefined;
  readonly asked: readonly number[][];
  readonly folder: string;
}

type Run = (asking: Asking) => Answers | Promise<Answers>;

/** By the format's name: how its file is run. */
const RUNS: Readonly<Record<string, { readonly options?: object; readonly format: string; readonly run: Run }>> = {
  js: { format: "js", run: runModule },
  "python, without NumPy": { format: "python", run: (asking) => runPython(false, asking) },
  "python, NumPy, 1,000 at once": { format: "python", run: (asking) => runPython(true, asking) },
  "c, -O2": { format: "c", run: (asking) => runHeader("-O2", asking) },
  "c, --compact, -Os": { format: "c", options: { compact: true }, run: (asking) => runHeader("-Os", asking) },
  "onnx, 1,000 at once": { format: "onnx", run: (asking) => runModel(false, asking) },
  "onnx --double, 1,000 at once": {
    format: "onnx",
    options: { double: true },
    run: (asking) => runModel(true, asking),
  },
};

export async function exports(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), "wann-export-"));
  const rows: Row[] = [];
  try {
    for (const path of CHAMPIONS) {
      const { champion: whole, task } = committed(path);
      const own = whole.genome.connections.some(({ weight }) => weight !== undefined);
      const asked = observations(task.inputs, OBSERVATIONS).map((row) => row.map(Math.fround));
      for (const [name, { format: formatName, options, run }] of Object.entries(RUNS)) {
        const compact = name.includes("compact");
        if (compact && !whole.compact) continue;
        // A compact genome knows nothing of weights that were tuned.
        const champion = compact ? { ...whole, genome: withoutWeights(whole.genome) } : whole;
        const weight = own && !compact ? undefined : WEIGHT;
        const expected = await kernelAnswers(champion, weight, asked);
        const format = FORMATS.named(formatName);
        const given = { ...taskNamed(champion.task), ...options };
        const content = format.write?.(champion, given) ?? (await format.writeBytes?.(champion, given)) ?? "";
        const file = join(folder, `net${rows.length}${format.extension}`);
        writeFileSync(file, content);
        const { answers, nanoseconds } = await run({ file, champion, weight, asked, folder });
        const off = largestDifference(answers, expected, (row) => tied(champion.genome, weight, asked[row]));
        const connections = enabledConnections(champion.genome);
        rows.push({
          champion: path,
          connections,
          format: name,
          bytes: Buffer.byteLength(content),
          ...off,
          nanoseconds,
        });
      }
    }
    const walker = join(folder, "walker.h");
    const { champion } = committed("champions/biped-homogeneous.json");
    writeFileSync(walker, FORMATS.named("c").write?.(champion, { ...taskNamed("biped"), compact: true }) ?? "");
    return {
      weight: WEIGHT,
      observations: OBSERVATIONS,
      load: loadavg()[0],
      cores: cpus().length,
      walkerCode: codeBytes(walker, folder),
      rows,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runModule({ file, weight, asked }: Asking): Promise<Answers> {
  const { act } = await import(file);
  const answers = asked.map((row) => act(row, weight));
  const [rounds, began] = [20, performance.now()];
  for (let round = 0; round < rounds; round++) for (const row of asked) act(row, weight);
  return { answers, nanoseconds: ((performance.now() - began) * 1e6) / (rounds * asked.length) };
}

function runPython(numpy: boolean, { file, weight, asked, folder }: Asking): Answers {
  const given = weight === undefined ? "" : `, ${weight}`;
  const name = /([^/]+)\.py$/.exec(file)?.[1] ?? "";
  const script = `
import importlib, json, sys, time
sys.path.insert(0, "")
net = importlib.import_module(${JSON.stringify(name)})
asked = json.load(sys.stdin)
rows = net.numpy.array(asked) if ${numpy ? "True" : "False"} else asked
act = (lambda: net.act(rows${given}).tolist()) if ${numpy ? "True" : "False"} else (lambda: [net.act(row${given}) for row in rows])
answers = act()
began = time.perf_counter()
act()
print(json.dumps({"answers": answers, "nanoseconds": (time.perf_counter() - began) * 1e9 / len(asked)}))`;
  const args = [...(numpy ? [] : ["-S"]), "-B", "-c", script];
  return run(findProgram(PYTHON) as string, args, folder, asked);
}

function runHeader(level: string, { file, champion, weight, asked, folder }: Asking): Answers {
  const { task, genome } = champion;
  const given = weight === undefined ? "" : `${weight}, `;
  const own = task.replace(/\W/g, "_");
  writeFileSync(
    join(folder, "main.c"),
    `#include <stdio.h>
#include <time.h>
#include "${file}"
static double x[${asked.length}][${genome.inputs}], y[${asked.length}][${genome.outputs}];
int main(void) {
  const int rounds = 200;
  clock_t began;
  for (int i = 0; i < ${asked.length}; i++)
    for (int k = 0; k < ${genome.inputs}; k++)
      if (scanf("%lf", &x[i][k]) != 1) return 1;
  began = clock();
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < ${asked.length}; i++) wann_${own}_act(x[i], ${given}y[i]);
  printf("{\\"nanoseconds\\": %.17g, \\"answers\\": [", (double)(clock() - began) / CLOCKS_PER_SEC * 1e9 / rounds / ${asked.length});
  for (int i = 0; i < ${asked.length}; i++)
    for (int k = 0; k < ${genome.outputs}; k++)
      printf("%s%.17g%s", k ? "," : i ? ",[" : "[", y[i][k], k == ${genome.outputs - 1} ? "]" : "");
  printf("]}");
  return 0;
}`,
  );
  execFileSync(findProgram(C_COMPILER) as string, ["-std=c99", level, "main.c", "-o", "main"], { cwd: folder });
  const input = asked.map((row) => row.join(" ")).join("\n");
  return JSON.parse(execFileSync(join(folder, "main"), { input, encoding: "utf8", maxBuffer: 2 ** 28 }));
}

function runModel(double: boolean, { file: model, weight, asked, folder }: Asking): Answers {
  const input = [{ model, double, weights: [weight ?? null, weight ?? null], asked }];
  const [result] = run<{ answers: number[][][]; milliseconds: number[] }[]>(
    process.execPath,
    [join(ONNX_CONSUMER, "run.js"), "--timed"],
    folder,
    input,
  );
  return { answers: result.answers[1], nanoseconds: (result.milliseconds[1] * 1e6) / asked.length };
}

function run<T>(program: string, args: readonly string[], cwd: string, input: unknown): T {
  const options = { cwd, input: JSON.stringify(input), maxBuffer: 2 ** 28 };
  return JSON.parse(execFileSync(program, args, { ...options, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] }));
}

/** Bytes of machine code and constants of a header's function, for this machine, compiled for size. */
function codeBytes(header: string, folder: string): number {
  const call = `#include "${header}"\nvoid act(const double *x, double w, double *y) { wann_biped_act(x, w, y); }\n`;
  writeFileSync(join(folder, "size.c"), call);
  execFileSync(findProgram(C_COMPILER) as string, ["-std=c99", "-Os", "-c", "size.c", "-o", "size.o"], { cwd: folder });
  const [, figures] = execFileSync("size", ["size.o"], { cwd: folder, encoding: "utf8" }).split("\n");
  return Number(figures.trim().split(/\s+/)[0]);
}

/** The page of the figures. */
export function exportsPage(result: object): string {
  const { rows, load, cores, walkerCode, commit, cpu, date } = result as {
    rows: readonly Row[];
    load: number;
    cores: number;
    walkerCode: number;
    commit: string;
    cpu: string;
    date: string;
  };
  const table = rows.map(({ champion, connections, format, bytes, difference, ties, nanoseconds }) => [
    champion.replace(/^champions\/|\.json$/g, ""),
    String(connections),
    format,
    String(bytes),
    difference === 0 ? "0" : difference.toExponential(1),
    String(ties),
    nanoseconds.toFixed(0),
  ]);
  const header = ["champion", "connections", "format", "bytes", "difference", "ties", "ns an answer"];
  return `# Exported networks: results

What \`wann export\` writes, measured: bytes, the largest difference from the kernel, nanoseconds an answer.

\`npm run bench -- export --save\` writes this page. ${cpu}, commit ${commit}, ${date}; ${cores} cores, load ${load.toFixed(1)} when it ended (above ${cores}: other
programs ran, and times are too long). 1,000 observations from U(−2, 2), shared weight ${WEIGHT} where a network has no weights of its own. The difference is relative to the larger of |kernel's output| and 0.001;
observations that bring a step's sum within 1e-9 of 0 and come out otherwise by more than 1e-6 are not in it, but counted as ties. Of digits the kernel has numbers of 32 bits, the files of 64:
that is their difference.

${markdownTable([header, ...table], { align: ["l", "r", "l", "r", "r", "r", "r"] })}

The walker's compact header is ${walkerCode} bytes of code and constants, compiled by -Os for this machine, without a library, heap or tables: [how it looks](../export.md#a-walker-in-a-microcontroller).
`;
}
