/** One episode, a step at a time, with everything inside it open to view: Gymnasium's reset and step. */

import type { Genome } from "../genome/genome.js";
import { topologicalOrder } from "../genome/order.js";
import { LARGEST_SEED } from "../largest-seed.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import { type Course, courseNumbers } from "./course.js";
import type { Drawing } from "./drawing.js";
import type { Episode } from "./episode.js";
import type { Kernel } from "./kernel.js";
import { readState, writeState } from "./saved-state.js";

/** What a step gave. */
export interface Step {
  /** One number an input, as the task's `inputLabels` name them. */
  readonly observation: number[];
  readonly reward: number;
  /** The task has ended the episode. */
  readonly terminated: boolean;
  /** The episode has reached its last step, or the task has cut it off. */
  readonly truncated: boolean;
}

/** One episode of a task with one network. `openSession` makes one; at first there is no episode: call `reset`. */
export class Session {
  /** Node ids in packed order, which `values` has: bias, inputs, hidden nodes in topological order, outputs. */
  readonly nodeIds: readonly number[];
  private readonly nodes: number;
  private readonly episode: Episode;
  /** How many individual weights there are; undefined where one is shared. */
  private readonly individual: number | undefined;
  private steps = 0;

  /**
   * Throws a RangeError where the network does not fit the task, or has no weights of its own and none is given.
   * @param kernel an instance of its own: the session keeps its episode in it.
   * @param weights the shared weight, or individual ones in packed order; without it, the genome's own.
   */
  constructor(
    private readonly kernel: Kernel,
    genome: Genome,
    weights?: number | Float64Array,
  ) {
    const { words, order } = pack(genome);
    const used = weights ?? packedWeights(genome, order);
    if (used === undefined) throw new RangeError("the network has no weights of its own: give a shared weight");
    this.nodeIds = topologicalOrder(genome) ?? [];
    this.individual = typeof used === "number" ? undefined : used.length;
    this.nodes = genome.activations.length;
    this.episode = kernel.open(words, used);
  }

  /** Starts the episode of `seed`; returns the first observation. Throws a RangeError where it is none of 0 … 2³² − 1. */
  reset(seed: number): number[] {
    if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) {
      throw new RangeError(`seed ${seed}: expected a whole number from 0 to ${LARGEST_SEED}`);
    }
    this.steps = 0;
    this.episode.reset(seed);
    return this.observation;
  }

  /**
   * Starts an episode in a given state of the task, as `state` gives it; returns the first observation. Throws a RangeError
   * where the task starts from seeds alone.
   */
  restore(state: ArrayLike<number>): number[] {
    this.steps = 0;
    this.episode.restore(state);
    return this.observation;
  }

  /**
   * Starts an episode on a ground or a track of one's own, in place of a seed's; returns the first observation. Throws a RangeError where
   * the task has neither, or the course does not suit it.
   */
  resetOn(course: Course): number[] {
    this.episode.resetOn(courseNumbers(this.kernel.task, course));
    this.steps = 0;
    return this.observation;
  }

  /**
   * The episode as it stands, as bytes that are for `load` alone: the task's state, down to what no `state` shows, and how many steps there
   * have been. The network and its weights are not in them. To plan: save, try, load. Throws a RangeError where the task is one in TypeScript.
   */
  save(): Uint8Array {
    return writeState(this.kernel.task.name, { steps: this.steps, lane: this.episode.save() });
  }

  /**
   * Goes on where this or another session of the task was when it saved `state`, with the same bits; returns the observation. Throws a
   * RangeError where it is no state of the task, of another version, or damaged.
   */
  load(state: Uint8Array): number[] {
    const { steps, lane } = readState(this.kernel.task.name, state);
    this.episode.load(lane);
    this.steps = steps;
    return this.observation;
  }

  /** One step with the network's answer to the observation, or with `action`, one number an output, in its place. */
  step(action?: ArrayLike<number>): Step {
    const { kernel, episode } = this;
    if (action === undefined) episode.answer();
    else for (let i = 0; i < kernel.outputs; i++) episode.setValue(this.nodes - kernel.outputs + i, action[i]);
    const reward = episode.step();
    this.steps++;
    const { observation } = this;
    const truncated = this.steps >= episode.maxSteps || episode.truncated;
    return { observation, reward, terminated: episode.terminated, truncated };
  }

  /** Whether the task can be pushed. */
  get pushes(): boolean {
    return this.episode.pushes;
  }

  /**
   * A blow to the task's body, between two steps: changes its velocity by so much, m/s. Throws a RangeError where the task cannot be pushed, or
   * a number is not finite.
   */
  push(x: number, y: number): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new RangeError(`push ${x}, ${y}: expected finite numbers`);
    this.episode.push(x, y);
  }

  /**
   * Changes the weights, in the middle of an episode if need be. Throws a RangeError where they are not of the kind, or not as
   * many, as the session was opened with.
   */
  setWeights(weights: number | Float64Array): void {
    const given = typeof weights === "number" ? undefined : weights.length;
    if (given !== this.individual) throw new RangeError(`${kind(given)} given: expected ${kind(this.individual)}`);
    this.episode.setWeights(weights);
  }

  /** The episode as it stands, as shapes; undefined where the task does not draw itself. */
  draw(): Drawing | undefined {
    return this.episode.draw();
  }

  /** The network's outputs for an observation of the caller's own. */
  outputsFor(observation: ArrayLike<number>): number[] {
    const { kernel, episode } = this;
    for (let i = 0; i < kernel.inputs; i++) episode.setValue(1 + i, observation[i]);
    episode.answer();
    return Array.from({ length: kernel.outputs }, (_, i) => episode.value(this.nodes - kernel.outputs + i));
  }

  /** Seconds that a step simulates. */
  get timeStep(): number {
    return this.episode.timeStep;
  }

  /** The task's state variables. */
  get state(): number[] {
    return this.episode.state;
  }

  /** What the network sees next: one number an input. */
  get observation(): number[] {
    return Array.from({ length: this.kernel.inputs }, (_, i) => this.episode.value(1 + i));
  }

  /**
   * Of a task that is seen through an encoder, the square picture behind the observation: 0 to 1, [row][column][colour], red, green
   * and blue. Of others, undefined.
   */
  get picture(): Float32Array | undefined {
    return this.episode.picture;
  }

  /** Every node's value, in the order of `nodeIds`. */
  get values(): number[] {
    return Array.from({ length: this.nodes }, (_, at) => this.episode.value(at));
  }
}

function kind(individual: number | undefined): string {
  return individual === undefined ? "one shared weight" : `${individual} individual weights`;
}
