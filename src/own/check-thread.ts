/** A thread that drives a user's task with random actions, and says what it finds: what does not end there ends with the thread. */
import { parentPort, threadId, workerData } from "node:worker_threads";
import type { Kernel } from "../evaluate/kernel.js";
import { Session } from "../evaluate/session.js";
import { loadKernel } from "../evaluate/task-files.js";
import { activationId } from "../genome/activation.js";
import type { Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { Pcg64 } from "../random/pcg64.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { Beat } from "./beats.js";
import { bundled } from "./bundle.js";
import { openTask } from "./open.js";
import { printToStandardError } from "./prints.js";
import { watched } from "./watch.js";

/** Episodes with random actions, and the most steps of each. */
const EPISODES = 8;
const MOST_STEPS = 1000;
/** How often the action changes. */
const CHANGE = 0.2;
/** Episodes that run side by side, and those that are run again by themselves. */
const TOGETHER = 48;
const ALONE = [0, 5, 31, 47];
/** Connections of the network that speed is measured with. */
const CONNECTIONS = 40;
/** An input that is that much above or below 1 weighs too much or too little among weights that are all alike. */
const FAR_FROM_ONE = 16;

/** What was looked at, and what was found. */
export interface Finding {
  readonly subject: string;
  readonly found: string;
  /** A problem makes a search worthless, advice makes it better. */
  readonly verdict: "good" | "advice" | "problem";
}

/** What the thread is given. */
export interface Checking {
  readonly file: string;
  readonly beats: SharedArrayBuffer;
  readonly limitMs: number;
}

/** What it says, a message each: what it found, that the file is no task at all, that it has done. */
export type CheckReply = { readonly finding: Finding } | { readonly fault: string } | { readonly done: true };

/** What happened in an episode. */
interface Trace {
  readonly observations: readonly (readonly number[])[];
  readonly rewards: readonly number[];
  readonly terminated: boolean;
}

printToStandardError();
const { file, beats, limitMs } = workerData as Checking;
const beat = Beat.claim(beats, threadId);
const ticked = () => beat?.tick();
const post = (reply: CheckReply) => parentPort?.postMessage(reply);
const say: Say = (subject, found, verdict = "good") => post({ finding: { subject, found, verdict } });

async function check(): Promise<void> {
  const task = await openTask(file, { limitMs });
  try {
    await look(task);
  } catch (error) {
    // A task's own fault, as the kernel words it.
    if (!(error instanceof UserError)) throw error;
    say("steps", error.message.replace(`${file}: `, ""), "problem");
  }
}

type Say = (subject: string, found: string, verdict?: Finding["verdict"]) => void;

async function look(task: Task): Promise<void> {
  const { inputs, outputs, inputLabels, own } = task;
  const load = () => loadKernel(task, undefined, "release", ticked);
  const kernel = await load();
  const { maxSteps } = kernel;
  // What goes on inside of a call of a wasm is not known: it has a millisecond for each step.
  beat?.begin(1, own ? 0 : maxSteps * TOGETHER);
  const session = new Session(await load(), network(task), 1);
  say("sizes", `${inputs} inputs, ${outputs} outputs, at most ${maxSteps} steps`);
  if (own) say("scales", `inputs are divided by ${own.facts.scales.join(", ")}`);

  const seeds = Array.from({ length: EPISODES }, (_, seed) => seed);
  const traces = seeds.map((seed) => trace(session, task, seed));
  // In another order, so that what one episode leaves to the next shows.
  const again = seeds.toReversed().map((seed) => trace(session, task, seed));
  const difference = firstDifference(traces, again.toReversed(), inputLabels);
  if (difference) say("one seed", `another episode the second time: ${difference}`, "problem");
  else say("one seed", `the same bits twice, in ${EPISODES} episodes`);

  const broken = firstNonFinite(traces, inputLabels);
  if (broken) say("numbers", broken, "problem");
  else {
    say("numbers", "all finite");
    sayRewards(traces);
  }
  sayScales(traces, task);
  sayLanes(await load(), task);
  if (own) sayOwnState(session, own.facts.stateSize);
  else sayState(session, task);
  if (own) await sayEngines();
  saySpeed(kernel, task);
}

/** An episode with random actions. */
function trace(session: Session, { outputs }: Task, seed: number): Trace {
  const random = new Pcg64(2 ** 31 + seed);
  const draw = () => Array.from({ length: outputs }, () => random.uniform(-1, 1));
  const observations = [session.reset(seed)];
  const rewards: number[] = [];
  let action = draw();
  for (;;) {
    if (random.random() < CHANGE) action = draw();
    const { observation, reward, terminated, truncated } = session.step(action);
    ticked();
    observations.push(observation);
    rewards.push(reward);
    if (terminated || truncated || rewards.length === MOST_STEPS) return { observations, rewards, terminated };
  }
}

function firstDifference(first: readonly Trace[], second: readonly Trace[], labels: readonly string[]) {
  for (const [seed, { observations, rewards }] of first.entries()) {
    const other = second[seed];
    for (const [step, observation] of observations.entries()) {
      const input = observation.findIndex((value, i) => !Object.is(value, other.observations[step]?.[i]));
      const place = `seed ${seed}, step ${step}`;
      if (input >= 0)
        return `${place}, ${labels[input]} ${observation[input]}, then ${other.observations[step]?.[input]}`;
      if (!Object.is(rewards[step], other.rewards[step])) {
        return `${place}, reward ${rewards[step]}, then ${other.rewards[step]}`;
      }
    }
  }
  return undefined;
}

function firstNonFinite(traces: readonly Trace[], labels: readonly string[]): string | undefined {
  for (const [seed, { observations, rewards }] of traces.entries()) {
    for (const [step, observation] of observations.entries()) {
      const place = `seed ${seed}, step ${step}`;
      const input = observation.findIndex((value) => !Number.isFinite(value));
      if (input >= 0) return `${place}: ${labels[input]} is ${observation[input]}`;
      if (step < rewards.length && !Number.isFinite(rewards[step])) return `${place}: the reward is ${rewards[step]}`;
    }
  }
  return undefined;
}

function sayRewards(traces: readonly Trace[]): void {
  const rewards = traces.flatMap((each) => each.rewards);
  const returns = traces.map((each) => each.rewards.reduce((sum, reward) => sum + reward, 0));
  const range = (values: readonly number[]) => {
    const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toPrecision(4));
    return least === most ? least : `${least} to ${most}`;
  };
  const text = `${range(rewards)} a step, ${range(returns)} an episode`;
  if (!returns.every(Number.isFinite)) say("rewards", `${text}: their sum is to be finite`, "problem");
  else if (new Set(returns).size > 1) say("rewards", text);
  else say("rewards", `${text}: whatever is done, so that a search has nothing to go by`, "advice");
  const ended = traces.filter(({ terminated }) => terminated).length;
  const lengths = traces.map((each) => each.rewards.length);
  if (Math.max(...lengths) === 1) say("ends", "every episode ends at its first step", "problem");
  else say("ends", `after ${range(lengths)} steps; ${ended} of ${EPISODES} episodes by the task itself`);
}

/** Where a task in AssemblyScript does not scale its inputs: of others that is done. */
function sayScales(traces: readonly Trace[], { own, inputs, inputLabels }: Task): void {
  if (own) return;
  const rows = traces.flatMap(({ observations }) => observations);
  const far = Array.from({ length: inputs }, (_, i) => {
    return Math.sqrt(rows.reduce((sum, row) => sum + row[i] * row[i], 0) / rows.length);
  }).flatMap((size, i) => {
    if (size === 0 || (size < FAR_FROM_ONE && size > 1 / FAR_FROM_ONE)) return [];
    return [`${inputLabels[i]} is about ${size.toPrecision(2)}`];
  });
  if (far.length === 0) say("scales", "every input is about 1");
  else say("scales", `${far.join(", ")}: divide it, so that it is about 1 and equal weights weigh alike`, "advice");
}

function sayLanes(kernel: Kernel, task: Task): void {
  const { words } = pack(network(task));
  const plan = (seeds: readonly number[]) => {
    return { individual: false, weights: Float64Array.from(seeds, () => 0.7), seeds: Uint32Array.from(seeds) };
  };
  const together = kernel.evaluateAll([words], plan(Array.from({ length: TOGETHER }, (_, seed) => seed))).returns;
  const alone = ALONE.map((seed) => kernel.evaluateAll([words], plan([seed])).returns[0]);
  const touched = ALONE.findIndex((seed, i) => !Object.is(alone[i], together[seed]));
  if (touched < 0) say("lanes", `episodes do not touch each other: ${TOGETHER} side by side`);
  else {
    const seed = ALONE[touched];
    const returns = `seed ${seed} returns ${alone[touched]}, and ${together[seed]} beside others`;
    say("lanes", `episodes touch each other: ${returns}; keep all of an episode in \`this\``, "problem");
  }
}

/** Saves an episode in the midst of it, and goes on from there twice. */
function sayState(session: Session, { outputs }: Task): void {
  const action = Array.from({ length: outputs }, (_, i) => (i % 2 === 0 ? 0.3 : -0.3));
  const go = () =>
    Array.from({ length: 20 }, () => session.step(action)).flatMap((step) => [...step.observation, step.reward]);
  session.reset(1);
  session.step(action);
  const saved = session.save();
  const first = go();
  session.load(saved);
  const same = go().every((value, i) => Object.is(value, first[i]));
  if (same) say("state", "goes on from where it was saved with the same bits");
  else say("state", "an episode that was saved goes on in another way", "problem");
}

function sayOwnState(session: Session, size: number): void {
  if (size === 0) return;
  session.reset(1);
  const { state } = session;
  if (state.every(Number.isFinite)) say("state", `${size} finite numbers`);
  else say("state", `[${state.join(", ")}]: expected ${size} finite numbers, as stateSize says`, "problem");
}

async function sayEngines(): Promise<void> {
  const { chance, inexact } = await watched(await bundled(file, { powersCalled: true }), file);
  if (chance.length > 0) {
    say("chance", `${chance.join(", ")}: all chance is to come from reset's \`random\``, "problem");
  } else say("chance", "from `random` alone");
  if (inexact.length > 0) {
    const powers = inexact.includes("Math.pow") ? ", and x * x for x ** 2" : "";
    const names = inexact.map((name) => (name === "Math.pow" ? "Math.pow or **" : name)).join(", ");
    say("engines", `${names}: the last bits differ between engines: take those of "wann/math"${powers}`, "advice");
  } else say("engines", "the same bits in every one");
}

function saySpeed(kernel: Kernel, task: Task): void {
  const { words } = pack(network(task, CONNECTIONS));
  const seeds = Uint32Array.from({ length: 64 }, (_, seed) => seed);
  const plan = { individual: false, weights: Float64Array.from(seeds, () => 0.7), seeds };
  let steps = 0;
  const began = performance.now();
  // At least one call, and some tenth of a second.
  do {
    steps += kernel.evaluateAll([words], plan).steps.reduce((sum, each) => sum + each, 0);
  } while (performance.now() - began < 100);
  const perSecond = steps / ((performance.now() - began) / 1000);
  say(
    "speed",
    `${Math.round(perSecond).toLocaleString("en")} steps a second on a core, network of ${CONNECTIONS} connections`,
  );
}

/** A network with about so many connections: each input to some of the outputs, and to hidden nodes that drive these. */
function network({ inputs, outputs }: Task, size = inputs * outputs): Genome {
  const connections = Array.from({ length: inputs * outputs }, (_, i) => ({
    source: 1 + (i % inputs),
    target: 1 + inputs + Math.floor(i / inputs),
    enabled: i % 3 !== 1 || i < inputs,
  })).slice(0, size);
  const hidden = Math.max(0, Math.ceil((size - connections.length) / 2));
  for (let i = 0; i < hidden; i++) {
    const node = 1 + inputs + outputs + i;
    connections.push({ source: 1 + (i % inputs), target: node, enabled: true });
    connections.push({ source: node, target: 1 + inputs + (i % outputs), enabled: true });
  }
  const activations = [
    ...Array<number>(1 + inputs + outputs).fill(activationId("linear")),
    ...Array<number>(hidden).fill(activationId("tanh")),
  ];
  return { inputs, outputs, activations, connections };
}

check()
  .catch((error) => {
    if (!(error instanceof UserError)) throw error;
    post({ fault: error.message });
  })
  .then(() => post({ done: true }));
