/**
 * Car racing: once around a track as fast as the car goes, seen from above. Gymnasium's CarRacing-v3 (O. Klimov): track, car,
 * rewards and ends are the same for the same seed.
 */
import { seedGenerator } from "../numeric/pcg64";
import { angleCosine, angleSine, sinCosAngle } from "../numeric/trigonometry";
import { lap, PHASE_MOTION, PHASE_REWARD } from "../core/ledger";
import { addSensor, finishStatic } from "../physics/broad-phase";
import { setPolygon } from "../physics/shape";
import { clearLane, step } from "../physics/step";
import {
  ANGLE, bodyRows, eventOf, Lane, laneOf, loadLane, moveLane, ORIGIN_X, ORIGIN_Y, SAVED_LANE_BYTES, saveLane, SPIN, VELOCITY_X, VELOCITY_Y, World,
  WORLD_BYTES,
} from "../physics/world";
import {
  ALL, controlCar, driveWheel, GROUND, HULL, HULL_SHAPES, makeCar, model, placeCar, steeringAngle, TIME_STEP, wheelBody, WHEELS,
} from "./car/dynamics";
import { CarState, CAR_STATE_BYTES, carStateBytes, tileBefore, tileOf, TOUCHED, VISITED, wheelOf } from "./car/car-state";
import {
  borderSide, drawTrack, PLAYFIELD, setTrack, setTrackPoint, TRACK_WIDTH, trackHeading, trackLength, trackX, trackY,
} from "./car/track";
import { drawMap } from "./car/map";
import { checkEncoder, encoderScratch, encodeView, LATENTS, openEncoder, picture } from "./car/encoder-view";
import { drawExactPixels, drawPixels, drawView, SCENE_SIDE } from "./car/view";
import { LANES, ROW_BYTES } from "./task";
import { LANES_A_WORLD, STAGING, WORLDS } from "./worlds";

const VELOCITY_ITERATIONS: u32 = 6 * 30;
const POSITION_ITERATIONS: u32 = 2 * 30;
const TRACK_REWARD: f64 = 1000; // for all tiles together
const STEP_COST: f64 = 0.1;
const LEAVING_REWARD: f64 = -100; // in place of the step's
/** The share of tiles above which the first tile ends the lap when it is visited at last. The car stands on it when it starts: as a rule that counts. */
const LAP_SHARE: f64 = 0.95;

const MAX_STEPS: u32 = 1000;

const STATE_OF_HULL: u32 = 6;
const STATE_OF_WHEEL: u32 = 8;
const STATE: u32 = STATE_OF_HULL + WHEELS * STATE_OF_WHEEL;
const HULL_ROWS: usize = memory.data<u32>([ORIGIN_X, ORIGIN_Y, ANGLE, VELOCITY_X, VELOCITY_Y, SPIN]);

const CAR_STATES: u32 = (WORLDS + 1) * WORLD_BYTES;
/** Rows of f64 behind the worlds and car states: the step's reward, and whether the episode has ended. */
const REWARD: u32 = CAR_STATES + LANES * CAR_STATE_BYTES;
const ENDED: u32 = REWARD + ROW_BYTES;
/** How many lanes are driven (u32): the others have nothing to see, which is what costs. */
const DRIVEN: u32 = ENDED + ROW_BYTES;
const BYTES: u32 = DRIVEN + 16;

const corners: usize = memory.data(4 * 8, 4);

function setCorner(i: u32, x: f64, y: f64): void {
  store<f32>(corners + i * 8, <f32>x);
  store<f32>(corners + i * 8 + 4, <f32>y);
}

/** Laid over BYTES of memory: the worlds, of four lanes each, and the lanes' car states. */
@final
@unmanaged
export default class CarRacing {
  static readonly INPUTS: u32 = LATENTS;
  static readonly OUTPUTS: u32 = 3;
  static readonly STATE: u32 = STATE;
  static readonly MAX_STEPS: u32 = MAX_STEPS;
  static readonly TIME_STEP: f64 = TIME_STEP;
  /** The cost of all steps, and leaving the field. */
  static readonly WORST_RETURN: f64 = LEAVING_REWARD - STEP_COST * <f64>MAX_STEPS;
  static readonly BYTES: u32 = BYTES;
  static readonly SAVED_BYTES: u32 = SAVED_LANE_BYTES + 16 + CAR_STATE_BYTES;
  static readonly SHARES_LANES: bool = true;
  /** Asset 0: the encoder that it is observed through. */
  static readonly ASSETS: u32 = 1;
  static readonly PICTURE_SIDE: u32 = SCENE_SIDE;

  static checkAsset(_asset: u32, at: usize, bytes: u32): i32 {
    return checkEncoder(at, bytes);
  }

  static assetScratch(_asset: u32, at: usize): u32 {
    return encoderScratch(at);
  }

  static openAsset(_asset: u32, at: usize, scratch: usize): void {
    openEncoder(at, scratch);
  }

  static picture(): usize {
    return picture;
  }

  // @ts-ignore: decorator
  @inline
  world(lane: u32): World {
    return changetype<World>(changetype<usize>(this) + (lane / LANES_A_WORLD) * WORLD_BYTES);
  }

  // @ts-ignore: decorator
  @inline
  private ground(lane: u32): Lane {
    return laneOf(this.world(lane), lane % LANES_A_WORLD);
  }

  // @ts-ignore: decorator
  @inline
  private body(lane: u32, index: u32): usize {
    return bodyRows(this.world(lane), index) + (lane % LANES_A_WORLD) * 4;
  }

  // @ts-ignore: decorator
  @inline
  carState(lane: u32): CarState {
    return changetype<CarState>(changetype<usize>(this) + CAR_STATES + lane * CAR_STATE_BYTES);
  }

  // @ts-ignore: decorator
  @inline
  private row(row: u32, lane: u32): usize {
    return changetype<usize>(this) + row + lane * 8;
  }

  /** Empties all lanes: memory holds what was there before, and lanes that have not begun are looked at, too. */
  prepare(): i32 {
    makeCar();
    if (model.status != 0) return model.status;
    for (let lane: u32 = 0; lane <= STAGING; lane++) clearLane(this.world(lane), model, lane % LANES_A_WORLD);
    memory.fill(changetype<usize>(this) + CAR_STATES, 0, BYTES - CAR_STATES);
    return 0;
  }

  /** Starts `lane` on the track of `seed`, one step without action in, as Gymnasium's reset gives it. */
  reset(lane: u32, seed: u32): void {
    seedGenerator(seed);
    drawTrack();
    this.start(lane);
  }

  /** Starts `lane` on a track of one's own, numbers at `from`: x, y and heading across the way of each point in turn. */
  resetOn(lane: u32, from: usize, count: u32): void {
    const points = count / 3;
    for (let i: u32 = 0; i < points; i++) {
      setTrackPoint(i, load<f64>(from + i * 24), load<f64>(from + i * 24, 8), load<f64>(from + i * 24, 16));
    }
    setTrack(points);
    this.start(lane);
  }

  /** Starts `lane` on the latest track. */
  private start(lane: u32): void {
    const carState = this.carState(lane);
    memory.fill(changetype<usize>(carState), 0, CAR_STATE_BYTES);
    clearLane(this.world(STAGING), model, 0);
    this.layTiles(carState);
    placeCar(this.world(STAGING), 0, trackX(0), trackY(0), trackHeading(0));
    this.stepPhysics(STAGING, 1);
    moveLane(this.world(lane), lane % LANES_A_WORLD, this.world(STAGING), 0);
    this.touchTiles(lane);
    carState.shown = carState.reward;
    carState.time = TIME_STEP;
    store<u64>(this.row(ENDED, lane), 0);
    this.driven = max(this.driven, lane + 1);
  }

  // @ts-ignore: decorator
  @inline
  private get driven(): u32 {
    return load<u32>(changetype<usize>(this) + DRIVEN);
  }

  // @ts-ignore: decorator
  @inline
  private set driven(lanes: u32) {
    store<u32>(changetype<usize>(this) + DRIVEN, lanes);
  }

  /** Lays the latest track as sensors into the staging lane, and its tiles into `carState`. */
  private layTiles(carState: CarState): void {
    const ground = this.ground(STAGING);
    const count = trackLength();
    carState.tiles = count;
    for (let i: u32 = 0; i < count; i++) {
      const tile = tileOf(carState, i);
      sinCosAngle(trackHeading(i));
      tile.leftX = trackX(i) - TRACK_WIDTH * angleCosine;
      tile.leftY = trackY(i) - TRACK_WIDTH * angleSine;
      tile.rightX = trackX(i) + TRACK_WIDTH * angleCosine;
      tile.rightY = trackY(i) + TRACK_WIDTH * angleSine;
      tile.border = <i8>borderSide(i);
    }
    for (let i: u32 = 0; i < count; i++) {
      const tile = tileOf(carState, i);
      const before = tileBefore(carState, i);
      setCorner(0, tile.leftX, tile.leftY);
      setCorner(1, tile.rightX, tile.rightY);
      setCorner(2, before.rightX, before.rightY);
      setCorner(3, before.leftX, before.leftY);
      setPolygon(addSensor(ground, GROUND, ALL), corners, 4);
      finishStatic(ground);
    }
  }

  /** Counts what tiles the step has brought under the wheels, and taken from them. */
  private touchTiles(lane: u32): void {
    const ground = this.ground(lane);
    const carState = this.carState(lane);
    for (let i: u32 = 0; i < ground.events; i++) {
      const event = eventOf(ground, i);
      const tile = tileOf(carState, event.fixed);
      tile.flags |= TOUCHED;
      if (event.moving < HULL_SHAPES) continue;
      const wheel = wheelOf(carState, event.moving - HULL_SHAPES);
      wheel.tiles += event.begun ? 1 : -1;
      if (!event.begun || tile.flags & VISITED) continue;
      tile.flags |= VISITED;
      carState.visited++;
      carState.reward += TRACK_REWARD / <f64>carState.tiles;
      if (event.fixed == 0 && <f64>carState.visited / <f64>carState.tiles > LAP_SHARE) carState.lapDone = true;
    }
  }

  /** Steps the physics of `lanes` lanes from `first` on, where a world begins. */
  private stepPhysics(first: u32, lanes: u32): void {
    step(this.world(first), model, lanes, <f32>TIME_STEP, 0, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
  }

  /** Steps the first `lanes` lanes with the actions in the output rows: steering −1 … 1, gas −1 … 1, brake 0 … 1. */
  simulate(outputs: usize, lanes: u32): void {
    this.driven = lanes;
    for (let lane: u32 = 0; lane < lanes; lane++) {
      const steer = clipped(load<f64>(outputs + lane * 8), -1);
      const gas = clipped(load<f64>(outputs + ROW_BYTES + lane * 8), -1);
      const brake = clipped(load<f64>(outputs + 2 * ROW_BYTES + lane * 8), 0);
      this.control(lane, steer, (gas + 1) / 2, brake);
    }
    this.roll(lanes);
  }

  /** Gymnasium's action: steering −1 … 1, to the right; gas and brake 0 … 1. */
  control(lane: u32, steer: f64, gas: f64, brake: f64): void {
    controlCar(changetype<usize>(wheelOf(this.carState(lane), 0)), -steer, gas, brake);
  }

  /** Steps the first `lanes` lanes as they are controlled. */
  roll(lanes: u32): void {
    for (let lane: u32 = 0; lane < lanes; lane++) {
      for (let i: u32 = 0; i < WHEELS; i++) {
        driveWheel(this.world(lane), lane % LANES_A_WORLD, i, wheelOf(this.carState(lane), i));
      }
    }
    lap(PHASE_MOTION);
    this.stepPhysics(0, lanes);
    for (let lane: u32 = 0; lane < lanes; lane++) {
      this.touchTiles(lane);
      const carState = this.carState(lane);
      carState.time += TIME_STEP;
      carState.shown = carState.reward;
      carState.reward -= STEP_COST;
      let reward = carState.reward - carState.rewardBefore;
      carState.rewardBefore = carState.reward;
      const hull = this.body(lane, HULL);
      const x = <f64>load<f32>(hull, ORIGIN_X);
      const y = <f64>load<f32>(hull, ORIGIN_Y);
      const away = abs<f64>(x) > PLAYFIELD || abs<f64>(y) > PLAYFIELD;
      if (away) reward = LEAVING_REWARD;
      const finished = carState.visited == carState.tiles || carState.lapDone;
      store<f64>(this.row(REWARD, lane), reward);
      store<i64>(this.row(ENDED, lane), away || finished || !isFinite(x + y) ? -1 : 0);
    }
    lap(PHASE_REWARD);
  }

  /** The rewards of the last step. */
  // @ts-ignore: decorator
  @inline
  reward(_outputs: usize, offset: u32): v128 {
    return v128.load(changetype<usize>(this) + REWARD + offset);
  }

  /** All ones in the lanes whose lap is done, or whose car has left the field. */
  // @ts-ignore: decorator
  @inline
  terminated(offset: u32): v128 {
    return v128.load(changetype<usize>(this) + ENDED + offset);
  }

  /**
   * State variable `index`: x, y, angle and their rates of the hull; then x, y, angle, turning speed, steering angle, gas, brake
   * and phase of each wheel.
   */
  state(lane: u32, index: u32): f64 {
    if (index < STATE_OF_HULL) return <f64>load<f32>(this.body(lane, HULL) + load<u32>(HULL_ROWS + index * 4));
    const i = (index - STATE_OF_HULL) / STATE_OF_WHEEL;
    const body = this.body(lane, wheelBody(i));
    const wheel = wheelOf(this.carState(lane), i);
    switch ((index - STATE_OF_HULL) % STATE_OF_WHEEL) {
      case 0: return <f64>load<f32>(body, ORIGIN_X);
      case 1: return <f64>load<f32>(body, ORIGIN_Y);
      case 2: return <f64>load<f32>(body, ANGLE);
      case 3: return wheel.speed;
      case 4: return <f64>steeringAngle(this.world(lane), lane % LANES_A_WORLD, i);
      case 5: return wheel.gas;
      case 6: return wheel.brake;
      default: return wheel.phase;
    }
  }

  /** The encoder's latents of what two lanes see, into the input rows. */
  observe(inputs: usize, offset: u32): void {
    const first = offset / 8;
    for (let lane = first; lane < min(first + 2, this.driven); lane++) {
      encodeView(this.world(lane), lane % LANES_A_WORLD, this.carState(lane), inputs + lane * 8);
    }
  }

  /** Draws `lane` from above, for a viewer. */
  draw(lane: u32): void {
    drawMap(this.world(lane), lane % LANES_A_WORLD, this.carState(lane));
  }

  /** Draws Gymnasium's observation of `lane`. */
  view(lane: u32, out: usize): void {
    drawView(this.world(lane), lane % LANES_A_WORLD, this.carState(lane), out);
  }

  /** Draws what an encoder sees of `lane`, and where that is flat. */
  pixels(lane: u32, out: usize, flat: usize): void {
    drawPixels(this.world(lane), lane % LANES_A_WORLD, this.carState(lane), out, flat);
  }

  /** Draws what an encoder is trained on. */
  exactPixels(lane: u32, out: usize): void {
    drawExactPixels(this.world(lane), lane % LANES_A_WORLD, this.carState(lane), out);
  }

  /** Copies lane `from` over lane `to`. */
  copyLane(to: u32, from: u32): void {
    moveLane(this.world(to), to % LANES_A_WORLD, this.world(from), from % LANES_A_WORLD);
    memory.copy(changetype<usize>(this.carState(to)), changetype<usize>(this.carState(from)), CAR_STATE_BYTES);
    for (let row = REWARD; row < DRIVEN; row += ROW_BYTES) store<u64>(this.row(row, to), load<u64>(this.row(row, from)));
  }

  /** Writes all that `lane` knows to `to`; returns how many bytes. */
  save(lane: u32, to: usize): u32 {
    const at = saveLane(this.world(lane), lane % LANES_A_WORLD, to);
    store<u64>(at, load<u64>(this.row(REWARD, lane)));
    store<u64>(at, load<u64>(this.row(ENDED, lane)), 8);
    const bytes = carStateBytes(this.carState(lane));
    memory.copy(at + 16, changetype<usize>(this.carState(lane)), bytes);
    return <u32>(at - to) + 16 + bytes;
  }

  load(lane: u32, from: usize): void {
    const at = loadLane(this.world(lane), lane % LANES_A_WORLD, from);
    store<u64>(this.row(REWARD, lane), load<u64>(at));
    store<u64>(this.row(ENDED, lane), load<u64>(at, 8));
    memory.copy(changetype<usize>(this.carState(lane)), at + 16, carStateBytes(changetype<CarState>(at + 16)));
    this.driven = max(this.driven, lane + 1);
  }
}

/** An output held within `low` … 1; one that is no number counts as 0. */
// @ts-ignore: decorator
@inline
function clipped(output: f64, low: f64): f64 {
  return isNaN(output) ? 0 : min<f64>(max<f64>(output, low), 1);
}
