/** The walker as test/assembly/walker.ts exports it, on recorded or drawn ground, in any of its lanes. */
import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";

type Exports = Record<string, unknown> & {
  memory: { buffer: ArrayBuffer };
  WALKER_STATE: { value: number };
  walkerStart(): void;
  walkerClear(): void;
  walkerEdge(x1: number, y1: number, x2: number, y2: number): void;
  walkerPolygon(): void;
  walkerSensor(): void;
  walkerSensed(lane: number, begun: boolean): number;
  walkerBegin(lane: number, push: number): void;
  walkerReset(lane: number, seed: number, hardcore: boolean): void;
  walkerRows(): number;
  walkerSimulate(lanes: number): void;
  walkerObserve(lane: number): void;
  walkerReward(lane: number): number;
  walkerEnded(lane: number): number;
  walkerHullTouched(lane: number): number;
  walkerState(lane: number, index: number): number;
  walkerCopyLane(to: number, from: number): void;
  walkerStatics(lane: number): number;
  walkerStatic(lane: number, index: number): number;
};

const INPUTS = 24;
const ROW = 32;

export type Corner = readonly [x: number, y: number];

const wasm = readFile(new URL("../../dist/wasm/probes.wasm", import.meta.url));

export class Walker {
  private constructor(private readonly exports: Exports) {
    exports.walkerStart();
  }

  static async load(): Promise<Walker> {
    return new Walker((await instantiate<Exports>(wasm)).exports);
  }

  private get rows(): Float64Array {
    return new Float64Array(this.exports.memory.buffer, this.exports.walkerRows());
  }

  /** Starts `lane` on a ground of polygons and a chain of edges, among sensors. */
  begin(
    lane: number,
    polygons: readonly (readonly Corner[])[],
    points: ArrayLike<number>,
    push: number,
    sensors: readonly (readonly Corner[])[] = [],
  ): void {
    const { exports } = this;
    exports.walkerClear();
    const write = (corners: readonly Corner[]) =>
      new Float32Array(exports.memory.buffer, exports.walkerRows(), 8).set(corners.flat());
    for (const corners of polygons) {
      write(corners);
      exports.walkerPolygon();
    }
    for (const corners of sensors) {
      write(corners);
      exports.walkerSensor();
    }
    for (let i = 0; i + 3 < points.length; i += 2) {
      exports.walkerEdge(points[i], points[i + 1], points[i + 2], points[i + 3]);
    }
    exports.walkerBegin(lane, push);
  }

  /** How many touches of sensors have begun, or ended, in the last step. */
  sensed(lane: number, what: "begun" | "ended"): number {
    return this.exports.walkerSensed(lane, what === "begun");
  }

  reset(lane: number, seed: number, hardcore: boolean): void {
    this.exports.walkerReset(lane, seed, hardcore);
  }

  /** Steps the first lanes, as many as there are actions. */
  step(actions: readonly ArrayLike<number>[]): void {
    const { rows } = this;
    for (const [lane, action] of actions.entries()) {
      for (let joint = 0; joint < 4; joint++) rows[joint * ROW + lane] = action[joint];
    }
    this.exports.walkerSimulate(actions.length);
  }

  /** Brings the observations of `lane` and its even or odd neighbour up to date. */
  look(lane: number): void {
    this.exports.walkerObserve(lane);
  }

  observe(lane: number): number[] {
    this.look(lane);
    const { rows } = this;
    return Array.from({ length: INPUTS }, (_, i) => rows[i * ROW + lane]);
  }

  reward(lane: number): number {
    return this.exports.walkerReward(lane);
  }

  ended(lane: number): boolean {
    return this.exports.walkerEnded(lane) !== 0;
  }

  /** Whether the hull has begun to touch anything since the episode began. */
  hullTouched(lane: number): boolean {
    return this.exports.walkerHullTouched(lane) !== 0;
  }

  /** x, y, angle and their rates, of the five bodies in turn. */
  state(lane: number): number[] {
    return Array.from({ length: this.exports.WALKER_STATE.value }, (_, i) => this.exports.walkerState(lane, i));
  }

  move(to: number, from: number): void {
    this.exports.walkerCopyLane(to, from);
  }

  /** The corners of each static shape, in the order they were made. */
  ground(lane: number): Corner[][] {
    const { exports } = this;
    return Array.from({ length: exports.walkerStatics(lane) }, (_, index) => {
      const count = exports.walkerStatic(lane, index);
      const corners = new Float32Array(exports.memory.buffer, exports.walkerRows(), 2 * count);
      return Array.from({ length: count }, (_, i): Corner => [corners[2 * i], corners[2 * i + 1]]);
    });
  }
}
