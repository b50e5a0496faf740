/**
 * The only file that touches wasm memory. Sizes, offsets and versions are read from the module's exports.
 */
import { instantiate } from "@assemblyscript/loader";
import type { Task } from "../config/tasks.js";
import { PACKED_VERSION } from "../network/pack.js";
import { emptyOutcome, type Outcome, type Plan, place } from "./evaluator.js";

/** What the wasm exports; see assembly/index.ts. */
interface Exports extends Record<string, unknown> {
  memory: WebAssembly.Memory;
  NETWORK_VERSION: WebAssembly.Global;
  ROW_BYTES: WebAssembly.Global;
  WRONG_SIZE: WebAssembly.Global;
  taskInputs(task: number): number;
  taskOutputs(task: number): number;
  taskStateSize(task: number): number;
  taskMaxSteps(task: number): number;
  taskIsCostly(task: number): number;
  taskRestores(task: number): number;
  reservePlan(episodes: number, weights: number, networks: number): void;
  reserveNetwork(bytes: number): void;
  prepare(task: number, individual: boolean): number;
  evaluate(task: number, patience: number, fallPenalty: boolean, runOn: boolean): void;
  evaluateCrowd(task: number, count: number, individual: boolean, patience: number, fallPenalty: boolean): number;
  reset(task: number, seed: number): void;
  restore(task: number): void;
  act(): void;
  step(task: number): number;
  terminated(task: number): number;
  seedsOffset(): number;
  weightsOffset(): number;
  returnsOffset(): number;
  stepsOffset(): number;
  brokenEpisodes(): number;
  networkOffset(): number;
  valuesOffset(): number;
  weightRowsOffset(): number;
  stateOffset(): number;
}

/** One instance of the wasm, set to one task. */
export class Kernel {
  readonly inputs: number;
  readonly outputs: number;
  /** Steps after which an episode is cut off. */
  readonly maxSteps: number;
  /** How many numbers the task's state has. */
  readonly stateSize: number;
  private readonly id: number;
  private episodes = 0;
  private individual = false;
  private fallPenalty = true;
  private patience = 0;
  private weightsPerEpisode = 1;

  private constructor(
    private readonly exports: Exports,
    task: Task,
  ) {
    this.id = (exports[task.idExport] as WebAssembly.Global).value;
    this.inputs = exports.taskInputs(this.id);
    this.outputs = exports.taskOutputs(this.id);
    this.maxSteps = exports.taskMaxSteps(this.id);
    this.stateSize = exports.taskStateSize(this.id);
  }

  /**
   * Instantiates the wasm.
   * @param wasm its bytes, a response that brings them, or a compiled module.
   * Throws an Error where the wasm is of another version than the host.
   */
  static async load(wasm: BufferSource | WebAssembly.Module | Response, task: Task): Promise<Kernel> {
    const { exports } = await instantiate<Exports>(wasm as Parameters<typeof instantiate>[0]);
    const version = exports.NETWORK_VERSION.value;
    if (version !== PACKED_VERSION) {
      throw new Error(`the wasm file reads networks of version ${version}, this program writes ${PACKED_VERSION}`);
    }
    const kernel = new Kernel(exports, task);
    if (kernel.inputs !== task.inputs || kernel.outputs !== task.outputs) {
      throw new Error(`the wasm file's ${task.name} has ${kernel.inputs} inputs and ${kernel.outputs} outputs`);
    }
    return kernel;
  }

  /** Bytes of linear memory in use. */
  get memoryBytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  /** Sets the episodes that `evaluate` runs, and how many networks `evaluateAll` is to run them with. */
  setPlan(plan: Plan, networks = 1): void {
    const { exports } = this;
    this.episodes = plan.seeds.length;
    this.individual = plan.individual;
    this.fallPenalty = plan.fallPenalty ?? true;
    this.patience = plan.patience ?? 0;
    this.weightsPerEpisode = this.episodes === 0 ? 0 : plan.weights.length / this.episodes;
    exports.reservePlan(this.episodes, this.weightsPerEpisode, networks);
    new Float64Array(exports.memory.buffer, exports.weightsOffset(), plan.weights.length).set(plan.weights);
    new Uint32Array(exports.memory.buffer, exports.seedsOffset(), this.episodes).set(plan.seeds);
  }

  /**
   * Runs one network through the plan.
   * @param runOn go on to the last step past the task's own end: for benchmarks.
   */
  evaluate(network: Uint32Array, runOn = false): Outcome {
    const { exports, episodes } = this;
    this.prepare(network);
    if (this.individual && this.episodes > 0) requireWeights(network, this.weightsPerEpisode);
    exports.evaluate(this.id, this.patience, this.fallPenalty, runOn);
    return this.outcome(episodes);
  }

  /** Runs each of `networks` through the plan; the outcome is [network × episode]. */
  evaluateAll(networks: readonly Uint32Array[], plan: Plan): Outcome {
    const { exports } = this;
    const costly = exports.taskIsCostly(this.id) !== 0;
    this.setPlan(plan, costly ? networks.length : 1);
    const { episodes } = this;
    if (!costly || episodes === 0) {
      const outcome = emptyOutcome(networks.length * episodes);
      for (const [i, network] of networks.entries()) place(outcome, i * episodes, this.evaluate(network));
      return outcome;
    }
    for (const network of networks) if (this.individual) requireWeights(network, this.weightsPerEpisode);
    const words = networks.flatMap((network) => [network.byteLength, ...network]);
    this.write(Uint32Array.from(words));
    const { id, individual, patience, fallPenalty } = this;
    const status = exports.evaluateCrowd(id, networks.length, individual, patience, fallPenalty);
    const wrong = networks.find(([, , inputs, outputs]) => inputs !== this.inputs || outputs !== this.outputs);
    this.requireGood(status, wrong ?? networks[0]);
    return this.outcome(networks.length * episodes);
  }

  private outcome(count: number): Outcome {
    const { exports } = this;
    return {
      returns: new Float64Array(exports.memory.buffer, exports.returnsOffset(), count).slice(),
      steps: new Uint32Array(exports.memory.buffer, exports.stepsOffset(), count).slice(),
      broken: exports.brokenEpisodes(),
    };
  }

  /**
   * Sets the network and the weights of the calls below, which step a single episode. The kernel then serves that alone.
   * @param weights one shared weight, or one a connection in packed order.
   */
  open(network: Uint32Array, weights: number | Float64Array): void {
    this.setPlan({ individual: typeof weights !== "number", weights: new Float64Array(), seeds: new Uint32Array() });
    this.prepare(network);
    if (typeof weights !== "number") requireWeights(network, weights.length);
    const rows = this.rows(this.exports.weightRowsOffset());
    if (typeof weights === "number") rows.set(0, weights);
    else for (let k = 0; k < weights.length; k++) rows.set(k, weights[k]);
  }

  reset(seed: number): void {
    this.exports.reset(this.id, seed);
  }

  /** Starts an episode in `state` instead of a seeded one. Throws a RangeError where the task starts from seeds alone. */
  restore(state: ArrayLike<number>): void {
    if (this.exports.taskRestores(this.id) === 0) throw new RangeError("this task starts from seeds alone: use reset");
    this.stateView.set(state);
    this.exports.restore(this.id);
  }

  /** Computes the nodes' values from the observation. */
  act(): void {
    this.exports.act();
  }

  /** One step with the outputs' values as actions; returns the reward. */
  step(): number {
    return this.exports.step(this.id);
  }

  get terminated(): boolean {
    return this.exports.terminated(this.id) !== 0;
  }

  get state(): number[] {
    return [...this.stateView];
  }

  /** The value of node `at` in packed order: 0 the bias, then inputs, hidden nodes, outputs. */
  value(at: number): number {
    return this.rows(this.exports.valuesOffset()).get(at);
  }

  /** Puts an action in the place of an output, or a value in that of an input. */
  setValue(at: number, value: number): void {
    this.rows(this.exports.valuesOffset()).set(at, value);
  }

  private get stateView(): Float64Array {
    return new Float64Array(this.exports.memory.buffer, this.exports.stateOffset(), this.stateSize);
  }

  /** Lane 0 of the rows that start at `offset`. */
  private rows(offset: number): { get(row: number): number; set(row: number, value: number): void } {
    const view = new DataView(this.exports.memory.buffer, offset);
    const bytes = this.exports.ROW_BYTES.value;
    return {
      get: (row) => view.getFloat64(row * bytes, true),
      set: (row, value) => view.setFloat64(row * bytes, value, true),
    };
  }

  private write(words: Uint32Array): void {
    const { exports } = this;
    exports.reserveNetwork(words.byteLength);
    new Uint32Array(exports.memory.buffer, exports.networkOffset(), words.length).set(words);
  }

  private prepare(network: Uint32Array): void {
    this.write(network);
    this.requireGood(this.exports.prepare(this.id, this.individual), network);
  }

  private requireGood(status: number, network: Uint32Array): void {
    if (status === this.exports.WRONG_SIZE.value) {
      const [, , inputs, outputs] = network;
      const size = (from: number, to: number) => `${from} inputs and ${to} outputs`;
      throw new RangeError(`the network has ${size(inputs, outputs)}, the task has ${size(this.inputs, this.outputs)}`);
    }
    if (status !== 0) throw new RangeError(`not a packed network of this version (status ${status})`);
  }
}

/** Individual weights are read as many as the network has connections: others would be read past their end. */
function requireWeights(network: Uint32Array, given: number): void {
  const connections = network[5];
  if (given === connections) return;
  throw new RangeError(`${given} individual weights were given, the network has ${connections} connections`);
}
