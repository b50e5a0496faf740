/** What is to be known of a user's task before it runs, and whether its definition is one. */
import { Pcg64 } from "../random/pcg64.js";
import { shown } from "../schema-problem.js";
import { UserError } from "../user-error.js";
import type { OwnTask } from "./define.js";

/** Of assembly/core/status.ts. */
const MOST_INPUTS = 1024;
const MOST_OUTPUTS = 64;
const MOST_STEPS = 1_000_000;

/** Plain data: threads are given it. */
export interface OwnFacts {
  /** The file, for error lines. */
  readonly file: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stateSize: number;
  readonly maxSteps: number;
  readonly timeStep: number;
  readonly worstReturn: number;
  /** What each input is divided by. */
  readonly scales: readonly number[];
}

/** How many outputs a network for it has. */
export function ownOutputs({ action }: OwnTask): number {
  return action.kind === "discrete" ? action.n : action.low.length;
}

/** Throws a UserError that says what of a definition is not as it must be. @param value a module's default export. */
export function requireOwnTask(value: unknown, file: string): OwnTask {
  const fail = (key: string, found: unknown, expected: string): never => {
    throw new UserError(`${file}: ${key}: ${shown(found)}: expected ${expected}`);
  };
  if (typeof value !== "object" || value === null) {
    throw new UserError(`${file}: no task is its default export: expected export default defineTask({ … })`);
  }
  const { observation, action, maxSteps, timeStep, worstReturn, scales, stateSize, reset, step, state, draw } =
    value as Partial<Record<keyof OwnTask, unknown>>;
  for (const [name, method] of Object.entries({ reset, step })) {
    if (typeof method !== "function") fail(name, method, "a function");
  }
  const inputs = Array.isArray(observation) ? observation.length : observation;
  if (!isWhole(inputs, 1, MOST_INPUTS)) fail("observation", observation, `1 to ${MOST_INPUTS} labels, or their number`);
  if (Array.isArray(observation) && !observation.every((label) => typeof label === "string")) {
    fail("observation", observation, "labels, or their number");
  }
  const { kind, n, low, high, labels } = (action ?? {}) as Record<string, unknown>;
  if (kind === "discrete") {
    if (!isWhole(n, 2, MOST_OUTPUTS)) fail("action.n", n, `a whole number from 2 to ${MOST_OUTPUTS}`);
  } else if (kind === "continuous") {
    const bounds = (list: unknown): list is number[] => Array.isArray(list) && list.every(Number.isFinite);
    if (!bounds(low) || !bounds(high) || low.length !== high.length || !isWhole(low.length, 1, MOST_OUTPUTS)) {
      fail("action", { low, high }, `as many finite bounds in low as in high, 1 to ${MOST_OUTPUTS}`);
    } else if (low.some((bound, i) => bound >= high[i])) fail("action", { low, high }, "low below high");
  } else fail("action.kind", kind, '"continuous" or "discrete"');
  if (draw !== undefined && typeof draw !== "function") fail("draw", draw, "a function");
  const task = value as OwnTask;
  if (labels !== undefined && (!Array.isArray(labels) || labels.length !== ownOutputs(task))) {
    fail("action.labels", labels, `${ownOutputs(task)} labels, one an output`);
  }
  if (!isWhole(maxSteps, 1, MOST_STEPS)) fail("maxSteps", maxSteps, `a whole number from 1 to ${MOST_STEPS}`);
  if (timeStep !== undefined && !(typeof timeStep === "number" && timeStep > 0)) {
    fail("timeStep", timeStep, "a number above 0");
  }
  if (worstReturn !== undefined && !Number.isFinite(worstReturn)) fail("worstReturn", worstReturn, "a finite number");
  const good = (list: unknown) => Array.isArray(list) && list.length === inputs && list.every((scale) => scale > 0);
  if (scales !== undefined && !good(scales)) fail("scales", scales, `${inputs} numbers above 0, one an input`);
  if (state !== undefined && !isWhole(stateSize, 1, MOST_INPUTS)) {
    fail("stateSize", stateSize, "how many numbers state() gives");
  }
  return task;
}

/**
 * The facts of a task whose definition has been checked. Throws a UserError where its first steps fail.
 * @param stepped is told of each step.
 */
export function factsOf(task: OwnTask, file: string, stepped: () => void = () => {}): OwnFacts {
  const { observation, maxSteps, timeStep = 0.02, worstReturn = -1000, stateSize = 0 } = task;
  const inputs = typeof observation === "number" ? observation : observation.length;
  const outputs = ownOutputs(task);
  const scales = task.scales ?? measuredScales(task, inputs, file, stepped);
  return { file, inputs, outputs, stateSize: task.state ? stateSize : 0, maxSteps, timeStep, worstReturn, scales };
}

const SCALE_EPISODES = 32;
const SCALE_STEPS = 200;

/**
 * What makes each input about 1: the power of two next to its root mean square over random actions, held for some steps. A power of two
 * leaves an input's digits as they are, and is the same in every engine.
 */
function measuredScales(task: OwnTask, inputs: number, file: string, stepped: () => void): number[] {
  const squares = Array<number>(inputs).fill(0);
  let seen = 0;
  for (let seed = 0; seed < SCALE_EPISODES; seed++) {
    const random = new Pcg64(seed);
    const choice = new Pcg64(2 ** 31 + seed);
    const episode = Object.create(task) as OwnTask;
    try {
      let observation = episode.reset(random);
      let action = randomAction(task, choice);
      for (let step = 0, ended = false; !ended && step < Math.min(SCALE_STEPS, task.maxSteps); step++) {
        for (let i = 0; i < inputs; i++) squares[i] += Number(observation[i]) ** 2;
        seen++;
        if (choice.random() < 0.2) action = randomAction(task, choice);
        const outcome = episode.step(action);
        const problem = stepProblem(outcome, inputs);
        if (problem) throw new Error(`step: ${problem}`);
        stepped();
        observation = outcome.observation;
        ended = outcome.terminated;
      }
    } catch (error) {
      throw new UserError(`${file}: the first steps fail: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return squares.map((square) => {
    const root = Math.sqrt(square / seen);
    return root > 0 && Number.isFinite(root) ? 2 ** Math.round(Math.log2(root)) : 1;
  });
}

/** What is wrong with what a step gives, or undefined. */
function stepProblem(outcome: unknown, inputs: number): string | undefined {
  const expected = "expected { observation, reward, terminated }";
  if (outcome instanceof Promise) return `it is asynchronous: ${expected} at once`;
  if (typeof outcome !== "object" || outcome === null) return `returned ${shown(outcome)}: ${expected}`;
  const { observation, reward } = outcome as Record<string, unknown>;
  if (!Array.isArray(observation) || observation.length !== inputs) {
    return `an observation of ${Array.isArray(observation) ? `${observation.length} numbers` : shown(observation)}: expected ${inputs} numbers`;
  }
  return typeof reward === "number" ? undefined : `a reward of ${shown(reward)}: expected a number`;
}

/** An action drawn from all that there are. */
export function randomAction({ action }: OwnTask, random: Pcg64): number | number[] {
  if (action.kind === "discrete") return random.integers(0, action.n);
  return action.low.map((low, i) => random.uniform(low, action.high[i]));
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}
