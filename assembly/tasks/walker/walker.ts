/**
 * What the two bipedal walkers have in common: a hull on two legs of two segments walks over rough ground, driven by four torque-limited motors, and
 * sees itself, its feet's contacts and ten lidar rays. Gymnasium's BipedalWalker (O. Klimov), plain and hardcore: terrain,
 * bodies, observations, rewards and ends are the same for the same seed.
 */
import { COUNT_RAYS, lap, PHASE_LIDAR, PHASE_MOTION, PHASE_OBSERVE, PHASE_REWARD, tally } from "../../core/ledger";
import { random, seedGenerator, uniform } from "../../numeric/pcg64";
import {
  addBody, addJoint, addShape, clearModel, finishBody, jointOf, Model, MODEL_BYTES, orderJoints, shapeOf,
} from "../../physics/model";
import { firstReaching } from "../../physics/broad-phase";
import { rayCast } from "../../physics/ray-cast";
import { setBox, setPolygon, vertexX, vertexY } from "../../physics/shape";
import { clearLane, placeBody, placeBoxes, step } from "../../physics/step";
import {
  ANGLE, bodyRows, FORCE_X, jointRows, Lane, laneOf, loadLane, MAX_TORQUE, MOTOR_SPEED, moveLane, ORIGIN_X, ORIGIN_Y,
  SAVED_LANE_BYTES, saveLane, shapeRows, SPIN, staticOf, TOUCH, TOUCHED, VELOCITY_X, VELOCITY_Y, World, WORLD_BYTES,
} from "../../physics/world";
import { ROW_BYTES } from "../task";
import { LANES_A_WORLD, STAGING, WORLDS } from "../worlds";
import {
  addGround, addPolygon, corners, drawTerrain, GROUND, SCALE, setCorner, START_PAD, TERRAIN_GRASS, TERRAIN_HEIGHT, TERRAIN_LENGTH, TERRAIN_STEP,
  VIEW_HEIGHT,
} from "./terrain";
import {
  beginDrawing, drawLine, drawOutline, drawPoint, drawShape, ROLE_BODY, ROLE_FAR_LIMB, ROLE_GROUND, ROLE_MARK, ROLE_NEAR_LIMB, ROLE_SENSOR,
  SHAPE_POLYGON,
} from "../drawing";

const FRAMES_PER_SECOND: f64 = 50;
const GRAVITY: f32 = -10; // m/s²
const VELOCITY_ITERATIONS: u32 = 180;
const POSITION_ITERATIONS: u32 = 60;
const MOTOR_TORQUE: f64 = 80; // N m
const HIP_SPEED: f64 = 4; // rad/s
const KNEE_SPEED: f64 = 6; // rad/s
const LIDAR_RANGE: f64 = 160 / SCALE; // m
const RAYS: u32 = 10;
/** The first ray's place in the observation. */
const FIRST_RAY: u32 = 14;
const FIRST_PUSH: f64 = 5; // N, at most, on the hull in the first step
const LEG_DOWN: f64 = -8 / SCALE; // m, hip below the hull's origin
const LEG_WIDTH: f64 = 8 / SCALE; // m
const LEG_HEIGHT: f64 = 34 / SCALE; // m, of each segment
const LEG_TILT: f64 = 0.05; // rad
const VIEW_WIDTH: f64 = 600; // pixels
const HULL_FRICTION: f32 = 0.1;
const LEG_FRICTION: f32 = 0.2;
const HULL_DENSITY: f32 = 5;
const LEG_DENSITY: f32 = 1;
const WALKER: u32 = 0x0020;
const CLOUDS: u32 = 10;
const DRAWS_PER_CLOUD: u32 = 11;
const TORQUE_COST: f64 = 0.00035 * MOTOR_TORQUE; // a step at full torque
const PROGRESS: f64 = 130; // reward for SCALE metres
const UPRIGHT: f64 = 5; // reward for a radian less tilt
const FALL_REWARD: f64 = -100; // in place of the step's

/** Of the drawing alone, in metres: what is seen of the world, and how far before the hull it begins. */
const SEEN_WIDTH: f64 = 14;
const SEEN_HEIGHT: f64 = 7;
const SEEN_BEHIND: f64 = 4.5;
const SEEN_BELOW: f64 = 2.2;
/** Drawn to either side of the view, for a viewer of another shape. */
const BESIDE: f64 = 10;
const DEPTH: f64 = 20;
const FLAG_HEIGHT: f64 = 50 / SCALE;
const FLAG_WIDTH: f64 = 25 / SCALE;

/** The body that is made first. */
const HULL: u32 = 0;
const BODIES: u32 = 5;
const JOINTS: u32 = 4;

const STATE_OF_BODY: u32 = 6;
export const WALKER_STATE: u32 = BODIES * STATE_OF_BODY;
const STATE_ROWS: usize = memory.data<u32>([ORIGIN_X, ORIGIN_Y, ANGLE, VELOCITY_X, VELOCITY_Y, SPIN]);

const model = changetype<Model>(memory.data(MODEL_BYTES, 16));
let modelMade = false;

/** Sines and cosines of the rays' angles from straight down: 0, 0.15, … 1.35 rad. */
const RAY_SINES = memory.data<f64>([
  0, 0.14943813247359922, 0.29552020666133955, 0.43496553411123023, 0.5646424733950354, 0.6816387600233341,
  0.7833269096274834, 0.867423225594017, 0.9320390859672263, 0.9757233578266591,
]);
const RAY_COSINES = memory.data<f64>([
  1, 0.9887710779360422, 0.955336489125606, 0.9004471023526769, 0.8253356149096783, 0.7316888688738209,
  0.6216099682706644, 0.49757104789172696, 0.3623577544766736, 0.2190066870930415,
]);

function makeModel(): void {
  modelMade = true;
  clearModel(model);
  addBody(model);
  setCorner(0, -30 / SCALE, 9 / SCALE);
  setCorner(1, 6 / SCALE, 9 / SCALE);
  setCorner(2, 34 / SCALE, 1 / SCALE);
  setCorner(3, 34 / SCALE, -8 / SCALE);
  setCorner(4, -30 / SCALE, -8 / SCALE);
  setPolygon(addShape(model, HULL, HULL_FRICTION, WALKER, GROUND), corners, 5);
  finishBody(model, HULL, HULL_DENSITY);
  for (let side: u32 = 0; side < 2; side++) {
    const tilt = <f32>(side == 0 ? -LEG_TILT : LEG_TILT);
    const upper = addBody(model);
    setBox(addShape(model, upper, LEG_FRICTION, WALKER, GROUND), <f32>(LEG_WIDTH / 2), <f32>(LEG_HEIGHT / 2));
    finishBody(model, upper, LEG_DENSITY);
    addJoint(model, HULL, upper, 0, <f32>LEG_DOWN, 0, <f32>(LEG_HEIGHT / 2), tilt, -0.8, 1.1);
    const lower = addBody(model);
    setBox(addShape(model, lower, LEG_FRICTION, WALKER, GROUND), <f32>(0.8 * LEG_WIDTH / 2), <f32>(LEG_HEIGHT / 2));
    finishBody(model, lower, LEG_DENSITY);
    addJoint(model, upper, lower, 0, <f32>(-LEG_HEIGHT / 2), 0, <f32>(LEG_HEIGHT / 2), 0, -1.6, -0.1);
  }
  orderJoints(model);
}

/** Episodes at their start, as `saveLane` writes them, of the last seeds: searches run each seed with many networks. −1: none. */
const STARTS: u32 = 16;
const startSeeds: usize = memory.data(STARTS * 8, 8);
let nextStart: u32 = 0;

/** Rows of f64 behind the worlds: the potential, the step's reward, and whether the episode has ended. */
const POTENTIAL: u32 = (WORLDS + 1) * WORLD_BYTES;
const REWARD: u32 = POTENTIAL + ROW_BYTES;
const ENDED: u32 = REWARD + ROW_BYTES;
const ROWS_BEHIND: u32 = 3;
const START_EPISODES: u32 = POTENTIAL + ROWS_BEHIND * ROW_BYTES;
export const WALKER_BYTES: u32 = START_EPISODES + STARTS * SAVED_LANE_BYTES;

/** Whether a fall is worth FALL_REWARD instead of what the step was. */
let fallPenalty = true;

/** Laid over WALKER_BYTES of memory: the worlds, of four lanes each. Its class adds `reset`. */
@unmanaged
export class Walker {
  static readonly INPUTS: u32 = 24;
  static readonly OUTPUTS: u32 = 4;
  static readonly STATE: u32 = WALKER_STATE;
  static readonly TIME_STEP: f64 = 1 / FRAMES_PER_SECOND; // s
  /** No episode earns less. */
  static readonly WORST_RETURN: f64 = -400;
  static readonly BYTES: u32 = WALKER_BYTES;
  static readonly SAVED_BYTES: u32 = SAVED_LANE_BYTES + ROWS_BEHIND * 8;
  static readonly SHARES_LANES: bool = true;
  static readonly OPTIONS: u32 = 1;

  /** Option 0: whether a fall costs what Gymnasium has it cost. */
  static setOption(_option: u32, value: f64): void {
    fallPenalty = value != 0;
  }

  static optionDefault(_option: u32): f64 {
    return 1;
  }

  // @ts-ignore: decorator
  @inline
  world(lane: u32): World {
    return changetype<World>(changetype<usize>(this) + (lane / LANES_A_WORLD) * WORLD_BYTES);
  }

  // @ts-ignore: decorator
  @inline
  ground(lane: u32): Lane {
    return laneOf(this.world(lane), lane % LANES_A_WORLD);
  }

  // @ts-ignore: decorator
  @inline
  private body(lane: u32, index: u32): usize {
    return bodyRows(this.world(lane), index) + (lane % LANES_A_WORLD) * 4;
  }

  /** Empties all lanes: memory holds what was there before, and lanes that have not begun are looked at, too. */
  prepare(): i32 {
    if (!modelMade) makeModel();
    if (model.status != 0) return model.status;
    memory.fill(startSeeds, 0xff, STARTS * 8);
    for (let lane: u32 = 0; lane <= STAGING; lane++) clearLane(this.world(lane), model, lane % LANES_A_WORLD);
    return 0;
  }

  /**
   * Starts `lane` on the terrain of `seed`, one step without action in, as Gymnasium's reset gives it.
   */
  protected start(lane: u32, seed: u32, hardcore: bool): void {
    for (let i: u32 = 0; i < STARTS; i++) {
      if (load<i64>(startSeeds + i * 8) != <i64>seed) continue;
      loadLane(this.world(lane), lane % LANES_A_WORLD, this.startEpisode(i));
      this.beginRows(lane);
      return;
    }
    seedGenerator(seed);
    this.clear();
    drawTerrain(this.ground(STAGING), hardcore);
    for (let i: u32 = 0; i < CLOUDS * DRAWS_PER_CLOUD; i++) random();
    this.begin(lane, uniform(-FIRST_PUSH, FIRST_PUSH));
    saveLane(this.world(lane), lane % LANES_A_WORLD, this.startEpisode(nextStart));
    store<i64>(startSeeds + nextStart * 8, <i64>seed);
    nextStart = (nextStart + 1) % STARTS;
  }

  private startEpisode(i: u32): usize {
    return changetype<usize>(this) + START_EPISODES + i * SAVED_LANE_BYTES;
  }

  /** Takes the ground from the world that the next episode is prepared in. */
  clear(): void {
    clearLane(this.world(STAGING), model, 0);
  }

  /** Starts `lane` on the prepared ground: the walker on the start pad, pushed by `push` (N) in a first step. */
  begin(lane: u32, push: f64): void {
    const world = this.world(STAGING);
    const x = TERRAIN_STEP * <f64>START_PAD / 2;
    const y = TERRAIN_HEIGHT + 2 * LEG_HEIGHT;
    placeBody(world, model, 0, HULL, <f32>x, <f32>y, 0);
    for (let side: u32 = 0; side < 2; side++) {
      const tilt = <f32>(side == 0 ? -LEG_TILT : LEG_TILT);
      const upper = 1 + 2 * side;
      placeBody(world, model, 0, upper, <f32>x, <f32>(y - LEG_HEIGHT / 2 - LEG_DOWN), tilt);
      placeBody(world, model, 0, upper + 1, <f32>x, <f32>(y - LEG_HEIGHT * 3 / 2 - LEG_DOWN), tilt);
    }
    placeBoxes(world, model, 0);
    store<f32>(this.body(STAGING, HULL), <f32>push, FORCE_X);
    for (let joint: u32 = 0; joint < JOINTS; joint++) this.drive(STAGING, joint, 0);
    this.stepPhysics(STAGING, 1);
    moveLane(this.world(lane), lane % LANES_A_WORLD, world, 0);
    this.beginRows(lane);
  }

  /** The rows behind the worlds, at an episode's start. */
  private beginRows(lane: u32): void {
    store<f64>(this.row(POTENTIAL, lane), this.potential(lane));
    store<u64>(this.row(ENDED, lane), 0);
  }

  // @ts-ignore: decorator
  @inline
  private row(row: u32, lane: u32): usize {
    return changetype<usize>(this) + row + lane * 8;
  }

  /** Drives a joint's motor by an action; beyond −1 … 1 there is no more torque. */
  private drive(lane: u32, joint: u32, action: f64): void {
    const rows = jointRows(this.world(lane), joint) + (lane % LANES_A_WORLD) * 4;
    const speed = joint % 2 == 0 ? HIP_SPEED : KNEE_SPEED;
    store<f32>(rows, <f32>(speed * <f64>(i32(action > 0) - i32(action < 0))), MOTOR_SPEED);
    store<f32>(rows, <f32>(MOTOR_TORQUE * min<f64>(abs<f64>(action), 1)), MAX_TORQUE);
  }

  /** Steps the physics of `lanes` lanes from `first` on, where a world begins. */
  private stepPhysics(first: u32, lanes: u32): void {
    step(this.world(first), model, lanes, <f32>(1 / FRAMES_PER_SECOND), GRAVITY, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
  }

  /** Steps the first `lanes` lanes with the actions in the output rows. */
  simulate(outputs: usize, lanes: u32): void {
    for (let lane: u32 = 0; lane < lanes; lane++) {
      for (let joint: u32 = 0; joint < JOINTS; joint++) {
        const action = load<f64>(outputs + joint * ROW_BYTES + lane * 8);
        this.drive(lane, joint, isNaN(action) ? 0 : action);
      }
    }
    lap(PHASE_MOTION);
    this.stepPhysics(0, lanes);
    for (let lane: u32 = 0; lane < lanes; lane++) {
      const before = load<f64>(this.row(POTENTIAL, lane));
      const now = this.potential(lane);
      let reward = now - before;
      for (let joint: u32 = 0; joint < JOINTS; joint++) {
        reward -= TORQUE_COST * min<f64>(abs<f64>(load<f64>(outputs + joint * ROW_BYTES + lane * 8)), 1);
      }
      const x = this.hullX(lane);
      const fallen = load<u32>(shapeRows(this.world(lane), HULL) + (lane % LANES_A_WORLD) * 4, TOUCHED) != 0 || x < 0;
      const arrived = x > <f64>(TERRAIN_LENGTH - TERRAIN_GRASS) * TERRAIN_STEP;
      if (fallen && fallPenalty) reward = FALL_REWARD;
      store<f64>(this.row(POTENTIAL, lane), now);
      store<f64>(this.row(REWARD, lane), reward);
      store<i64>(this.row(ENDED, lane), fallen || arrived || !isFinite(now) ? -1 : 0);
    }
    lap(PHASE_REWARD);
  }

  /** The rewards of the last step. */
  // @ts-ignore: decorator
  @inline
  reward(_outputs: usize, offset: u32): v128 {
    return v128.load(changetype<usize>(this) + REWARD + offset);
  }

  /** All ones in the lanes whose hull has touched the ground, or has left the terrain on either side. */
  // @ts-ignore: decorator
  @inline
  terminated(offset: u32): v128 {
    return v128.load(changetype<usize>(this) + ENDED + offset);
  }

  private hullX(lane: u32): f64 {
    return <f64>load<f32>(this.body(lane, HULL), ORIGIN_X);
  }

  /** Of the hull's place and tilt: rewards are its differences. */
  private potential(lane: u32): f64 {
    return PROGRESS * this.hullX(lane) / SCALE - UPRIGHT * abs<f64>(<f64>load<f32>(this.body(lane, HULL), ANGLE));
  }

  /** The observations of two lanes into the input rows. */
  observe(inputs: usize, offset: u32): void {
    for (let lane = offset / 8; lane < offset / 8 + 2; lane++) this.observeBody(lane, inputs + lane * 8);
    lap(PHASE_OBSERVE);
    for (let lane = offset / 8; lane < offset / 8 + 2; lane++) this.observeLidar(lane, inputs + FIRST_RAY * ROW_BYTES + lane * 8);
    tally(COUNT_RAYS, <f64>(2 * RAYS));
    lap(PHASE_LIDAR);
  }

  /** What `lane` has of hull, joints and feet, to f64 in rows from `out` on, rounded to float32 as Gymnasium gives it. */
  private observeBody(lane: u32, out: usize): void {
    const world = this.world(lane);
    const at = lane % LANES_A_WORLD;
    const hull = this.body(lane, HULL);
    let to = out;
    store<f64>(to, <f64>load<f32>(hull, ANGLE));
    store<f64>((to += ROW_BYTES), rounded(2 * <f64>load<f32>(hull, SPIN) / FRAMES_PER_SECOND));
    store<f64>((to += ROW_BYTES), rounded(0.3 * <f64>load<f32>(hull, VELOCITY_X) * (VIEW_WIDTH / SCALE) / FRAMES_PER_SECOND));
    store<f64>((to += ROW_BYTES), rounded(0.3 * <f64>load<f32>(hull, VELOCITY_Y) * (VIEW_HEIGHT / SCALE) / FRAMES_PER_SECOND));
    for (let i: u32 = 0; i < JOINTS; i++) {
      const joint = jointOf(model, i);
      const a = this.body(lane, joint.bodyA);
      const b = this.body(lane, joint.bodyB);
      const angle = load<f32>(b, ANGLE) - load<f32>(a, ANGLE) - joint.reference;
      const speed = load<f32>(b, SPIN) - load<f32>(a, SPIN);
      const knee = i % 2 == 1;
      store<f64>((to += ROW_BYTES), knee ? rounded(<f64>angle + 1) : <f64>angle);
      store<f64>((to += ROW_BYTES), rounded(<f64>speed / (knee ? KNEE_SPEED : HIP_SPEED)));
      if (knee) store<f64>((to += ROW_BYTES), <f64>load<u32>(shapeRows(world, joint.bodyB) + at * 4, TOUCH));
    }
  }

  /** What its lidar sees, likewise. */
  private observeLidar(lane: u32, out: usize): void {
    const hull = this.body(lane, HULL);
    const x = load<f32>(hull, ORIGIN_X);
    const y = load<f32>(hull, ORIGIN_Y);
    const ground = this.ground(lane);
    // All rays go down or to the right.
    const first = firstReaching(ground, x);
    for (let i: u32 = 0; i < RAYS; i++) {
      const endX = <f32>(<f64>x + load<f64>(RAY_SINES + i * 8) * LIDAR_RANGE);
      const endY = <f32>(<f64>y - load<f64>(RAY_COSINES + i * 8) * LIDAR_RANGE);
      store<f64>(out + i * ROW_BYTES, <f64>rayCast(ground, first, x, y, endX, endY));
    }
  }

  /** State variable `index`: x, y, angle, their rates, of each body in turn. */
  state(lane: u32, index: u32): f64 {
    return <f64>load<f32>(this.body(lane, index / STATE_OF_BODY) + load<u32>(STATE_ROWS + (index % STATE_OF_BODY) * 4));
  }

  /** A blow to the hull. */
  push(lane: u32, x: f64, y: f64): void {
    const hull = this.body(lane, HULL);
    store<f32>(hull, load<f32>(hull, VELOCITY_X) + <f32>x, VELOCITY_X);
    store<f32>(hull, load<f32>(hull, VELOCITY_Y) + <f32>y, VELOCITY_Y);
  }

  /** The ground, the flags where it begins and ends, the lidar's rays, and the walker. */
  draw(lane: u32): void {
    const world = this.world(lane);
    const hull = this.body(lane, HULL);
    const x = load<f32>(hull, ORIGIN_X);
    const y = load<f32>(hull, ORIGIN_Y);
    const left = <f64>x - SEEN_BEHIND;
    beginDrawing(left, TERRAIN_HEIGHT - SEEN_BELOW, SEEN_WIDTH, SEEN_HEIGHT);
    const ground = this.ground(lane);
    const first = firstReaching(ground, x);
    this.drawGround(ground, left - BESIDE, left + SEEN_WIDTH + BESIDE);
    for (let i: u32 = 0; i < RAYS; i++) {
      const endX = <f32>(<f64>x + load<f64>(RAY_SINES + i * 8) * LIDAR_RANGE);
      const endY = <f32>(<f64>y - load<f64>(RAY_COSINES + i * 8) * LIDAR_RANGE);
      const share = rayCast(ground, first, x, y, endX, endY);
      drawLine(ROLE_SENSOR, x, y, x + share * (endX - x), y + share * (endY - y));
    }
    this.drawBody(lane, 1, ROLE_FAR_LIMB);
    this.drawBody(lane, 2, ROLE_FAR_LIMB);
    this.drawBody(lane, HULL, ROLE_BODY);
    this.drawBody(lane, 3, ROLE_NEAR_LIMB);
    this.drawBody(lane, 4, ROLE_NEAR_LIMB);
  }

  /** Obstacles, and the edges' chain with the earth below it, between two places; then the flags. */
  private drawGround(ground: Lane, left: f64, right: f64): void {
    let first: f64 = NaN;
    let last: f64 = 0;
    for (let i: u32 = 0; i < ground.statics; i++) {
      const shape = staticOf(ground, i);
      if (shape.highX < left || shape.lowX > right) continue;
      if (shape.count == 2) {
        if (isNaN(first)) {
          first = vertexX(shape, 0);
          drawShape(SHAPE_POLYGON, ROLE_GROUND);
          drawPoint(first, vertexY(shape, 0));
        }
        last = vertexX(shape, 1);
        drawPoint(last, vertexY(shape, 1));
      } else {
        drawShape(SHAPE_POLYGON, ROLE_GROUND);
        for (let v: u32 = 0; v < shape.count; v++) drawPoint(vertexX(shape, v), vertexY(shape, v));
      }
    }
    if (!isNaN(first)) {
      drawPoint(last, -DEPTH);
      drawPoint(first, -DEPTH);
    }
    this.drawFlag(TERRAIN_STEP * 3);
    this.drawFlag(TERRAIN_STEP * <f64>(TERRAIN_LENGTH - TERRAIN_GRASS));
  }

  private drawFlag(x: f64): void {
    const top = TERRAIN_HEIGHT + FLAG_HEIGHT;
    drawLine(ROLE_MARK, x, TERRAIN_HEIGHT, x, top);
    drawShape(SHAPE_POLYGON, ROLE_MARK);
    drawPoint(x, top);
    drawPoint(x + FLAG_WIDTH, top - FLAG_WIDTH / 4);
    drawPoint(x, top - FLAG_WIDTH / 2);
  }

  /** Bodies have one shape each, in the same order. */
  private drawBody(lane: u32, index: u32, role: u32): void {
    drawOutline(role, shapeOf(model, index), this.body(lane, index));
  }

  /** Copies lane `from` over lane `to`. */
  copyLane(to: u32, from: u32): void {
    moveLane(this.world(to), to % LANES_A_WORLD, this.world(from), from % LANES_A_WORLD);
    for (let row = POTENTIAL; row < WALKER_BYTES; row += ROW_BYTES) {
      store<u64>(this.row(row, to), load<u64>(this.row(row, from)));
    }
  }

  /** Writes all that `lane` knows to `to`; returns how many bytes. */
  save(lane: u32, to: usize): u32 {
    let at = saveLane(this.world(lane), lane % LANES_A_WORLD, to);
    for (let row = POTENTIAL; row < START_EPISODES; row += ROW_BYTES, at += 8) store<u64>(at, load<u64>(this.row(row, lane)));
    return <u32>(at - to);
  }

  load(lane: u32, from: usize): void {
    let at = loadLane(this.world(lane), lane % LANES_A_WORLD, from);
    for (let row = POTENTIAL; row < START_EPISODES; row += ROW_BYTES, at += 8) store<u64>(this.row(row, lane), load<u64>(at));
  }

  /**
   * Starts `lane` on a ground of one's own, numbers at `from`: the push of the first step (N), how many obstacles there are, the four
   * corners of each, and the ground's points from left to right, x and y in turn.
   */
  resetOn(lane: u32, from: usize, count: u32): void {
    const end = from + count * 8;
    this.clear();
    const ground = this.ground(STAGING);
    let at = from + 16;
    for (let i: u32 = 0; i < <u32>load<f64>(from, 8); i++, at += 64) {
      for (let corner: u32 = 0; corner < 4; corner++) setCorner(corner, load<f64>(at + corner * 16), load<f64>(at + corner * 16, 8));
      addPolygon(ground);
    }
    for (; at + 16 < end; at += 16) {
      addGround(ground, <f32>load<f64>(at), <f32>load<f64>(at, 8), <f32>load<f64>(at, 16), <f32>load<f64>(at, 24));
    }
    this.begin(lane, load<f64>(from));
  }
}

// @ts-ignore: decorator
@inline
function rounded(value: f64): f64 {
  return <f64><f32>value;
}
