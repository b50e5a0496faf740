/** A single episode of a control task, step by step: what a `Session` drives. An instance of the wasm serves one alone. */
import type { Border } from "./border.js";
import { type Drawing, ROLES, SHAPE_KINDS, type Shape } from "./drawing.js";
import type { ControlExports } from "./rollouts.js";

/** A world on the host, which knows what the wasm does not. */
interface EpisodeWorld {
  draw?(lane: number): Drawing | undefined;
}

/** An open episode. */
export class Episode {
  /** Steps after which an episode is cut off. */
  readonly maxSteps: number;
  /** Seconds that a step simulates. */
  readonly timeStep: number;

  /**
   * Throws a RangeError where the network does not fit the task, or the weights do not fit it.
   * @param network packed.
   * @param weights one shared weight, or one a connection in packed order.
   * @param world of a task whose episodes are played on the host.
   */
  constructor(
    private readonly border: Border<ControlExports>,
    network: Uint32Array,
    weights: number | Float64Array,
    private readonly world?: EpisodeWorld,
  ) {
    const { exports } = border;
    this.maxSteps = exports.taskMaxSteps();
    this.timeStep = exports.taskTimeStep();
    const individual = typeof weights !== "number";
    border.setPlan({ individual, weights: new Float64Array(), seeds: new Uint32Array() });
    border.prepare(network, individual ? weights.length : undefined);
    this.setWeights(weights);
  }

  /** Changes the weights: of the kind, and as many, as it was opened with. */
  setWeights(weights: number | Float64Array): void {
    const { exports } = this.border;
    const values = typeof weights === "number" ? [weights] : weights;
    this.border.doubles(exports.scratchOffset(8 * values.length), values.length).set(values);
    exports.takeWeights();
  }

  /** Starts the episode of `seed`. */
  reset(seed: number): void {
    this.border.exports.reset(seed);
  }

  /** Starts an episode in `state` instead of a seeded one. Throws a RangeError where the task starts from seeds alone. */
  restore(state: ArrayLike<number>): void {
    const { exports } = this.border;
    if (exports.taskRestores() === 0) throw new RangeError("this task starts from seeds alone: use reset");
    const size = exports.taskStateSize();
    if (state.length !== size || !Array.from(state).every(Number.isFinite)) {
      throw new RangeError(`a state of ${state.length} numbers: expected ${size} finite ones`);
    }
    this.stateView.set(state);
    exports.restore();
  }

  /** All that the task knows of the episode, as bytes. Throws a RangeError where that is on the host. */
  save(): Uint8Array {
    if (this.world) throw new RangeError("a task in TypeScript or JavaScript has no episodes that can be saved");
    const { exports } = this.border;
    const bytes = exports.save();
    return this.border.bytes(exports.scratchOffset(0), bytes).slice();
  }

  /** Goes on from what `save` has given, of the same task. Throws a RangeError where it is longer than any that it gives. */
  load(saved: Uint8Array): void {
    const { exports } = this.border;
    const most = exports.taskSavedBytes();
    if (saved.length > most) throw new RangeError(`a state of ${saved.length} bytes: expected at most ${most}`);
    this.border.bytes(exports.scratchOffset(most), saved.length).set(saved);
    exports.loadSaved();
  }

  /** Starts an episode on a course, as the task's `resetOn` takes it: a task that has one. */
  resetOn(course: readonly number[]): void {
    const { exports } = this.border;
    this.border.doubles(exports.scratchOffset(8 * course.length), course.length).set(course);
    exports.resetOn(course.length);
  }

  /** Computes the nodes' values from the observation. */
  answer(): void {
    this.border.exports.answer();
  }

  /** One step with the outputs' values as actions; returns the reward. */
  step(): number {
    return this.border.exports.step();
  }

  /** A blow to the body: changes its velocity by so much (m/s). Throws a RangeError where the task knows no such thing. */
  push(x: number, y: number): void {
    if (!this.pushes) throw new RangeError("this task cannot be pushed");
    this.border.exports.push(x, y);
  }

  /** Whether the task can be pushed. */
  get pushes(): boolean {
    return (this.border.exports.taskPushes?.() ?? 0) !== 0;
  }

  /** Whether the task has ended the episode. */
  get terminated(): boolean {
    return this.border.exports.terminated() !== 0;
  }

  /** Whether the task has cut the episode off before its last step. */
  get truncated(): boolean {
    return this.border.exports.truncated() !== 0;
  }

  /** The episode as its task draws it, or undefined where it does not; the layout is in assembly/tasks/drawing.ts. */
  draw(): Drawing | undefined {
    const { border, world } = this;
    if (world) return world.draw?.(0);
    const { exports } = border;
    if (exports.taskDraws() === 0) return undefined;
    exports.draw();
    const floats = border.singles(exports.drawingOffset());
    const words = border.words(exports.drawingOffset());
    const [left, bottom, width, height] = floats;
    let at = 4;
    const shapes = Array.from({ length: words[at++] }, (): Shape => {
      const kind = SHAPE_KINDS.find((name) => border.constant("SHAPE", name) === words[at]);
      const role = ROLES.find((name) => border.constant("ROLE", name) === words[at + 1]);
      if (!kind || !role) throw new Error("the wasm file draws what this program does not know");
      const first = at + 3;
      at = first + 2 * words[at + 2];
      return { kind, role, points: floats.slice(first, at) };
    });
    const view = { left, bottom, width, height };
    return { view, shapes };
  }

  /** The task's state variables. */
  get state(): number[] {
    return [...this.stateView];
  }

  /**
   * Where the task observes pictures through an encoder, the square one that it observed last: f32 from 0 to 1, [row][column][colour].
   * Else undefined.
   */
  get picture(): Float32Array | undefined {
    const { exports } = this.border;
    const side = exports.taskPictureSide();
    if (side === 0) return undefined;
    return Float32Array.from(this.border.shorts(exports.pictureOffset(), 3 * side ** 2), (level) => level / 255);
  }

  /** The value of node `at` in packed order: 0 the bias, then inputs, hidden nodes, outputs. */
  value(at: number): number {
    return this.row(this.border.exports.valuesOffset(), at)[0];
  }

  /** Puts an action in the place of an output, or a value in that of an input. */
  setValue(at: number, value: number): void {
    this.row(this.border.exports.valuesOffset(), at)[0] = value;
  }

  private get stateView(): Float64Array {
    const { exports } = this.border;
    return this.border.doubles(exports.stateOffset(), exports.taskStateSize());
  }

  /** Lane 0 of a row of f64. */
  private row(offset: number, index: number): Float64Array {
    return this.border.doubles(offset + index * this.border.exports.ROW_BYTES.value, 1);
  }
}
