/**
 * Nanoseconds per lane-step of swing-up on one core: a reference network over the six shared weights, 1,000 steps an
 * episode. Beside it the plain TypeScript twin and, where g++ is found, plain scalar C++, all in turn in one run.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Kernel } from "../src/evaluate/kernel.js";
import { Session } from "../src/evaluate/session.js";
import { loadKernel } from "../src/evaluate/task-files.js";
import type { Genome } from "../src/genome/genome.js";
import { pack } from "../src/network/pack.js";
import { crossPlan } from "../src/search/episodes.js";
import { taskNamed } from "../src/tasks/registry.js";
import { referenceNetwork } from "../test/golden/networks.js";
import { rolloutTwin } from "../test/twin/swingup.js";
import { milliseconds, spread } from "./context.js";

const WEIGHTS = [-2, -1, -0.5, 0.5, 1, 2];
const STEPS = 1000;
const CHECKED_STEPS = 100;
const EPISODES_PER_WEIGHT = 50;
const TWIN_EPISODES = 60;
const ROUNDS = 9;

export async function swingup(): Promise<object> {
  const task = taskNamed("swingup");
  const [kernel, stepper] = [await loadKernel(task), await loadKernel(task)];
  const { genome } = referenceNetwork(0);
  const { words } = pack(genome);
  check(kernel, stepper, genome);
  const episode = stepper.open(words, 1);
  const starts = Array.from({ length: TWIN_EPISODES }, (_, seed) => {
    episode.reset(seed);
    return episode.state;
  });

  const seeds = Array.from({ length: EPISODES_PER_WEIGHT }, (_, seed) => seed);
  const plan = crossPlan(WEIGHTS, seeds);
  const laneSteps = WEIGHTS.length * EPISODES_PER_WEIGHT * STEPS;
  const twinWork = () => {
    for (let i = 0; i < TWIN_EPISODES; i++) {
      rolloutTwin(genome, WEIGHTS[i % WEIGHTS.length], starts[i], { steps: STEPS, runOn: true });
    }
  };
  const native = buildNative();
  const figures: { wasm: number[]; twin: number[]; native: number[] } = { wasm: [], twin: [], native: [] };
  kernel.evaluate(words, plan, true);
  twinWork();
  for (let round = 0; round < ROUNDS; round++) {
    figures.wasm.push((milliseconds(() => void kernel.evaluate(words, plan, true)) * 1e6) / laneSteps);
    figures.twin.push((milliseconds(twinWork) * 1e6) / (TWIN_EPISODES * STEPS));
    if (native) figures.native.push(native.run(genome));
  }
  native?.remove();

  const wasmFigure = spread(figures.wasm);
  const twinFigure = spread(figures.twin);
  const nativeFigure = native && spread(figures.native);
  return {
    nsPerLaneStep: wasmFigure.median,
    wasm: wasmFigure,
    typescript: twinFigure,
    timesTypescript: twinFigure.median / wasmFigure.median,
    ...(nativeFigure && { native: nativeFigure, timesNative: nativeFigure.median / wasmFigure.median }),
  };
}

/**
 * Throws where the twin does not agree over the first steps (later, rounding differences have grown), or where the timed
 * kernel does not agree with single stepping to the bit: a wrong result is not worth timing.
 */
function check(kernel: Kernel, stepper: Kernel, genome: Genome): void {
  const { returns } = kernel.evaluate(pack(genome).words, crossPlan(WEIGHTS, [0]), true);
  WEIGHTS.forEach((weight, i) => {
    const session = new Session(stepper, genome, weight);
    session.reset(0);
    const twin = rolloutTwin(genome, weight, session.state, { steps: CHECKED_STEPS, runOn: true });
    let total = 0;
    for (let step = 1; step <= STEPS; step++) {
      total += session.step().reward;
      if (step === CHECKED_STEPS && Math.abs(total - twin.total) > 1e-9 * Math.max(1, Math.abs(twin.total))) {
        throw new Error(`weight ${weight}: ${total} after ${step} steps, the twin has ${twin.total}`);
      }
    }
    if (total !== returns[i]) throw new Error(`weight ${weight}: return ${returns[i]}, stepped singly ${total}`);
  });
}

/** Plain C++ of the same work, or undefined without a compiler. */
function buildNative(): { run(genome: Genome): number; remove(): void } | undefined {
  if (spawnSync("g++", ["--version"]).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "wann-native-"));
  const program = join(folder, "swingup");
  const source = fileURLToPath(new URL("native/swingup.cpp", import.meta.url));
  execFileSync("g++", ["-O3", "-DNDEBUG", "-std=c++17", "-o", program, source]);
  return {
    run(genome) {
      const text = execFileSync(program, ["300"], { input: nativeInput(genome), encoding: "utf8" });
      return Number(text.split(" ")[0]);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The network in the yardstick's terms: node positions in forward order. */
function nativeInput(genome: Genome): string {
  const { words } = pack(genome);
  const [, , inputs, outputs, nodes, connections] = words;
  const computed = nodes - inputs - 1;
  const records = Array.from({ length: computed }, (_, i) => words.subarray(6 + i * 3, 9 + i * 3));
  const activations = [...Array<number>(inputs + 1).fill(1), ...records.map(([activation]) => activation)];
  const pairs: string[] = [];
  let at = 6 + computed * 3;
  records.forEach(([, fromInputs, fromHidden], i) => {
    for (let k = 0; k < fromInputs + fromHidden; k++) pairs.push(`${words[at++]} ${inputs + 1 + i}`);
  });
  return `${nodes} ${inputs} ${outputs} ${connections}\n${activations.join(" ")}\n${pairs.join("\n")}\n`;
}
