/**
 * The examples of users' tasks: what the default search comes to on each, as anyone who types `wann evolve ./FILE --seed 1`, and what it costs that a
 * world is a user's.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { markdownTable } from "markdown-table";
import compile, { entryOf } from "../src/build/compile.js";
import { compileOwn } from "../src/build/compile-own.js";
import { Kernel } from "../src/evaluate/kernel.js";
import { loadKernel } from "../src/evaluate/task-files.js";
import { activationId } from "../src/genome/activation.js";
import type { Genome } from "../src/genome/genome.js";
import { pack } from "../src/network/pack.js";
import type { OwnTask } from "../src/own/define.js";
import { evaluateModule } from "../src/own/environments.js";
import { randomAction, requireOwnTask } from "../src/own/facts.js";
import { openTask } from "../src/own/open.js";
import { Pcg64 } from "../src/random/pcg64.js";
import { crossPlan } from "../src/search/episodes.js";
import { taskNamed } from "../src/tasks/registry.js";
import { milliseconds, quartiles } from "./context.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const CLI = join(ROOT, "dist/cli/index.js");

/** By Gymnasium's id; the pendulum has no threshold. */
const EXAMPLES = [
  { id: "CartPole-v1", file: "cart-pole.ts", threshold: 475 },
  { id: "Acrobot-v1", file: "acrobot.ts", threshold: -100 },
  { id: "MountainCarContinuous-v0", file: "mountain-car-continuous.ts", threshold: 90 },
  { id: "Pendulum-v1", file: "pendulum/pendulum.ts", threshold: null },
] as const;

/** Generations of CMA-ES over every weight. */
const TUNING = 100;
const ROUNDS = 15;
const EPISODES = 320;
const HIDDEN = 20;

interface Row {
  readonly id: string;
  readonly file: string;
  readonly threshold: number | null;
  readonly lines: number;
  readonly rows: readonly { readonly row: string; readonly mean: number; readonly sd: number }[];
  readonly share: number;
  readonly connections: number;
  readonly generations: number;
  readonly seconds: number;
}

type Figures = [low: number, median: number, high: number];

interface Overheads {
  /** The pendulum as a user's wasm against the same class as a task of this repository: ns a lane-step, ratio of neighbours in time. */
  readonly wasm: {
    readonly own: Figures;
    readonly built: Figures;
    readonly ratio: Figures;
    readonly sameBytes: boolean;
  };
  /** Cart-pole in TypeScript: a lane-step, the environment's own time, the rest of it over a lane-step of swing-up. */
  readonly host: {
    readonly own: Figures;
    readonly environment: Figures;
    readonly swingup: Figures;
    readonly ratio: Figures;
  };
}

export async function ownTasks(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), "wann-own-"));
  try {
    const rows = EXAMPLES.map((example) => evolved(example, folder));
    return { load: loadavg()[0], cores: cpus().length, rows, overheads: await overheads(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function evolved({ id, file, threshold }: (typeof EXAMPLES)[number], folder: string): Row {
  const source = join(ROOT, "examples", file);
  const name = basename(file);
  cpSync(source, join(folder, name));
  const run = (...words: string[]) =>
    execFileSync(process.execPath, [CLI, ...words], { cwd: folder, encoding: "utf8" });
  const wasm = file.includes("/");
  if (wasm) run("build", name);
  const task = `./${wasm ? name.replace(/ts$/, "wasm") : name}`;
  const result = JSON.parse(run("evolve", task, "--seed", "1", "--json", "--quiet"));
  const { run: path, rows: searched, profile, connections, generations, seconds } = result;
  const tuned = JSON.parse(
    run("tune", path, "--generations", String(TUNING), "--out", `${name}-tuned`, "--json", "--quiet"),
  );
  const rows = [...searched, ...tuned.rows.filter(({ row }: { row: string }) => row === "own-weights")];
  return {
    id,
    file,
    threshold,
    lines: codeLines(source),
    rows,
    share: profile.share,
    connections,
    generations,
    seconds,
  };
}

/** Lines that are neither empty nor comment. */
function codeLines(file: string): number {
  const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
}

async function overheads(folder: string): Promise<Overheads> {
  const file = join(ROOT, "examples/pendulum/pendulum.ts");
  const own = await compileOwn({ root: ROOT, file, variant: "release" });
  if (typeof own === "string") throw new Error(own);
  const built = await asOfThisRepository(file, join(folder, "repository"));
  const pendulum = await openTask(join(folder, "pendulum.wasm"));
  const kernels = { own: await Kernel.load(own, pendulum), built: await Kernel.load(built, pendulum) };
  const network = pack(sized(pendulum.inputs, pendulum.outputs)).words;
  const seeds = Array.from({ length: EPISODES }, (_, seed) => seed);
  const plan = crossPlan([0.7], seeds);
  const step = (kernel: Kernel, words: Uint32Array) => {
    let steps = 0;
    const ms = milliseconds(() => {
      steps = kernel.evaluate(words, plan, true).steps.reduce((sum, each) => sum + each, 0);
    });
    return (ms * 1e6) / steps;
  };
  const wasm = alternating({ own: () => step(kernels.own, network), built: () => step(kernels.built, network) });

  const cart = await openTask(join(ROOT, "examples/cart-pole.ts"));
  const environment = requireOwnTask(
    await evaluateModule(cart.own && "code" in cart.own ? cart.own.code : ""),
    "cart-pole.ts",
  );
  const swingup = taskNamed("swingup");
  const [cartKernel, swingupKernel] = [await loadKernel(cart), await loadKernel(swingup)];
  const [cartNetwork, swingupNetwork] = [cart, swingup].map(
    ({ inputs, outputs }) => pack(sized(inputs, outputs)).words,
  );
  const host = alternating({
    own: () => step(cartKernel, cartNetwork),
    environment: () => alone(environment, cartKernel.maxSteps),
    swingup: () => step(swingupKernel, swingupNetwork),
  });
  const times = (numerator: readonly number[], denominator: readonly number[]) =>
    quartiles(numerator.map((value, i) => value / denominator[i]));
  return {
    wasm: {
      own: quartiles(wasm.own),
      built: quartiles(wasm.built),
      ratio: times(wasm.own, wasm.built),
      sameBytes: Buffer.from(own).equals(built),
    },
    host: {
      own: quartiles(host.own),
      environment: quartiles(host.environment),
      swingup: quartiles(host.swingup),
      ratio: times(
        host.own.map((value, i) => value - host.environment[i]),
        host.swingup,
      ),
    },
  };
}

/** Each work in turn, round after round, two rounds to warm up. */
function alternating<K extends string>(works: Readonly<Record<K, () => number>>): Record<K, number[]> {
  const names = Object.keys(works) as K[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -2; round < ROUNDS; round++) {
    for (const name of names) {
      const value = works[name]();
      if (round >= 0) figures[name].push(value);
    }
  }
  return figures;
}

/** The class compiled as one of assembly/tasks, in a copy of what is needed. */
async function asOfThisRepository(file: string, root: string): Promise<Buffer> {
  mkdirSync(root);
  for (const part of ["assembly", "asconfig.json"]) cpSync(join(ROOT, part), join(root, part), { recursive: true });
  const text = readFileSync(file, "utf8").replaceAll('"wann/assembly/', '"../');
  writeFileSync(join(root, "assembly/tasks/pendulum.ts"), text);
  const outFile = "pendulum.wasm";
  const entry = entryOf("control", "release");
  const problem = await compile({ root, entry, task: "tasks/pendulum", variant: "release", outFile });
  if (problem !== undefined) throw new Error(problem);
  return readFileSync(join(root, outFile));
}

/** Nanoseconds that a step of an environment takes without network and wasm, episodes started in their place. */
function alone(task: OwnTask, maxSteps: number): number {
  const choice = new Pcg64(1);
  const actions = Array.from({ length: 64 }, () => randomAction(task, choice));
  const ms = milliseconds(() => {
    const lanes: OwnTask[] = [];
    for (let first = 0; first < EPISODES; first += 32) {
      for (let lane = 0; lane < 32; lane++) {
        lanes[lane] = Object.create(task);
        lanes[lane].reset(new Pcg64(first + lane));
      }
      for (let step = 0; step < maxSteps; step++)
        for (let lane = 0; lane < 32; lane++) lanes[lane].step(actions[(step + lane) % 64]);
    }
  });
  return (ms * 1e6) / (EPISODES * maxSteps);
}

/** A network of 40 connections. */
function sized(inputs: number, outputs: number): Genome {
  const connections = Array.from({ length: HIDDEN }, (_, i) => [
    { source: 1 + (i % inputs), target: 1 + inputs + outputs + i, enabled: true },
    { source: 1 + inputs + outputs + i, target: 1 + inputs + (i % outputs), enabled: true },
  ]).flat();
  const activations = [
    ...Array<number>(1 + inputs + outputs).fill(activationId("linear")),
    ...Array<number>(HIDDEN).fill(activationId("tanh")),
  ];
  return { inputs, outputs, activations, connections };
}

/** The page of the figures. */
export function ownTasksPage(result: object): string {
  const { rows, overheads, load, cores, commit, cpu, date } = result as {
    rows: readonly Row[];
    overheads: Overheads;
    load: number;
    cores: number;
    commit: string;
    cpu: string;
    date: string;
  };
  const sign = (value: number) => value.toFixed(1).replace("-", "−");
  const cells = rows.map(({ id, file, threshold, lines, rows: scores, share, connections, generations, seconds }) => {
    const score = (name: string) => {
      const { mean, sd } = scores.find(({ row }) => row === name) ?? { mean: Number.NaN, sd: Number.NaN };
      return `${sign(mean)} ± ${sd.toFixed(1)}`;
    };
    return [
      `[${id}](../../examples/${file})`,
      threshold === null ? "–" : sign(threshold).replace(".0", ""),
      score("random-shared-weight"),
      score("tuned-shared-weight"),
      score("own-weights"),
      `${(100 * share).toFixed(1)}%`,
      String(connections),
      String(generations),
      seconds.toFixed(1),
      String(lines),
    ];
  });
  const header = [
    "task",
    "Gymnasium's threshold",
    "random shared weight",
    "tuned shared weight",
    "tuned weights",
    "works at",
    "connections",
    "generations",
    "seconds",
    "lines",
  ];
  const figure = ([low, median, high]: Figures) => `${median.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`;
  const ratio = ([low, median, high]: Figures) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
  const { wasm, host } = overheads;
  return `# Weight agnostic networks of classic control: results

Networks that do a task of Gymnasium's at whatever weight all their connections share, each bred by \`wann evolve ./FILE --seed 1\` with no other option.

\`npm run bench -- own-tasks --save\` writes this page. ${cpu}, commit ${commit}, ${date}; ${cores} cores, load ${load.toFixed(1)} when it ended (above ${cores}: other
programs ran, and times are too long). Mean ± population sd over 100 episodes, seeds 0 to 99; tuned weights: by \`wann tune RUN --generations ${TUNING}\`; works at: share of 41 shared
weights in [−2, 2], 10 episodes each; generations, seconds: of the search; lines: of code, comments apart. The equations agree with Gymnasium 1.4.0 within 10⁻⁹: [a task of your own](../own-tasks.md#classic-control).

${markdownTable([header, ...cells], { align: ["l", ...Array(header.length - 1).fill("r")] })}

## What it costs that a world is a user's

Nanoseconds a lane-step of a network of 40 connections, median (quartiles) of ${ROUNDS} rounds in turn.

${markdownTable(
  [
    ["world", "ns", "against", "ns", "ratio"],
    [
      "pendulum, `wann build`",
      figure(wasm.own),
      `the same class as a task of this repository${wasm.sameBytes ? ": the same bytes" : ""}`,
      figure(wasm.built),
      ratio(wasm.ratio),
    ],
    [
      "cart-pole in TypeScript",
      figure(host.own),
      `of that, the environment's own time: ${figure(host.environment)}; the rest against swing-up`,
      figure(host.swingup),
      ratio(host.ratio),
    ],
  ],
  { align: ["l", "r", "l", "r", "r"] },
)}
`;
}
