/** The racing car as test/assembly/car.ts exports it, in any of its lanes. */
import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";

type Exports = Record<string, unknown> & {
  memory: { buffer: ArrayBuffer };
  CAR_STATE_SIZE: { value: number };
  carStart(): void;
  carReset(lane: number, seed: number): void;
  carRows(): number;
  carSimulate(lanes: number): void;
  carControl(lane: number, steer: number, gas: number, brake: number): void;
  carRoll(lanes: number): void;
  carCopyLane(to: number, from: number): void;
  carReward(lane: number): number;
  carEnded(lane: number): number;
  carVisited(lane: number): number;
  carEvents(lane: number): number;
  carEvent(lane: number, index: number): number;
  carState(lane: number, index: number): number;
  carTiles(lane: number): number;
  carTile(lane: number, index: number, coordinate: number): number;
  carBorder(lane: number, index: number): number;
  carView(lane: number): number;
  carPixels(lane: number): number;
  carExactPixels(lane: number): number;
  trackDraw(seed: number): number;
  trackPoint(i: number, coordinate: number): number;
};

const ROW = 32;
/** The hull's shapes come before the wheels'. */
const HULL_SHAPES = 4;

/** Steering, gas and brake. */
export type Action = readonly number[];

const wasm = readFile(new URL("../../dist/wasm/probes.wasm", import.meta.url));

export class Car {
  private constructor(private readonly exports: Exports) {
    exports.carStart();
  }

  static async load(): Promise<Car> {
    return new Car((await instantiate<Exports>(wasm)).exports);
  }

  reset(lane: number, seed: number): void {
    this.exports.carReset(lane, seed);
  }

  /** Steps the first lanes, as many as there are actions in Gymnasium's ranges. */
  step(actions: readonly Action[]): void {
    for (const [lane, [steer, gas, brake]] of actions.entries()) this.exports.carControl(lane, steer, gas, brake);
    this.exports.carRoll(actions.length);
  }

  /** The same with a network's outputs. */
  answer(outputs: readonly Action[]): void {
    const rows = new Float64Array(this.exports.memory.buffer, this.exports.carRows());
    for (const [lane, output] of outputs.entries()) {
      for (let i = 0; i < 3; i++) rows[i * ROW + lane] = output[i];
    }
    this.exports.carSimulate(outputs.length);
  }

  move(to: number, from: number): void {
    this.exports.carCopyLane(to, from);
  }

  reward(lane: number): number {
    return this.exports.carReward(lane);
  }

  ended(lane: number): boolean {
    return this.exports.carEnded(lane) !== 0;
  }

  /** Which parts of the car have begun to touch which tiles in the last step, or ceased to. */
  events(lane: number): { tile: number; wheel: number | undefined; begun: boolean }[] {
    return Array.from({ length: this.exports.carEvents(lane) }, (_, i) => {
      const event = this.exports.carEvent(lane, i);
      const shape = (event >> 1) & 255;
      return {
        tile: event >> 9,
        wheel: shape < HULL_SHAPES ? undefined : shape - HULL_SHAPES,
        begun: (event & 1) !== 0,
      };
    });
  }

  visited(lane: number): number {
    return this.exports.carVisited(lane);
  }

  /** x, y, angle and their rates of the hull; then x, y, angle, speed, steering angle, gas, brake and phase of each wheel. */
  state(lane: number): number[] {
    return Array.from({ length: this.exports.CAR_STATE_SIZE.value }, (_, i) => this.exports.carState(lane, i));
  }

  tiles(lane: number): number {
    return this.exports.carTiles(lane);
  }

  /** Gymnasium's observation: red, green and blue bytes of 96 × 96 pixels. */
  view(lane: number): Uint8Array {
    const at = this.exports.carView(lane);
    return new Uint8Array(this.exports.memory.buffer, at, 96 * 96 * 3);
  }

  /** What an encoder sees: red, green and blue of 64 × 64 pixels, from 0 to 255. */
  pixels(lane: number): Int16Array {
    const at = this.exports.carPixels(lane);
    return new Int16Array(this.exports.memory.buffer, at, 64 * 64 * 3).slice();
  }

  /** The same as encoders are trained on. */
  exactPixels(lane: number): Int16Array {
    const at = this.exports.carExactPixels(lane);
    return new Int16Array(this.exports.memory.buffer, at, 64 * 64 * 3).slice();
  }

  /** The middle of a tile's far edge. */
  tile(lane: number, index: number): [x: number, y: number] {
    const [leftX, leftY, rightX, rightY] = [0, 1, 2, 3].map((i) => this.exports.carTile(lane, index, i));
    return [(leftX + rightX) / 2, (leftY + rightY) / 2];
  }

  /** Where each tile has its border: "<" on the left, ">" on the right, "." nowhere. */
  borders(lane: number): string {
    return Array.from({ length: this.tiles(lane) }, (_, i) => "<.>"[this.exports.carBorder(lane, i) + 1]).join("");
  }

  /** The track of `seed`: angle around the middle, heading, x and y of each point in turn. */
  track(seed: number): number[] {
    const length = this.exports.trackDraw(seed);
    return Array.from({ length: 4 * length }, (_, i) => this.exports.trackPoint(i >> 2, i & 3));
  }
}
