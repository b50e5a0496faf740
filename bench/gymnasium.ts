/**
 * Gymnasium's environments: microseconds a step over the bridge beside a plain Python loop with the same seeds and actions, in turn, the
 * medians of rounds; and what networks bred for them come to, beside the same tasks in TypeScript. Runs lie in runs/bench-gymnasium, where
 * those that have ended are not run again. Needs a Python with Gymnasium: PYTHON, and PYTHONPATH where it is not among its packages.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { markdownTable } from "markdown-table";
import { loadKernel } from "../src/evaluate/task-files.js";
import { writeChampion } from "../src/formats/champion-json.js";
import type { Genome } from "../src/genome/genome.js";
import { pack } from "../src/network/pack.js";
import { openTask } from "../src/own/open.js";
import { median } from "../src/statistics.js";
import type { Task } from "../src/tasks/task.js";

const PROGRAM = fileURLToPath(new URL("../python/wann_gym.py", import.meta.url));
const CLI = fileURLToPath(new URL("../dist/cli/index.js", import.meta.url));
const RUNS = fileURLToPath(new URL("../runs/bench-gymnasium", import.meta.url));

/** An environment, Gymnasium's reward threshold, generations of a run, and the same task in TypeScript. */
interface Subject {
  readonly environment: string;
  readonly threshold?: number;
  readonly generations: number;
  readonly twin?: string;
}

const SUBJECTS: readonly Subject[] = [
  { environment: "CartPole-v1", threshold: 475, generations: 10, twin: "examples/cart-pole.ts" },
  { environment: "Acrobot-v1", threshold: -100, generations: 20, twin: "examples/acrobot.ts" },
  { environment: "MountainCar-v0", threshold: -110, generations: 40 },
  {
    environment: "MountainCarContinuous-v0",
    threshold: 90,
    generations: 30,
    twin: "examples/mountain-car-continuous.ts",
  },
  { environment: "Pendulum-v1", generations: 30 },
  { environment: "FrozenLake-v1", threshold: 0.7, generations: 20 },
  { environment: "Taxi-v4", threshold: 8, generations: 30 },
  { environment: "Blackjack-v1", generations: 10 },
];
/** Of each environment so many runs: SEEDS=1 for fewer. */
const SEEDS = Number(process.env.SEEDS ?? 5);
const LANES = 16;
const ROUNDS = 9;
/** A round takes at least so many steps. */
const STEPS = 8000;
const WEIGHT = 0.7;

/** Replays each line's environment with the network's actions, which it works out before, and answers with microseconds a step. */
const PLAIN = `
import sys, time, warnings
sys.path.insert(0, sys.argv[1])
import gymnasium, wann_gym
network = wann_gym.Network(sys.argv[2], weight=${WEIGHT})
name = network.task[4:]
env = network.make()
episodes = []
for seed in range(${LANES}):
    observation, _ = env.reset(seed=seed)
    actions, ended = [], False
    while not ended:
        actions.append(network.action(observation))
        observation, _, terminated, truncated, _ = env.step(actions[-1])
        ended = terminated or truncated
    episodes.append(actions)
env = gymnasium.make(name, disable_env_checker=True)
for line in sys.stdin:
    steps, began = 0, time.perf_counter()
    for _ in range(int(line)):
        for seed, actions in enumerate(episodes):
            env.reset(seed=seed)
            for action in actions:
                observation, reward, terminated, truncated, info = env.step(action)
            steps += len(actions)
    print((time.perf_counter() - began) * 1e6 / steps, steps, flush=True)
`;

interface Cost {
  readonly environment: string;
  readonly steps: number;
  /** Microseconds a step. */
  readonly plain: number;
  readonly ours: number;
  /** The same with all lanes in use, as in a search. */
  readonly full: number;
  /** Of ours, what Python takes of it. */
  readonly python: number;
}

/** What the champion of a run comes to over 100 episodes. */
interface Found {
  readonly task: string;
  readonly seed: number;
  readonly generations: number;
  readonly threshold?: number;
  readonly connections: number;
  /** Mean returns. */
  readonly random: number;
  readonly tuned: number;
  /** Share of the shared weights where it works. */
  readonly share: number;
  readonly seconds: number;
}

export async function gymnasium(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), "wann-bench-"));
  try {
    const costs: Cost[] = [];
    const awake = cpus().map(() => spawn("nice", ["-n", "19", process.execPath, "-e", "for (;;);"]));
    try {
      for (const { environment } of SUBJECTS) costs.push(await costOf(environment, folder));
    } finally {
      for (const loop of awake) loop.kill("SIGKILL");
    }
    const load = Math.max(0, loadavg()[0] - awake.length);
    const lines = readFileSync(PROGRAM, "utf8").split("\n").length - 1;
    return { lanes: LANES, rounds: ROUNDS, load, cores: cpus().length, lines, costs, found: proof() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function proof(): Found[] {
  mkdirSync(RUNS, { recursive: true });
  const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
  return SUBJECTS.flatMap((subject) => [
    ...seeds.map((seed) => found(`gym:${subject.environment}`, subject, seed)),
    ...(subject.twin ? seeds.map((seed) => found(subject.twin as string, subject, seed)) : []),
  ]);
}

function found(task: string, { environment, threshold, generations, twin }: Subject, seed: number): Found {
  const name = `${task === twin ? "twin-" : ""}${environment}-${seed}`;
  const words = ["--seed", String(seed), "--generations", String(generations), "--out", name, "--json"];
  const file = task === twin ? fileURLToPath(new URL(`../${twin}`, import.meta.url)) : task;
  const run = existsSync(join(RUNS, name)) ? ["--resume", name, "--json"] : [file, ...words];
  const { connections, seconds } = kept(`${name}.json`, ["evolve", ...run]);
  const { rows, profile } = kept(`${name}.eval`, ["evaluate", name, "--rows", "--json"]);
  const mean = (wanted: string) => rows.find(({ row }: { row: string }) => row === wanted).mean as number;
  const means = { random: mean("random-shared-weight"), tuned: mean("tuned-shared-weight") };
  const limit = threshold === undefined ? {} : { threshold };
  return { task, seed, generations, ...limit, connections, ...means, share: profile.share, seconds };
}

/** What a command has printed, kept in a file. */
// biome-ignore lint/suspicious/noExplicitAny: what commands print
function kept(file: string, words: readonly string[]): any {
  const path = join(RUNS, file);
  if (!existsSync(path) || readFileSync(path).length === 0) {
    const { PYTHON: python = "python3" } = process.env;
    const options = words.some((word) => word.startsWith("gym:")) ? ["--python", python] : [];
    writeFileSync(path, execFileSync(process.execPath, [CLI, ...words, ...options], { cwd: RUNS, maxBuffer: 2 ** 28 }));
  }
  return JSON.parse(readFileSync(path, "utf8"));
}

async function costOf(environment: string, folder: string): Promise<Cost> {
  const { PYTHON: python = "python3" } = process.env;
  const task = await openTask(`gym:${environment}`, { python });
  const genome = sampleGenome(task);
  const file = join(folder, `${environment}.json`);
  const scales = task.own?.facts.scales ?? [];
  writeFileSync(file, writeChampion({ task: task.name, genome, scales, fingerprint: [], provenance: {} }, task));
  const kernel = await loadKernel(task);
  const { words } = pack(genome);
  const planOf = (times: number) => ({
    individual: false,
    weights: new Float64Array(LANES * times).fill(WEIGHT),
    seeds: Uint32Array.from({ length: LANES * times }, (_, i) => i % LANES),
  });
  const plain = plainLoop(python, file);
  const run = (times: number) => kernel.evaluateAll([words], planOf(times)).steps.reduce((sum, each) => sum + each, 0);
  const times = Math.ceil(STEPS / run(1));
  const measured = { plain: [] as number[], ours: [] as number[], full: [] as number[], python: [] as number[] };
  let steps = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const theirs = await plain.ask(times);
    const [began, busy] = [performance.now(), kernel.world?.busyNs ?? 0];
    steps = 0;
    for (let i = 0; i < times; i++) steps += run(1);
    const [ended, within] = [performance.now(), (kernel.world?.busyNs ?? 0) - busy];
    run(times);
    const filled = performance.now() - ended;
    if (steps !== theirs.steps) throw new Error(`${environment}: ${steps} steps, a plain loop takes ${theirs.steps}`);
    // The first one warms up.
    if (round === 0) continue;
    measured.plain.push(theirs.us);
    measured.ours.push(((ended - began) * 1000) / steps);
    measured.full.push((filled * 1000) / steps);
    measured.python.push(within / 1000 / steps);
  }
  plain.close();
  kernel.world?.close?.();
  const { plain: theirs, ours, full, python: within } = measured;
  return {
    environment,
    steps,
    plain: median(theirs),
    ours: median(ours),
    full: median(full),
    python: median(within),
  };
}

/** Connections between all inputs and outputs, some of them left out. */
function sampleGenome({ inputs, outputs }: Task): Genome {
  const connections = Array.from({ length: inputs * outputs }, (_, i) => {
    return { source: 1 + (i % inputs), target: 1 + inputs + Math.floor(i / inputs), enabled: (i * 7) % 5 > 1 };
  });
  return { inputs, outputs, activations: Array<number>(1 + inputs + outputs).fill(1), connections };
}

function plainLoop(python: string, file: string) {
  const folder = fileURLToPath(new URL("../python", import.meta.url));
  const child: ChildProcess = spawn(python, ["-B", "-c", PLAIN, folder, file], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return {
    async ask(times: number): Promise<{ us: number; steps: number }> {
      child.stdin?.write(`${times}\n`);
      const { value } = await lines.next();
      const [us, steps] = String(value).split(" ").map(Number);
      return { us, steps };
    },
    close: () => child.stdin?.end(),
  };
}

/** The page of the figures. */
export function gymnasiumPage(result: object): string {
  const { lanes, rounds, load, cores, lines, costs, found, commit, cpu, date } = result as {
    lanes: number;
    rounds: number;
    load: number;
    cores: number;
    lines: number;
    costs: readonly Cost[];
    found: readonly Found[];
    commit: string;
    cpu: string;
    date: string;
  };
  const us = (value: number) => value.toFixed(1);
  const costCells = costs.map(({ environment, plain, ours, full, python }) => [
    environment,
    us(plain),
    us(ours),
    us(ours - plain),
    us(python),
    us(full),
  ]);
  const costHeader = [
    "environment",
    "plain Python",
    `${lanes} at once`,
    "above plain",
    "of it in Python",
    "lanes full",
  ];
  const tasks = [...new Set(found.map(({ task }) => task))];
  const cells = tasks.map((task) => {
    const runs = found.filter((each) => each.task === task);
    const [{ threshold, generations }] = runs;
    const middle = (value: (run: Found) => number) => median(runs.map(value));
    const met = runs.filter(({ tuned }) => threshold !== undefined && tuned >= threshold).length;
    return [
      task,
      threshold === undefined ? "–" : String(threshold),
      String(runs.length),
      threshold === undefined ? "–" : String(met),
      middle(({ random }) => random).toFixed(2),
      middle(({ tuned }) => tuned).toFixed(2),
      `${(100 * middle(({ share }) => share)).toFixed(1)}%`,
      String(middle(({ connections }) => connections)),
      String(generations),
    ];
  });
  const header = [
    "task",
    "threshold",
    "seeds",
    "meet it",
    "random shared weight",
    "tuned shared weight",
    "works at",
    "connections",
    "generations",
  ];
  const right = (count: number) => ["l", ...Array<string>(count - 1).fill("r")];
  return `# Gymnasium: results

What a step of [Gymnasium's environments](../gymnasium.md) costs, and what networks bred for them come to.

\`npm run bench -- gymnasium --save\` writes this page. ${cpu}, commit ${commit}, ${date}; ${cores} cores, load ${load.toFixed(1)} after the first table (above ${cores}: other
programs ran, and times are too long).

## Microseconds a step

Beside \`gymnasium.make(id, disable_env_checker=True)\` in a plain Python loop with the same seeds and actions, in turn: medians of ${rounds} rounds of ${STEPS.toLocaleString("en")} steps or more, resets among
them. Loops at the lowest priority keep the processors awake: in a search none sleeps, and to wake one of a virtual machine takes longer than a step. Ours has the network's answers in it. A process has as many environments as there are episodes at once: ${lanes} here, so that fewer are left as they end, and 32 in the last column. The bridge is one Python file of ${lines} lines.

${markdownTable([costHeader, ...costCells], { align: right(costHeader.length) })}

## Networks

\`wann evolve TASK --seed N --generations G\`, then \`wann evaluate RUN --rows\`: mean returns over 100 episodes, seeds 0 to 99, by one shared weight for all connections; medians over seeds 1 and up. _Meet it_: seeds whose tuned shared weight reaches Gymnasium's
threshold. _Works at_: [share of 161 shared weights](../glossary.md). Files are the same tasks in [TypeScript](../own-tasks.md#classic-control).

${markdownTable([header, ...cells], { align: right(header.length) })}
`;
}
