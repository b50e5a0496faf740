/** A cart on a rail is to be brought to the middle and held there. Change it into what you want to have solved. */
import { seedGenerator, uniform } from "wann/assembly/numeric/pcg64";
import { beginDrawing, drawCircle, drawLine, ROLE_BODY, ROLE_GROUND, ROLE_MARK } from "wann/assembly/tasks/drawing";
import { ROW_BYTES } from "wann/assembly/tasks/task";

const TIME_STEP: f64 = 0.05; // s
const FORCE: f64 = 4; // N
const RAIL: f64 = 2; // m, to either side

/** Rows: each holds a number of every lane. */
const POSITION: u32 = 0;
const SPEED: u32 = 1;
const REWARD: u32 = 2;
const ROWS: u32 = 3;

@final
@unmanaged
export default class Cart {
  static readonly INPUTS: u32 = 2;
  static readonly OUTPUTS: u32 = 1;
  static readonly STATE: u32 = 2;
  static readonly MAX_STEPS: u32 = 200;
  static readonly TIME_STEP: f64 = TIME_STEP;
  static readonly WORST_RETURN: f64 = -1000;
  static readonly INPUT_LABELS: string = "position, speed";
  static readonly OUTPUT_LABELS: string = "push";
  static readonly BYTES: u32 = ROWS * ROW_BYTES;

  prepare(): i32 {
    memory.fill(changetype<usize>(this), 0, Cart.BYTES);
    return 0;
  }

  reset(lane: u32, seed: u32): void {
    seedGenerator(seed);
    this.set(lane, POSITION, uniform(-1, 1));
    this.set(lane, SPEED, uniform(-1, 1));
  }

  observe(inputs: usize, offset: u32): void {
    v128.store(inputs + offset, this.two(POSITION, offset));
    v128.store(inputs + ROW_BYTES + offset, this.two(SPEED, offset));
  }

  simulate(outputs: usize, lanes: u32): void {
    for (let lane: u32 = 0; lane < lanes; lane++) {
      const push = Math.min(Math.max(load<f64>(outputs + lane * 8), -1), 1);
      const speed = this.state(lane, SPEED) + FORCE * push * TIME_STEP;
      const position = this.state(lane, POSITION) + speed * TIME_STEP;
      this.set(lane, SPEED, speed);
      this.set(lane, POSITION, position);
      this.set(lane, REWARD, Math.max(0, 1 - Math.abs(position)) - 0.01 * push * push);
    }
  }

  reward(_outputs: usize, offset: u32): v128 {
    return this.two(REWARD, offset);
  }

  terminated(offset: u32): v128 {
    return v128.gt<f64>(v128.abs<f64>(this.two(POSITION, offset)), v128.splat<f64>(RAIL));
  }

  copyLane(to: u32, from: u32): void {
    for (let row: u32 = 0; row < ROWS; row++) this.set(to, row, this.state(from, row));
  }

  state(lane: u32, index: u32): f64 {
    return load<f64>(changetype<usize>(this) + index * ROW_BYTES + lane * 8);
  }

  draw(lane: u32): void {
    beginDrawing(-RAIL, -0.5, 2 * RAIL, 1.5);
    drawLine(ROLE_GROUND, -RAIL, 0, RAIL, 0);
    drawLine(ROLE_MARK, 0, -0.2, 0, 0);
    drawCircle(ROLE_BODY, this.state(lane, POSITION), 0.15, 0.15);
  }

  private set(lane: u32, row: u32, value: f64): void {
    store<f64>(changetype<usize>(this) + row * ROW_BYTES + lane * 8, value);
  }

  /** A row's numbers of two lanes. */
  private two(row: u32, offset: u32): v128 {
    return v128.load(changetype<usize>(this) + row * ROW_BYTES + offset);
  }
}
