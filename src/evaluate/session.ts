/** One episode, a step at a time, with everything inside it open to view: Gymnasium's reset and step. */
import type { Genome } from "../genome/genome.js";
import { pack, packedWeights } from "../network/pack.js";
import type { Kernel } from "./module.js";

export interface Step {
  readonly observation: number[];
  readonly reward: number;
  /** The task has ended the episode. */
  readonly terminated: boolean;
  /** The episode has reached its last step. */
  readonly truncated: boolean;
}

export class Session {
  private readonly nodes: number;
  private steps = 0;

  /**
   * @param kernel an instance of its own: the session keeps its episode in it.
   * @param weight the shared weight; without it, the genome's own individual weights.
   * Throws a RangeError where the network does not fit the task, or has no weights of its own and none is given.
   */
  constructor(
    private readonly kernel: Kernel,
    genome: Genome,
    weight?: number,
  ) {
    const { words, order } = pack(genome);
    const weights = weight ?? packedWeights(genome, order);
    if (weights === undefined) throw new RangeError("the network has no weights of its own: give a shared weight");
    this.nodes = genome.activations.length;
    kernel.open(words, weights);
  }

  /** Starts the episode of `seed`; returns the first observation. */
  reset(seed: number): number[] {
    this.steps = 0;
    this.kernel.reset(seed);
    return this.observation;
  }

  /** Starts an episode in a given state of the task. Throws a RangeError where it starts from seeds alone. */
  restore(state: ArrayLike<number>): number[] {
    this.steps = 0;
    this.kernel.restore(state);
    return this.observation;
  }

  /** One step with the network's answer to the observation, or with `action` in its place. */
  step(action?: ArrayLike<number>): Step {
    const { kernel } = this;
    if (action === undefined) kernel.act();
    else for (let i = 0; i < kernel.outputs; i++) kernel.setValue(this.nodes - kernel.outputs + i, action[i]);
    const reward = kernel.step();
    this.steps++;
    const { observation } = this;
    return { observation, reward, terminated: kernel.terminated, truncated: this.steps >= kernel.maxSteps };
  }

  /** The network's outputs for an observation of the caller's own. */
  outputsFor(observation: ArrayLike<number>): number[] {
    const { kernel } = this;
    for (let i = 0; i < kernel.inputs; i++) kernel.setValue(1 + i, observation[i]);
    kernel.act();
    return this.values.slice(this.nodes - kernel.outputs);
  }

  /** The task's state variables. */
  get state(): number[] {
    return this.kernel.state;
  }

  get observation(): number[] {
    return this.values.slice(1, 1 + this.kernel.inputs);
  }

  /** Every node's value in packed order: bias, inputs, hidden nodes in topological order, outputs. */
  get values(): number[] {
    return Array.from({ length: this.nodes }, (_, at) => this.kernel.value(at));
  }
}
