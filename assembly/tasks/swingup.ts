/**
 * Cart-pole swing-up: a cart on a rail carries a pole that hangs down; push the cart so that the pole swings up and stays.
 *
 * Equations: M. Deisenroth, "Efficient Reinforcement Learning using Gaussian Processes" (2010), appendix on the cart-pole
 * system, with the constants of D. Ha's cart-pole swing-up that the WANN paper uses.
 */
import { constant } from "../numeric/lanes";
import { normal4, seedGenerator } from "../numeric/pcg64";
import { cosOf, cosPi, halfTurns, reduceAngle, sinOf } from "../numeric/trigonometry";
import {
  beginDrawing, drawCircle, drawLine, drawPoint, drawShape, ROLE_BODY, ROLE_GROUND, ROLE_JOINT, ROLE_NEAR_LIMB, SHAPE_POLYGON,
} from "./drawing";
import { ROW_BYTES } from "./task";

const GRAVITY: f64 = 9.82; // m/s²
const POLE_MASS: f64 = 0.5; // kg
const TOTAL_MASS: f64 = 1.0; // kg, cart and pole
const POLE_LENGTH: f64 = 0.6; // m
const FRICTION: f64 = 0.1; // N s/m, cart on rail
const FORCE: f64 = 10; // N at action ±1
const TIME_STEP: f64 = 0.01; // s
const RAIL_LIMIT: f64 = 2.4; // m to either side
const START_ANGLE: f64 = 3.141592653589793; // rad, hanging; 0 is upright
const START_SPREAD: f64 = 0.2; // standard deviation of each state variable at the start

/** Of the drawing alone, in metres. */
const CART_WIDTH: f64 = 0.44;
const CART_HEIGHT: f64 = 0.2;
const POLE_WIDTH: f64 = 0.06;
const BOB_RADIUS: f64 = 0.07;
const VIEW_MARGIN: f64 = 0.4;
const VIEW_HEIGHT: f64 = 1.9;

const POLE_MOMENT = POLE_MASS * POLE_LENGTH;

/** Rows of the task's memory, one value a lane: the state, then sine and cosine of θ, which three places need. */
const X = 0 * ROW_BYTES;
const VELOCITY = 1 * ROW_BYTES;
const ANGLE = 2 * ROW_BYTES;
const ANGULAR_VELOCITY = 3 * ROW_BYTES;
const SIN = 4 * ROW_BYTES;
const COS = 5 * ROW_BYTES;
const ROWS: u32 = 6;

/** The constants of the equations as the vector code reads them. */
const ONE = memory.data<f64>([1]);
const HALF = memory.data<f64>([0.5]);
const LOWEST_ACTION = memory.data<f64>([-1]);
const FULL_FORCE = memory.data<f64>([FORCE]);
const RAIL_FRICTION = memory.data<f64>([FRICTION]);
const STEP = memory.data<f64>([TIME_STEP]);
const FOUR = memory.data<f64>([4]);
const SIX = memory.data<f64>([6]);
const INERTIA = memory.data<f64>([4 * TOTAL_MASS]);
const COUPLING = memory.data<f64>([3 * POLE_MASS]);
const WEIGHT = memory.data<f64>([3 * POLE_MASS * GRAVITY]);
const FALL = memory.data<f64>([6 * TOTAL_MASS * GRAVITY]);
const SWING_FORCE = memory.data<f64>([2 * POLE_MOMENT]);
const SWING_TORQUE = memory.data<f64>([3 * POLE_MOMENT]);
const PER_LENGTH = memory.data<f64>([1 / POLE_LENGTH]);
const RAIL_END = memory.data<f64>([RAIL_LIMIT]);
const RAIL_ANGLE = memory.data<f64>([0.5 / RAIL_LIMIT]);

const draws: usize = memory.data(4 * 8, 8);

@final
@unmanaged
export default class Swingup {
  static readonly INPUTS: u32 = 5;
  static readonly OUTPUTS: u32 = 1;
  /** x, ẋ, θ, θ̇. */
  static readonly STATE: u32 = 4;
  static readonly MAX_STEPS: u32 = 1000;
  static readonly TIME_STEP: f64 = TIME_STEP;
  /** No episode earns less, but for a rounding past the rail's end. */
  static readonly WORST_RETURN: f64 = 0;
  static readonly BYTES: u32 = ROWS * ROW_BYTES;

  // @ts-ignore: decorator
  @inline
  private get base(): usize {
    return changetype<usize>(this);
  }

  /** Nothing of a lane that has not begun is ever read as an address. */
  // @ts-ignore: decorator
  @inline
  prepare(): i32 {
    return 0;
  }

  /** Starts `lane` hanging down, with normal noise on each state variable. */
  reset(lane: u32, seed: u32): void {
    seedGenerator(seed);
    normal4(draws);
    for (let i: u32 = 0; i < Swingup.STATE; i++) {
      const mean = i == 2 ? START_ANGLE : 0;
      this.setState(lane, i, mean + START_SPREAD * load<f64>(draws + i * 8));
    }
    this.resolveAngle((lane * 8) & ~15);
  }

  restore(lane: u32, state: usize): void {
    for (let i: u32 = 0; i < Swingup.STATE; i++) this.setState(lane, i, load<f64>(state + i * 8));
    this.resolveAngle((lane * 8) & ~15);
  }

  // @ts-ignore: decorator
  @inline
  private setState(lane: u32, index: u32, value: f64): void {
    store<f64>(this.base + index * ROW_BYTES + lane * 8, value);
  }

  // @ts-ignore: decorator
  @inline
  state(lane: u32, index: u32): f64 {
    return load<f64>(this.base + index * ROW_BYTES + lane * 8);
  }

  /** Sine and cosine of the angles at `offset`. */

  // @ts-ignore: decorator
  @inline
  private resolveAngle(offset: u32): void {
    const row = this.base + offset;
    const angle = v128.load(row, ANGLE);
    const turns = halfTurns<f64>(angle);
    const reduced = reduceAngle<f64>(angle, turns);
    v128.store(row, sinOf<f64>(reduced, turns), SIN);
    v128.store(row, cosOf<f64>(reduced, turns), COS);
  }

  /** Observation x, ẋ, cos θ, sin θ, θ̇ into the input rows. */
  // @ts-ignore: decorator
  @inline
  observe(inputs: usize, offset: u32): void {
    const row = this.base + offset;
    inputs += offset;
    v128.store(inputs, v128.load(row, X));
    v128.store(inputs, v128.load(row, VELOCITY), 1 * ROW_BYTES);
    v128.store(inputs, v128.load(row, COS), 2 * ROW_BYTES);
    v128.store(inputs, v128.load(row, SIN), 3 * ROW_BYTES);
    v128.store(inputs, v128.load(row, ANGULAR_VELOCITY), 4 * ROW_BYTES);
  }

  /**
   * One time step of two lanes with the actions in the output rows. With s = sin θ, c = cos θ, F the force:
   *
   *     ẍ = (−2 m l θ̇² s + 3 m g s c + 4 F − 4 b ẋ) / (4 M − 3 m c²)
   *     θ̈ = (−3 m l θ̇² s c + 6 M g s + 6 (F − b ẋ) c) / (l (4 M − 3 m c²))
   *
   * x and θ advance with the old rates.
   */
  // @ts-ignore: decorator
  @inline
  private integrate(outputs: usize, offset: u32): void {
    const row = this.base + offset;
    const one = constant<f64>(ONE);
    const dt = constant<f64>(STEP);
    const x = v128.load(row, X);
    const v = v128.load(row, VELOCITY);
    const omega = v128.load(row, ANGULAR_VELOCITY);
    const s = v128.load(row, SIN);
    const c = v128.load(row, COS);

    const action = v128.pmax<f64>(v128.pmin<f64>(v128.load(outputs + offset), one), constant<f64>(LOWEST_ACTION));
    const push = v128.sub<f64>(v128.mul<f64>(action, constant<f64>(FULL_FORCE)), v128.mul<f64>(v, constant<f64>(RAIL_FRICTION)));
    const swing = v128.mul<f64>(v128.mul<f64>(omega, omega), s);
    const fall = v128.mul<f64>(s, constant<f64>(FALL));
    const inertia = v128.sub<f64>(
      constant<f64>(INERTIA),
      v128.mul<f64>(v128.mul<f64>(c, c), constant<f64>(COUPLING)),
    );
    const perInertia = v128.div<f64>(dt, inertia);

    let force = v128.sub<f64>(
      v128.mul<f64>(v128.mul<f64>(s, c), constant<f64>(WEIGHT)),
      v128.mul<f64>(swing, constant<f64>(SWING_FORCE)),
    );
    force = v128.add<f64>(force, v128.mul<f64>(push, constant<f64>(FOUR)));
    let torque = v128.sub<f64>(
      v128.mul<f64>(push, constant<f64>(SIX)),
      v128.mul<f64>(swing, constant<f64>(SWING_TORQUE)),
    );
    torque = v128.mul<f64>(v128.add<f64>(v128.mul<f64>(torque, c), fall), constant<f64>(PER_LENGTH));

    v128.store(row, v128.add<f64>(x, v128.mul<f64>(v, dt)), X);
    v128.store(row, v128.add<f64>(v128.load(row, ANGLE), v128.mul<f64>(omega, dt)), ANGLE);
    v128.store(row, v128.add<f64>(v, v128.mul<f64>(force, perInertia)), VELOCITY);
    v128.store(row, v128.add<f64>(omega, v128.mul<f64>(torque, perInertia)), ANGULAR_VELOCITY);
    this.resolveAngle(offset);
  }

  // @ts-ignore: decorator
  @inline
  simulate(outputs: usize, lanes: u32): void {
    for (let offset: u32 = 0; offset < lanes * 8; offset += 16) this.integrate(outputs, offset);
  }

  /** (cos θ + 1)/2 · cos(π/2 · x/2.4) after the step. */
  // @ts-ignore: decorator
  @inline
  reward(_outputs: usize, offset: u32): v128 {
    const row = this.base + offset;
    const upright = v128.mul<f64>(v128.add<f64>(v128.load(row, COS), constant<f64>(ONE)), constant<f64>(HALF));
    return v128.mul<f64>(upright, cosPi<f64>(v128.mul<f64>(v128.load(row, X), constant<f64>(RAIL_ANGLE))));
  }

  /** All ones in the lanes whose cart has left the rail. */
  // @ts-ignore: decorator
  @inline
  terminated(offset: u32): v128 {
    return v128.gt<f64>(v128.abs<f64>(v128.load(this.base + offset, X)), constant<f64>(RAIL_END));
  }

  /** A blow to the cart, along the rail. */
  push(lane: u32, x: f64, _y: f64): void {
    this.setState(lane, 1, this.state(lane, 1) + x);
  }

  /** The rail, the cart on it, and the pole; an angle above zero leans to the left. */
  draw(lane: u32): void {
    const x = this.state(lane, 0);
    const row = this.base + lane * 8;
    const s = load<f64>(row, SIN);
    const c = load<f64>(row, COS);
    const width = 2 * (RAIL_LIMIT + VIEW_MARGIN);
    beginDrawing(-width / 2, -VIEW_HEIGHT / 2, width, VIEW_HEIGHT);
    drawLine(ROLE_GROUND, -RAIL_LIMIT, 0, RAIL_LIMIT, 0);
    for (let side = -1; side <= 1; side += 2) {
      drawLine(ROLE_GROUND, side * RAIL_LIMIT, -CART_HEIGHT / 2, side * RAIL_LIMIT, CART_HEIGHT / 2);
    }
    drawShape(SHAPE_POLYGON, ROLE_BODY);
    drawPoint(x - CART_WIDTH / 2, -CART_HEIGHT / 2);
    drawPoint(x + CART_WIDTH / 2, -CART_HEIGHT / 2);
    drawPoint(x + CART_WIDTH / 2, CART_HEIGHT / 2);
    drawPoint(x - CART_WIDTH / 2, CART_HEIGHT / 2);
    const tipX = x - POLE_LENGTH * s;
    const tipY = POLE_LENGTH * c;
    const sideX = POLE_WIDTH / 2 * c;
    const sideY = POLE_WIDTH / 2 * s;
    drawShape(SHAPE_POLYGON, ROLE_NEAR_LIMB);
    drawPoint(x - sideX, -sideY);
    drawPoint(x + sideX, sideY);
    drawPoint(tipX + sideX, tipY + sideY);
    drawPoint(tipX - sideX, tipY - sideY);
    drawCircle(ROLE_NEAR_LIMB, tipX, tipY, BOB_RADIUS);
    drawCircle(ROLE_JOINT, x, 0, POLE_WIDTH / 2);
  }

  /** Copies lane `from` over lane `to`. */
  copyLane(to: u32, from: u32): void {
    for (let row: u32 = 0; row < Swingup.BYTES; row += ROW_BYTES) {
      store<f64>(this.base + row + to * 8, load<f64>(this.base + row + from * 8));
    }
  }
}
