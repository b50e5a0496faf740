/** A task's wasm and what it can do. */
import type { BatchSource } from "../images/image-set.js";
import { Environments } from "../own/environments.js";
import type { HostedWorld, TaskFacts } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { Border, type HostWorld } from "./border.js";
import { Episode } from "./episode.js";
import type { Outcome, Plan } from "./evaluator.js";
import type { Part } from "./gradients.js";
import { type ImageExports, ImageScorer } from "./image-scorer.js";
import type { Ledger } from "./ledger.js";
import { type ProfilingExports, readLedger } from "./profiling.js";
import { type ControlExports, rollOut, rollOutAll } from "./rollouts.js";

/** One instance of a task's wasm. Networks are packed, as `pack` gives them. */
export class Kernel {
  private readonly scorer: ImageScorer | undefined;

  private constructor(
    private readonly border: Border,
    readonly task: TaskFacts,
    /** Of a task of images, what its episodes are made of, if the kernel was given it. */
    readonly images: BatchSource | undefined,
    /** Of a task whose episodes are played on the host. */
    /** @internal */
    readonly world: HostWorld | undefined,
    private readonly progressed: () => void,
  ) {
    if (task.kind === "images") this.scorer = new ImageScorer(border as Border<ImageExports>, images);
  }

  /**
   * Instantiates the wasm. Throws an Error where it is of another version than the host, or not of the task's size.
   * @param wasm its bytes, a response that brings them, or a compiled module.
   * @param images what episodes of a task of images are made of.
   * @param assets the files that the task needs, in its order.
   * @param openWorld opens the world of a task whose episodes are played on the host.
   * @param progressed is told of each network's end, and of a user's task on the host, of each step.
   */
  static async load(
    wasm: BufferSource | WebAssembly.Module | Response,
    task: TaskFacts,
    images?: BatchSource,
    assets: readonly Uint8Array[] = [],
    openWorld: (world: HostedWorld, stepped: () => void) => Promise<HostWorld> = openHere,
    progressed: () => void = () => {},
  ): Promise<Kernel> {
    const world = task.own && (await openWorld(task.own, progressed));
    const border = await Border.open(wasm, assets, world);
    if (border.inputs !== task.inputs || border.outputs !== task.outputs) {
      throw new Error(`the wasm file of ${task.name} has ${border.inputs} inputs and ${border.outputs} outputs`);
    }
    return new Kernel(border, task, task.kind === "images" ? images : undefined, world, progressed);
  }

  /** Inputs of a network, the bias apart. */
  get inputs(): number {
    return this.border.inputs;
  }

  /** Outputs of a network. */
  get outputs(): number {
    return this.border.outputs;
  }

  /** Whether networks share the lanes, since the task costs more than they do. */
  get sharesLanes(): boolean {
    return this.scorer === undefined && this.control.exports.taskSharesLanes() !== 0;
  }

  /** Steps after which an episode is cut off. */
  get maxSteps(): number {
    return this.control.exports.taskMaxSteps();
  }

  /** Bytes of linear memory in use. */
  get memoryBytes(): number {
    return this.border.memoryBytes;
  }

  /**
   * Runs one network through the plan. Throws a RangeError where it does not fit the task, or the weights do not fit it.
   * @param ignoreTermination go on to the last step past the task's own end: for benchmarks.
   */
  evaluate(network: Uint32Array, plan: Plan, ignoreTermination = false): Outcome {
    return this.attempt(() => {
      this.border.setPlan(plan);
      return rollOut(this.control, network, plan, ignoreTermination);
    });
  }

  /** Runs each of `networks` through `plan`, as `evaluate` does; the outcome is [network × episode]. */
  evaluateAll(networks: readonly Uint32Array[], plan: Plan): Outcome {
    if (this.scorer) return this.scorer.evaluateAll(networks, plan);
    return this.attempt(() => rollOutAll(this.control, networks, plan, this.progressed));
  }

  /** Opens an episode with a network; the kernel then serves that alone. Throws a RangeError where the task has no steps. */
  open(network: Uint32Array, weights: number | Float64Array): Episode {
    if (this.scorer) throw new RangeError("this task has no steps: use predict");
    return new Episode(this.control, network, weights, this.world);
  }

  /**
   * A network's logits. Throws a RangeError where the task has no images, the network does not fit it, or the weights do not fit that.
   * @param weights one shared weight, or one a connection in packed order.
   * @param images f32 [image][input].
   * @returns f32 [image][output].
   */
  predict(network: Uint32Array, weights: number | Float64Array, images: Float32Array): Float32Array {
    return this.ofImages.predict(network, weights, images);
  }

  /** See `ImageScorer.blockGradients`. @hidden */
  blockGradients(network: Uint32Array, weights: Float64Array, seed: number, part: Part): Float64Array {
    return this.ofImages.blockGradients(network, weights, seed, part);
  }

  /** See `ImageScorer.additionGainRows`. @hidden */
  additionGainRows(network: Uint32Array, sharedWeights: readonly number[], seed: number, part: Part): Float64Array {
    return this.ofImages.additionGainRows(network, sharedWeights, seed, part);
  }

  /** Empties the ledger of a profiling build. @hidden */
  emptyLedger(): void {
    this.profiling.exports.emptyLedger();
  }

  /** Has a profiling build time one step of so many from now on. @hidden */
  timeOneOf(steps: number): void {
    this.profiling.exports.timeOneOf(steps);
  }

  /** What a profiling build has recorded since its ledger was emptied. @hidden */
  get ledger(): Ledger {
    return readLedger(this.profiling);
  }

  /** Ends phases in a profiling build, `times` times: what that costs is in the phases' times. @hidden */
  endPhases(times: number): void {
    this.profiling.exports.endPhases(times);
  }

  /** Passes of a network over `lanes` lanes in a profiling build, all inputs and the weight a half. @hidden */
  passForward(network: Uint32Array, passes: number, lanes: number): void {
    const narrow = this.scorer !== undefined;
    this.border.setPlan({ individual: false, weights: new Float64Array(), seeds: new Uint32Array() });
    this.border.prepare(network);
    this.profiling.exports.passForward(passes, lanes * (narrow ? 4 : 8), narrow);
  }

  private attempt<T>(work: () => T): T {
    return this.world?.attempt ? this.world.attempt(work) : work();
  }

  private get control(): Border<ControlExports> {
    if (this.scorer) throw new RangeError("this task has no steps");
    return this.border as Border<ControlExports>;
  }

  private get ofImages(): ImageScorer {
    if (!this.scorer) throw new RangeError("this task has no images");
    return this.scorer;
  }

  private get profiling(): Border<ProfilingExports> {
    return this.border as Border<ProfilingExports>;
  }
}

/** The worlds that any engine runs. */
async function openHere(world: HostedWorld, stepped: () => void): Promise<HostWorld> {
  if ("code" in world) return Environments.open(world, stepped);
  throw new UserError(`${world.facts.file}: runs in Python: expected Node, where there is one`);
}
