/**
 * The only file that touches the memory of a task's wasm. Sizes, offsets and statuses are read from the wasm's exports; what they mean
 * is written in assembly/core, and in assembly/tasks/task.ts.
 */
import { instantiate } from "@assemblyscript/loader";
import { PACKED_VERSION } from "../network/pack.js";
import type { Drawing } from "./drawing.js";
import type { Outcome, Plan } from "./evaluator.js";
import { Refused } from "./refused.js";

/** What every task's wasm exports; see assembly/core/module.ts. */
export interface Exports extends Record<string, unknown> {
  memory: WebAssembly.Memory;
  CONTRACT_VERSION: WebAssembly.Global;
  NETWORK_VERSION: WebAssembly.Global;
  ROW_BYTES: WebAssembly.Global;
  STATUS_WRONG_SIZE: WebAssembly.Global;
  taskInputs(): number;
  taskOutputs(): number;
  taskOptions(): number;
  optionDefault(option: number): number;
  setOption(option: number, value: number): void;
  taskAssets(): number;
  assetOffset(bytes: number): number;
  openAsset(asset: number, offset: number, bytes: number): number;
  reservePlan(episodes: number, weights: number, networks: number): void;
  reserveNetwork(bytes: number): void;
  networkOffset(): number;
  prepare(individual: boolean): number;
  seedsOffset(): number;
  weightsOffset(): number;
  returnsOffset(): number;
  stepsOffset(): number;
  nonFiniteEpisodes(): number;
}

/** Of assembly/tasks/task.ts. */
const CONTRACT_VERSION = 2;

/** The clock that a profiling build imports; others import nothing. */
const CLOCK = { host: { nanoseconds: () => performance.now() * 1e6 } };

/** A world on the host: what the wasm calls, and how it is told what that is like. */
export interface HostWorld {
  readonly imports: object;
  /** @param view the wasm's memory as f64. */
  // biome-ignore lint/suspicious/noExplicitAny: what such a wasm exports besides is the world's own matter
  attach(exports: any, view: () => Float64Array): void;
  /** Runs `work`, which calls the wasm, again where the world breaks off in the midst of it. */
  attempt?<T>(work: () => T): T;
  close?(): void;
  /** The episode of `lane` as its task draws it, or undefined where it does not. */
  draw?(lane: number): Drawing | undefined;
  /** Nanoseconds that it has spent on episodes, where it counts them. */
  readonly busyNs?: number;
}

/** A memory as f64, which moves when it grows. */
function viewOf(memory: WebAssembly.Memory): () => Float64Array {
  let values = new Float64Array(memory.buffer);
  return () => {
    if (values.buffer !== memory.buffer) values = new Float64Array(memory.buffer);
    return values;
  };
}

/** One instance of a wasm. `E` are the exports of its kind. */
export class Border<E extends Exports = Exports> {
  /** Inputs of a network, the bias apart. */
  readonly inputs: number;
  readonly outputs: number;
  private individual = false;
  private perEpisode = 1;

  private constructor(readonly exports: E) {
    this.inputs = exports.taskInputs();
    this.outputs = exports.taskOutputs();
  }

  /**
   * Instantiates a wasm. Throws an Error where it is of another version than the host.
   * @param wasm its bytes, a response that brings them, or a compiled module.
   * @param assets the files that the task needs, in its order.
   * @param world of a task whose episodes are played on the host.
   */
  static async open(
    wasm: BufferSource | WebAssembly.Module | Response,
    assets: readonly Uint8Array[] = [],
    world?: HostWorld,
  ): Promise<Border> {
    const imports = world ? { ...CLOCK, environment: { ...world.imports } } : CLOCK;
    const { exports } = await instantiate<Exports>(wasm as Parameters<typeof instantiate>[0], imports);
    const version = exports.NETWORK_VERSION?.value;
    if (version === undefined) throw new Error("the wasm file is no task's");
    if (version !== PACKED_VERSION) {
      throw new Error(`the wasm file reads networks of version ${version}, this program writes ${PACKED_VERSION}`);
    }
    const contract = exports.CONTRACT_VERSION?.value;
    if (contract !== CONTRACT_VERSION) {
      throw new Error(`the wasm file keeps version ${contract} of a task's contract, this program ${CONTRACT_VERSION}`);
    }
    world?.attach(exports, viewOf(exports.memory));
    const needed = exports.taskAssets();
    if (assets.length !== needed)
      throw new RangeError(`assets given: ${assets.length}: expected ${needed}, as the task needs`);
    const border = new Border(exports);
    for (const [i, asset] of assets.entries()) border.openAsset(i, asset);
    return border;
  }

  private openAsset(index: number, bytes: Uint8Array): void {
    const { exports } = this;
    const offset = exports.assetOffset(bytes.length);
    new Uint8Array(exports.memory.buffer, offset, bytes.length).set(bytes);
    const status = exports.openAsset(index, offset, bytes.length);
    if (status !== 0) throw new RangeError(`asset ${index}: not what this task needs (${this.nameOf(status)})`);
  }

  /** Bytes of linear memory in use. */
  get memoryBytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  /** Individual weights of an episode of the plan, or 1. */
  get weightsPerEpisode(): number {
    return this.perEpisode;
  }

  /** Lays out a plan for so many networks at once, and sets its options. */
  setPlan(plan: Plan, networks = 1): void {
    const { exports } = this;
    const episodes = plan.seeds.length;
    this.individual = plan.individual;
    this.perEpisode = episodes === 0 ? 0 : plan.weights.length / episodes;
    exports.reservePlan(episodes, this.perEpisode, networks);
    this.doubles(exports.weightsOffset(), plan.weights.length).set(plan.weights);
    this.words(exports.seedsOffset(), episodes).set(plan.seeds);
    this.setOptions(plan.taskOptions);
  }

  private setOptions(given: readonly number[] | undefined): void {
    const { exports } = this;
    const count = exports.taskOptions();
    if (given && (given.length !== count || !given.every(Number.isFinite))) {
      throw new Refused(`task options [${given}]: expected ${count} finite numbers, one an option`);
    }
    for (let i = 0; i < count; i++) exports.setOption(i, given?.[i] ?? exports.optionDefault(i));
  }

  /**
   * Sets the network of the calls that follow. Throws a Refused where it does not fit the task, or the weights do not fit it.
   * @param weights how many individual weights are given, where they are.
   */
  prepare(network: Uint32Array, weights?: number): void {
    this.writeNetwork(network);
    this.requireGood(this.exports.prepare(this.individual), network);
    if (weights !== undefined) requireWeights(network, weights);
  }

  /** Writes a packed network, or several with their lengths. */
  writeNetwork(words: Uint32Array): void {
    const { exports } = this;
    exports.reserveNetwork(words.byteLength);
    this.words(exports.networkOffset(), words.length).set(words);
  }

  /** The outcome of the last evaluation: of so many episodes. */
  outcome(count: number): Outcome {
    const { exports } = this;
    return {
      returns: this.doubles(exports.returnsOffset(), count).slice(),
      steps: this.words(exports.stepsOffset(), count).slice(),
      nonFinite: exports.nonFiniteEpisodes(),
    };
  }

  /** Throws a Refused where `prepare` has answered with a status. */
  requireGood(status: number, network: Uint32Array): void {
    if (status === this.exports.STATUS_WRONG_SIZE.value) {
      const [, , inputs, outputs] = network;
      const size = (from: number, to: number) => `${from} inputs and ${to} outputs`;
      throw new Refused(`the network has ${size(inputs, outputs)}, the task has ${size(this.inputs, this.outputs)}`);
    }
    if (status !== 0) throw new Refused(`the wasm refuses the network: ${this.nameOf(status)}`);
  }

  /** A status by the name that the wasm exports it under: "bad length". */
  private nameOf(status: number): string {
    const found = Object.entries(this.exports).find(([name, value]) => {
      return name.startsWith("STATUS_") && (value as WebAssembly.Global).value === status;
    });
    return found ? found[0].slice("STATUS_".length).toLowerCase().replaceAll("_", " ") : `status ${status}`;
  }

  /** The number that the wasm exports for one of a kind of names: ROLE_NEAR_LIMB for "ROLE" and "near-limb". */
  constant(kind: string, name: string): number {
    return (this.exports[`${kind}_${name.toUpperCase().replaceAll("-", "_")}`] as WebAssembly.Global).value;
  }

  /** A view of f64 at `offset`: valid until memory grows. */
  doubles(offset: number, count: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.exports.memory.buffer as ArrayBuffer, offset, count);
  }

  /** A string of AssemblyScript's at `offset`: UTF-16, its bytes counted before it. */
  text(offset: number): string {
    const { buffer } = this.exports.memory;
    const [bytes] = new Uint32Array(buffer, offset - 4, 1);
    return new TextDecoder("utf-16le").decode(new Uint8Array(buffer, offset, bytes));
  }

  /** The same of f32; without a count, up to the memory's end. */
  singles(offset: number, count?: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.exports.memory.buffer as ArrayBuffer, offset, count);
  }

  /** The same of i16. */
  shorts(offset: number, count: number): Int16Array<ArrayBuffer> {
    return new Int16Array(this.exports.memory.buffer as ArrayBuffer, offset, count);
  }

  /** The same of bytes. */
  bytes(offset: number, count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer as ArrayBuffer, offset, count);
  }

  /** The same of u32. */
  words(offset: number, count?: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.exports.memory.buffer as ArrayBuffer, offset, count);
  }
}

/** Individual weights are read as many as the network has connections: others would be read past their end. */
export function requireWeights(network: Uint32Array, given: number): void {
  const connections = network[5];
  if (given === connections) return;
  throw new Refused(`${given} individual weights were given, the network has ${connections} connections`);
}
