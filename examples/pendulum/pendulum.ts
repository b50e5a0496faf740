/**
 * The pendulum of Gymnasium's classic control (Pendulum-v1): a torque of at most 2 N m is to hold it upright.
 * In AssemblyScript, to the contract of wann/assembly/tasks/task: `wann build pendulum.ts`, then `wann evolve ./pendulum.wasm`.
 */
import { seedGenerator, uniform } from "wann/assembly/numeric/pcg64";
import { angleCosine, angleSine, sinCosAngle } from "wann/assembly/numeric/trigonometry";
import { beginDrawing, drawCircle, drawLine, ROLE_BODY, ROLE_JOINT } from "wann/assembly/tasks/drawing";
import { ROW_BYTES } from "wann/assembly/tasks/task";

const TIME_STEP: f64 = 0.05; // s
const MOST_TORQUE: f64 = 2; // N m
const MOST_SPEED: f64 = 8; // rad/s
const PI: f64 = 3.141592653589793;

/** m/s². */
let gravity: f64 = 10;

@final
@unmanaged
export default class Pendulum {
  static readonly INPUTS: u32 = 3;
  static readonly OUTPUTS: u32 = 1;
  /** θ from upright, θ̇. */
  static readonly STATE: u32 = 2;
  static readonly MAX_STEPS: u32 = 200;
  static readonly TIME_STEP: f64 = TIME_STEP;
  static readonly WORST_RETURN: f64 = -2000;
  static readonly INPUT_LABELS: string = "cos θ, sin θ, θ̇";
  static readonly OUTPUT_LABELS: string = "torque";
  static readonly BYTES: u32 = 3 * ROW_BYTES;
  static readonly OPTIONS: u32 = 1;
  static readonly OPTION_LABELS: string = "gravity";

  static optionDefault(_option: u32): f64 {
    return 10;
  }

  static setOption(_option: u32, value: f64): void {
    gravity = value;
  }

  prepare(): i32 {
    return 0;
  }

  reset(lane: u32, seed: u32): void {
    seedGenerator(seed);
    this.set(lane, 0, uniform(-PI, PI));
    this.set(lane, 1, uniform(-1, 1));
  }

  restore(lane: u32, state: usize): void {
    for (let i: u32 = 0; i < Pendulum.STATE; i++) this.set(lane, i, load<f64>(state + i * 8));
  }

  observe(inputs: usize, offset: u32): void {
    for (let at = offset; at < offset + 16; at += 8) {
      sinCosAngle(this.state(at / 8, 0));
      store<f64>(inputs + at, angleCosine);
      store<f64>(inputs + ROW_BYTES + at, angleSine);
      store<f64>(inputs + 2 * ROW_BYTES + at, this.state(at / 8, 1) / MOST_SPEED);
    }
  }

  simulate(outputs: usize, lanes: u32): void {
    for (let lane: u32 = 0; lane < lanes; lane++) {
      const torque = MOST_TORQUE * min<f64>(max<f64>(load<f64>(outputs + lane * 8), -1), 1);
      const angle = this.state(lane, 0);
      const speed = this.state(lane, 1);
      const off = angle - 2 * PI * Math.floor((angle + PI) / (2 * PI));
      this.set(lane, 2, -(off * off + 0.1 * speed * speed + 0.001 * torque * torque));
      sinCosAngle(angle);
      const next = speed + (1.5 * gravity * angleSine + 3 * torque) * TIME_STEP;
      this.set(lane, 1, min<f64>(max<f64>(next, -MOST_SPEED), MOST_SPEED));
      this.set(lane, 0, angle + this.state(lane, 1) * TIME_STEP);
    }
  }

  reward(_outputs: usize, offset: u32): v128 {
    return v128.load(changetype<usize>(this) + 2 * ROW_BYTES + offset);
  }

  terminated(_offset: u32): v128 {
    return v128.splat<i64>(0);
  }

  copyLane(to: u32, from: u32): void {
    for (let i: u32 = 0; i < 3; i++) this.set(to, i, this.state(from, i));
  }

  state(lane: u32, index: u32): f64 {
    return load<f64>(changetype<usize>(this) + index * ROW_BYTES + lane * 8);
  }

  draw(lane: u32): void {
    sinCosAngle(this.state(lane, 0));
    beginDrawing(-1.2, -1.2, 2.4, 2.4);
    drawLine(ROLE_BODY, 0, 0, -angleSine, angleCosine);
    drawCircle(ROLE_JOINT, 0, 0, 0.05);
  }

  private set(lane: u32, index: u32, value: f64): void {
    store<f64>(changetype<usize>(this) + index * ROW_BYTES + lane * 8, value);
  }
}
