/**
 * The only file that touches the memory of wann.wasm. Sizes, offsets and versions are read from the module's exports.
 */
import { instantiate } from "@assemblyscript/loader";
import type { Task } from "../config/tasks.js";
import { batchOf, batchSize } from "../mnist/batch.js";
import type { MnistImages } from "../mnist/images.js";
import { PACKED_VERSION } from "../network/pack.js";
import { type Drawing, ROLES, SHAPE_KINDS, type Shape } from "./drawing.js";
import { emptyOutcome, type Outcome, type Plan, place } from "./evaluator.js";
import { type Part, shareOf, targetsOf } from "./gradients.js";
import { COUNTS, type Count, type Ledger, type Moment, PHASES, type Phase, type PhaseTime } from "./ledger.js";

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
  taskTimeStep(task: number): number;
  taskIsCostly(task: number): number;
  taskRestores(task: number): number;
  taskClassifies(task: number): number;
  taskEncodes(task: number): number;
  PICTURE_SIDE: WebAssembly.Global;
  reserveEncoder(bytes: number): void;
  encoderOffset(): number;
  prepareEncoder(bytes: number): number;
  pictureOffset(): number;
  reservePlan(episodes: number, weights: number, networks: number): void;
  reserveNetwork(bytes: number): void;
  prepare(task: number, individual: boolean): number;
  evaluate(task: number, patience: number, forecast: boolean, fallPenalty: boolean, runOn: boolean): void;
  evaluateCrowd(
    task: number,
    count: number,
    individual: boolean,
    patience: number,
    forecast: boolean,
    fallPenalty: boolean,
  ): number;
  reserveBatch(task: number, images: number): void;
  classifyBatch(task: number, from: number, to: number): void;
  BLOCK_IMAGES: WebAssembly.Global;
  blockGradients(images: number, summed: boolean): void;
  gradientsOffset(): number;
  reserveAdditionGains(targets: number): void;
  addBatchAdditionGains(weight: number, from: number, to: number): void;
  additionGainsOffset(): number;
  predict(episode: number): void;
  imagesOffset(): number;
  fillBatch(images: number): void;
  logitsOffset(image: number): number;
  labelsOffset(): number;
  reset(task: number, seed: number): void;
  restore(task: number): void;
  act(): void;
  step(task: number): number;
  terminated(task: number): number;
  draw(task: number): void;
  drawingOffset(): number;
  seedsOffset(): number;
  weightsOffset(): number;
  returnsOffset(): number;
  stepsOffset(): number;
  nonFiniteEpisodes(): number;
  networkOffset(): number;
  valuesOffset(): number;
  weightRowsOffset(): number;
  stateOffset(): number;
}

/** What a profiling build exports besides; see assembly/profiled.ts. */
interface ProfilingExports extends Exports {
  PHASES: WebAssembly.Global;
  COUNTS: WebAssembly.Global;
  MOMENTS: WebAssembly.Global;
  COUNT_ACTIVATIONS: WebAssembly.Global;
  ledgerRows(): number;
  emptyLedger(): void;
  stepsPerMoment(): number;
  endPhases(times: number): void;
  passForward(passes: number, bytes: number, narrow: boolean): void;
}

/** The clock that a profiling build imports; others import nothing. */
const CLOCK = { host: { nanoseconds: () => performance.now() * 1e6 } };

/** Images that `predict` looks at in one go. */
const PREDICT_IMAGES = 2048;

/** One instance of the wasm, set to one task. Networks are packed, as `pack` gives them. */
export class Kernel {
  /** Inputs of a network, the bias apart. */
  readonly inputs: number;
  readonly outputs: number;
  /** Steps after which an episode is cut off. */
  readonly maxSteps: number;
  /** Seconds that a step simulates. */
  readonly timeStep: number;
  /** How many numbers the task's state has. */
  readonly stateSize: number;
  private readonly id: number;
  private episodes = 0;
  private individual = false;
  private fallPenalty = true;
  private patience = 0;
  private forecast = false;
  private weightsPerEpisode = 1;

  private constructor(
    private readonly exports: Exports,
    task: Task,
    /** Of a task that classifies, what its episodes are made of, if the kernel was given it. */
    readonly images: MnistImages | undefined,
  ) {
    this.id = (exports[task.idExport] as WebAssembly.Global).value;
    this.inputs = exports.taskInputs(this.id);
    this.outputs = exports.taskOutputs(this.id);
    this.maxSteps = exports.taskMaxSteps(this.id);
    this.timeStep = exports.taskTimeStep(this.id);
    this.stateSize = exports.taskStateSize(this.id);
  }

  /**
   * Instantiates the wasm. Throws an Error where it is of another version than the host.
   * @param wasm its bytes, a response that brings them, or a compiled module.
   * @param images what episodes of a task that classifies are made of.
   * @param encoder the file of the encoder that the task is seen through, if it is.
   */
  static async load(
    wasm: BufferSource | WebAssembly.Module | Response,
    task: Task,
    images?: MnistImages,
    encoder?: Uint8Array,
  ): Promise<Kernel> {
    const { exports } = await instantiate<Exports>(wasm as Parameters<typeof instantiate>[0], CLOCK);
    const version = exports.NETWORK_VERSION.value;
    if (version !== PACKED_VERSION) {
      throw new Error(`the wasm file reads networks of version ${version}, this program writes ${PACKED_VERSION}`);
    }
    const kernel = new Kernel(exports, task, task.classifies ? images : undefined);
    if (kernel.inputs !== task.inputs || kernel.outputs !== task.outputs) {
      throw new Error(`the wasm file's ${task.name} has ${kernel.inputs} inputs and ${kernel.outputs} outputs`);
    }
    if (exports.taskEncodes(kernel.id) !== 0) kernel.openEncoder(encoder);
    return kernel;
  }

  private openEncoder(encoder: Uint8Array | undefined): void {
    const { exports } = this;
    if (!encoder) throw new Error("a kernel without an encoder cannot see this task");
    exports.reserveEncoder(encoder.length);
    new Uint8Array(exports.memory.buffer, exports.encoderOffset(), encoder.length).set(encoder);
    const status = exports.prepareEncoder(encoder.length);
    if (status !== 0) throw new RangeError(`not an encoder for this task (status ${status})`);
  }

  /** Whether networks share the lanes, since the task is what costs. */
  get costly(): boolean {
    return this.exports.taskIsCostly(this.id) !== 0;
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
    this.forecast = plan.forecast ?? false;
    this.weightsPerEpisode = this.episodes === 0 ? 0 : plan.weights.length / this.episodes;
    exports.reservePlan(this.episodes, this.weightsPerEpisode, networks);
    new Float64Array(exports.memory.buffer, exports.weightsOffset(), plan.weights.length).set(plan.weights);
    new Uint32Array(exports.memory.buffer, exports.seedsOffset(), this.episodes).set(plan.seeds);
  }

  /**
   * Runs one network through the plan. Throws a RangeError where it does not fit the task, or the weights do not fit it.
   * @param runOn go on to the last step past the task's own end: for benchmarks.
   */
  evaluate(network: Uint32Array, runOn = false): Outcome {
    const { exports, episodes } = this;
    this.prepare(network);
    if (this.individual && this.episodes > 0) requireWeights(network, this.weightsPerEpisode);
    exports.evaluate(this.id, this.patience, this.forecast, this.fallPenalty, runOn);
    return this.outcome(episodes);
  }

  /** Runs each of `networks` through `plan`, as `evaluate` does; the outcome is [network × episode]. */
  evaluateAll(networks: readonly Uint32Array[], plan: Plan): Outcome {
    const { exports } = this;
    if (exports.taskClassifies(this.id) !== 0) return this.classifyAll(networks, plan);
    const { costly } = this;
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
    const { id, individual, patience, forecast, fallPenalty } = this;
    const status = exports.evaluateCrowd(id, networks.length, individual, patience, forecast, fallPenalty);
    const wrong = networks.find(([, , inputs, outputs]) => inputs !== this.inputs || outputs !== this.outputs);
    this.requireGood(status, wrong ?? networks[0]);
    return this.outcome(networks.length * episodes);
  }

  /** Episodes with one seed have one batch: they are run together, a network at a time. */
  private classifyAll(networks: readonly Uint32Array[], plan: Plan): Outcome {
    const { exports } = this;
    const perEpisode = plan.weights.length / plan.seeds.length;
    const bySeed = Array.from(plan.seeds.keys()).sort((a, b) => plan.seeds[a] - plan.seeds[b] || a - b);
    const sorted: Plan = {
      ...plan,
      seeds: plan.seeds.map((_, i) => plan.seeds[bySeed[i]]),
      weights: plan.weights.map((_, i) => {
        return plan.weights[bySeed[Math.floor(i / perEpisode)] * perEpisode + (i % perEpisode)];
      }),
    };
    const outcome = emptyOutcome(networks.length * plan.seeds.length);
    this.setPlan(sorted);
    for (let from = 0, to = 0; from < bySeed.length; from = to) {
      while (to < bySeed.length && sorted.seeds[to] === sorted.seeds[from]) to++;
      this.writeBatch(sorted.seeds[from]);
      for (const [n, network] of networks.entries()) {
        this.prepare(network);
        if (plan.individual) requireWeights(network, perEpisode);
        exports.classifyBatch(this.id, from, to);
        outcome.nonFinite += exports.nonFiniteEpisodes();
        const { returns, steps } = this.outcome(bySeed.length);
        for (let i = from; i < to; i++) {
          outcome.returns[n * bySeed.length + bySeed[i]] = returns[i];
          outcome.steps[n * bySeed.length + bySeed[i]] = steps[i];
        }
      }
    }
    return outcome;
  }

  /**
   * What blocks of the batch of `seed` give at individual weights: rows [block], laid out as in assembly/classify.ts;
   * `Gradients.gradient` is their sum. Of the first part one row: its blocks' sum. Throws a RangeError where the network does not fit
   * the task, or the weights do not fit it.
   * @param part which of the batch's blocks.
   * @hidden
   */
  blockGradients(network: Uint32Array, weights: Float64Array, seed: number, part: Part): Float64Array {
    const { exports } = this;
    const images = batchSize(this.batches, seed);
    const blockImages = exports.BLOCK_IMAGES.value;
    const [from, to] = shareOf(Math.ceil(images / blockImages), part);
    this.setPlan({ individual: true, weights, seeds: Uint32Array.of(seed) });
    this.writeBatch(seed, from * blockImages, Math.min(to * blockImages, images));
    this.prepare(network);
    requireWeights(network, weights.length);
    const summed = part.index === 0;
    exports.blockGradients(images, summed);
    const values = (summed ? 1 : to - from) * (1 + weights.length);
    return new Float64Array(exports.memory.buffer, exports.gradientsOffset(), values).slice();
  }

  /**
   * Rows of `Gradients.additionGains`: a part of the targets. Throws a RangeError where the network does not fit the task.
   * @param part which of the computed nodes.
   * @hidden
   */
  additionGainRows(network: Uint32Array, sharedWeights: readonly number[], seed: number, part: Part): Float64Array {
    const { exports } = this;
    const [, , , , nodes, connections] = network;
    this.setPlan({ individual: true, weights: new Float64Array(connections), seeds: Uint32Array.of(seed) });
    this.writeBatch(seed);
    this.prepare(network);
    const [from, to] = targetsOf(network, part);
    exports.reserveAdditionGains(to - from);
    for (const weight of sharedWeights) {
      new Float64Array(exports.memory.buffer, exports.weightsOffset(), connections).fill(weight);
      exports.addBatchAdditionGains(weight, from, to);
    }
    return new Float64Array(exports.memory.buffer, exports.additionGainsOffset(), (to - from) * nodes).slice();
  }

  /** What batches are drawn from. */
  private get batches(): MnistImages {
    if (!this.images) throw new Error("a kernel without images cannot run episodes of images");
    return this.images;
  }

  /** Writes images `from` up to `to` of the batch of `seed`, which is to be all of it unless told otherwise. */
  private writeBatch(seed: number, from = 0, to = batchSize(this.batches, seed)): void {
    const { exports, inputs } = this;
    exports.reserveBatch(this.id, to - from);
    const { set, indices } = batchOf(this.batches, seed);
    const written = new Float32Array(exports.memory.buffer, exports.imagesOffset(), (to - from) * inputs);
    const labels = new Uint32Array(exports.memory.buffer, exports.labelsOffset(), to - from);
    for (const [i, image] of indices.subarray(from, to).entries()) {
      written.set(set.images.subarray(image * inputs, (image + 1) * inputs), i * inputs);
      labels[i] = set.labels[image];
    }
    exports.fillBatch(to - from);
  }

  /**
   * A network's logits. Throws a RangeError where it does not fit the task, or the weights do not fit it.
   * @param weights one shared weight, or one a connection in packed order.
   * @param images f32 [image][input].
   * @returns f32 [image][output].
   */
  predict(network: Uint32Array, weights: number | Float64Array, images: Float32Array): Float32Array {
    const { exports, inputs, outputs } = this;
    const individual = typeof weights !== "number";
    const values = individual ? weights : Float64Array.of(weights);
    const logits = new Float32Array((images.length / inputs) * outputs);
    this.setPlan({ individual, weights: values, seeds: new Uint32Array(1) });
    for (let start = 0; start * inputs < images.length; start += PREDICT_IMAGES) {
      const count = Math.min(PREDICT_IMAGES, images.length / inputs - start);
      exports.reserveBatch(this.id, count);
      const part = images.subarray(start * inputs, (start + count) * inputs);
      new Float32Array(exports.memory.buffer, exports.imagesOffset(), part.length).set(part);
      exports.fillBatch(count);
      this.prepare(network);
      if (individual) requireWeights(network, weights.length);
      exports.predict(0);
      const view = new Float32Array(exports.memory.buffer);
      const stride = exports.ROW_BYTES.value / view.BYTES_PER_ELEMENT;
      for (let i = 0; i < count; i++) {
        const first = exports.logitsOffset(i) / view.BYTES_PER_ELEMENT;
        for (let j = 0; j < outputs; j++) logits[(start + i) * outputs + j] = view[first + j * stride];
      }
    }
    return logits;
  }

  private outcome(count: number): Outcome {
    const { exports } = this;
    return {
      returns: new Float64Array(exports.memory.buffer, exports.returnsOffset(), count).slice(),
      steps: new Uint32Array(exports.memory.buffer, exports.stepsOffset(), count).slice(),
      nonFinite: exports.nonFiniteEpisodes(),
    };
  }

  /**
   * Sets the network and the weights of the calls below, which step a single episode. The kernel then serves that alone.
   * @param weights one shared weight, or one a connection in packed order.
   */
  open(network: Uint32Array, weights: number | Float64Array): void {
    if (this.exports.taskClassifies(this.id) !== 0) throw new RangeError("this task has no steps: use predict");
    this.setPlan({ individual: typeof weights !== "number", weights: new Float64Array(), seeds: new Uint32Array() });
    this.prepare(network);
    if (typeof weights !== "number") requireWeights(network, weights.length);
    this.setWeights(weights);
  }

  /** Changes the opened network's weights: of the kind, and as many, as it was opened with. */
  setWeights(weights: number | Float64Array): void {
    const rows = this.rows(this.exports.weightRowsOffset());
    if (typeof weights === "number") rows.set(0, weights);
    else for (let k = 0; k < weights.length; k++) rows.set(k, weights[k]);
  }

  /** Starts the episode of `seed`. */
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

  /** Whether the task has ended the episode. */
  get terminated(): boolean {
    return this.exports.terminated(this.id) !== 0;
  }

  /** The episode as its task draws it; the layout is in assembly/tasks/drawing.ts. */
  draw(): Drawing {
    const { exports } = this;
    exports.draw(this.id);
    const floats = new Float32Array(exports.memory.buffer, exports.drawingOffset());
    const words = new Uint32Array(exports.memory.buffer, exports.drawingOffset());
    const [left, bottom, width, height] = floats;
    let at = 4;
    const shapes = Array.from({ length: words[at++] }, (): Shape => {
      const kind = SHAPE_KINDS.find((name) => this.constant("SHAPE", name) === words[at]);
      const role = ROLES.find((name) => this.constant("ROLE", name) === words[at + 1]);
      if (!kind || !role) throw new Error("the wasm file draws what this program does not know");
      const first = at + 3;
      at = first + 2 * words[at + 2];
      return { kind, role, points: floats.slice(first, at) };
    });
    const view = { left, bottom, width, height };
    return { view, shapes };
  }

  /** The number that the wasm exports for one of a kind of names: ROLE_NEAR_LIMB for "ROLE" and "near-limb". */
  private constant(kind: string, name: string): number {
    return (this.exports[`${kind}_${name.toUpperCase().replaceAll("-", "_")}`] as WebAssembly.Global).value;
  }

  /** The task's state variables. */
  get state(): number[] {
    return [...this.stateView];
  }

  /**
   * Where the task is seen through an encoder, the square picture that it saw last: f32 from 0 to 1, [row][column][colour]. Else
   * undefined.
   */
  get picture(): Float32Array | undefined {
    const { exports } = this;
    if (exports.taskEncodes(this.id) === 0) return undefined;
    const values = 3 * exports.PICTURE_SIDE.value ** 2;
    return new Float32Array(exports.memory.buffer, exports.pictureOffset(), values).slice();
  }

  /** The value of node `at` in packed order: 0 the bias, then inputs, hidden nodes, outputs. */
  value(at: number): number {
    return this.rows(this.exports.valuesOffset()).get(at);
  }

  /** Puts an action in the place of an output, or a value in that of an input. */
  setValue(at: number, value: number): void {
    this.rows(this.exports.valuesOffset()).set(at, value);
  }

  /** Empties the ledger of a profiling build. @hidden */
  emptyLedger(): void {
    this.profiling.emptyLedger();
  }

  /** What a profiling build has recorded since its ledger was emptied; the layout is in assembly/ledger.ts. @hidden */
  get ledger(): Ledger {
    const exports = this.profiling;
    const [phases, counts, moments] = [exports.PHASES.value, exports.COUNTS.value, exports.MOMENTS.value];
    const rows = [...new Float64Array(exports.memory.buffer, exports.ledgerRows(), 2 * phases + counts + 3 * moments)];
    const timeOf = (phase: Phase): PhaseTime => {
      const at = this.constant("PHASE", phase);
      return { nanoseconds: rows[at], reads: rows[phases + at] };
    };
    const countsAt = 2 * phases;
    const activationsAt = countsAt + exports.COUNT_ACTIVATIONS.value;
    const timeline = Array.from({ length: moments }, (_, i): Moment => {
      const [steps, alive, computed] = rows.slice(countsAt + counts + 3 * i);
      return { steps, alive, computed };
    });
    return {
      phases: Object.fromEntries(PHASES.map((phase) => [phase, timeOf(phase)])) as Record<Phase, PhaseTime>,
      counts: Object.fromEntries(
        COUNTS.map((count) => [count, rows[countsAt + this.constant("COUNT", count)]]),
      ) as Record<Count, number>,
      activations: rows.slice(activationsAt, countsAt + counts),
      stepsPerMoment: exports.stepsPerMoment(),
      timeline: timeline.filter(({ steps }) => steps > 0),
    };
  }

  /** Ends phases in a profiling build, `times` times: what that costs is in the phases' times. @hidden */
  endPhases(times: number): void {
    this.profiling.endPhases(times);
  }

  /** Passes of a network over `lanes` lanes in a profiling build, all inputs and the weight a half. @hidden */
  passForward(network: Uint32Array, passes: number, lanes: number): void {
    const narrow = this.exports.taskClassifies(this.id) !== 0;
    this.setPlan({ individual: false, weights: new Float64Array(), seeds: new Uint32Array() });
    this.prepare(network);
    this.profiling.passForward(passes, lanes * (narrow ? 4 : 8), narrow);
  }

  private get profiling(): ProfilingExports {
    return this.exports as ProfilingExports;
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
