/**
 * The car of Gymnasium's CarRacing (O. Klimov, after C. Campbell's top-down car): a hull on four wheels whose hinges steer.
 * A wheel turns by engine, brake and road; the road pushes it against the difference of its own speed and the ground's, up
 * to a limit past which it slides.
 */
import { addBody, addJoint, addShape, clearModel, finishBody, jointOf, Model, MODEL_BYTES, orderJoints } from "../../physics/model";
import { setPolygon } from "../../physics/shape";
import { placeBody, placeBoxes } from "../../physics/step";
import {
  ANGLE, bodyRows, COSINE, FORCE_X, FORCE_Y, jointRows, MAX_TORQUE, MOTOR_SPEED, SINE, VELOCITY_X, VELOCITY_Y, World,
} from "../../physics/world";

/** Metres a unit of the drawing that the car is given in. */
const SIZE: f64 = 0.02;
export const TIME_STEP: f64 = 1.0 / 50; // s
const ENGINE_POWER: f64 = 100000000 * SIZE * SIZE; // W
const WHEEL_INERTIA: f64 = 4000 * SIZE * SIZE; // kg m²
const ROAD_GRIP: f64 = 1000000 * SIZE * SIZE; // N, at most, between a wheel and the road
const GRASS_GRIP: f64 = ROAD_GRIP * 0.6; // N
const STIFFNESS: f64 = 205000 * SIZE * SIZE; // N for each m/s of difference
const IDLE_SPEED: f64 = 5; // rad/s, added where power is divided by speed
const BRAKE: f64 = 15; // rad/s a step at full brake
const BLOCKING: f64 = 0.9; // brake from which on a wheel stands
const GAS_RISE: f64 = 0.1; // a step, at most
const STEERING_GAIN: f64 = 50; // rad/s a radian
const STEERING_SPEED: f64 = 3; // rad/s, at most
const STEERING_TORQUE: f64 = 180 * 900 * SIZE * SIZE; // N m
const STEERING_LIMIT: f32 = 0.4; // rad
const HULL_DENSITY: f32 = 1;
const WHEEL_DENSITY: f32 = 0.1;
/** Box2D's, where none is given; nothing of the car meets anything but sensors. */
const FRICTION: f32 = 0.2;
export const GROUND: u32 = 0x0001;
export const ALL: u32 = 0xffff;
const WHEEL: u32 = 0x0020;
export const WHEEL_RADIUS: f64 = 27 * SIZE; // m
export const WHEEL_HALF_WIDTH: f64 = 14 * SIZE; // m

/** The body that is made first; wheels follow: front left, front right, rear left, rear right. */
export const HULL: u32 = 0;
export const WHEELS: u32 = 4;
const FIRST_REAR: u32 = 2;
export const HULL_SHAPES: u32 = 4;

/** The hull's outlines, as counts and then corners, and where the wheels' middles are. */
const HULL_COUNTS = memory.data<u32>([4, 4, 8, 4]);
const HULL_CORNERS = memory.data<f64>([
  -60, 130, 60, 130, 60, 110, -60, 110,
  -15, 120, 15, 120, 20, 20, -20, 20,
  25, 20, 50, -10, 50, -40, 20, -90, -20, -90, -50, -40, -50, -10, -25, 20,
  -50, -120, 50, -120, 50, -90, -50, -90,
]);
const WHEEL_PLACES = memory.data<f64>([-55, 80, 55, 80, -55, -82, 55, -82]);

const corners: usize = memory.data(8 * 8, 4);

export const model = changetype<Model>(memory.data(MODEL_BYTES, 16));
let modelMade = false;

/** What a wheel is beside its body. */
@unmanaged
export class Wheel {
  gas: f64;
  brake: f64;
  /** rad, that it is to be steered to. */
  steer: f64;
  /** rad/s. */
  speed: f64;
  /** rad. */
  phase: f64;
  /** Road tiles under it. */
  tiles: u32;
}

export const WHEEL_BYTES: u32 = 48;

// @ts-ignore: decorator
@inline
function place(wheel: u32, axis: u32): f64 {
  return load<f64>(WHEEL_PLACES + wheel * 16 + axis * 8) * SIZE;
}

function setCorner(i: u32, x: f64, y: f64): void {
  store<f32>(corners + i * 8, <f32>x);
  store<f32>(corners + i * 8 + 4, <f32>y);
}

/** Makes the car's model, once. */
export function makeCar(): void {
  if (modelMade) return;
  modelMade = true;
  clearModel(model);
  addBody(model);
  let from = HULL_CORNERS;
  for (let shape: u32 = 0; shape < HULL_SHAPES; shape++) {
    const count = load<u32>(HULL_COUNTS + shape * 4);
    for (let i: u32 = 0; i < count; i++, from += 16) setCorner(i, load<f64>(from) * SIZE, load<f64>(from, 8) * SIZE);
    setPolygon(addShape(model, HULL, FRICTION, GROUND, ALL), corners, count);
  }
  finishBody(model, HULL, HULL_DENSITY);
  for (let wheel: u32 = 0; wheel < WHEELS; wheel++) {
    const body = addBody(model);
    setCorner(0, -WHEEL_HALF_WIDTH, WHEEL_RADIUS);
    setCorner(1, WHEEL_HALF_WIDTH, WHEEL_RADIUS);
    setCorner(2, WHEEL_HALF_WIDTH, -WHEEL_RADIUS);
    setCorner(3, -WHEEL_HALF_WIDTH, -WHEEL_RADIUS);
    setPolygon(addShape(model, body, FRICTION, WHEEL, GROUND), corners, 4);
    finishBody(model, body, WHEEL_DENSITY);
    addJoint(model, HULL, body, <f32>place(wheel, 0), <f32>place(wheel, 1), 0, 0, 0, -STEERING_LIMIT, STEERING_LIMIT);
  }
  orderJoints(model);
}

/** The wheel's body. */
// @ts-ignore: decorator
@inline
export function wheelBody(wheel: u32): u32 {
  return HULL + 1 + wheel;
}

/** Places a car in an emptied lane, at rest: the wheels beside the hull as if it were not turned, from where hinges pull them. */
export function placeCar(world: World, lane: u32, x: f64, y: f64, angle: f64): void {
  placeBody(world, model, lane, HULL, <f32>x, <f32>y, <f32>angle);
  for (let wheel: u32 = 0; wheel < WHEELS; wheel++) {
    placeBody(world, model, lane, wheelBody(wheel), <f32>(x + place(wheel, 0)), <f32>(y + place(wheel, 1)), <f32>angle);
    const joint = jointRows(world, wheel) + lane * 4;
    store<f32>(joint, 0, MOTOR_SPEED);
    store<f32>(joint, <f32>STEERING_TORQUE, MAX_TORQUE);
  }
  placeBoxes(world, model, lane);
}

/** The angle that a wheel is steered to now. */
export function steeringAngle(world: World, lane: u32, wheel: u32): f32 {
  const body = bodyRows(world, wheelBody(wheel)) + lane * 4;
  return load<f32>(body, ANGLE) - load<f32>(bodyRows(world, HULL) + lane * 4, ANGLE) - jointOf(model, wheel).reference;
}

/** Gives the wheels at `wheels` what the driver does: steer in −1 … 1, to the left; gas, taken within 0 … 1; brake. */
export function controlCar(wheels: usize, steer: f64, gas: f64, brake: f64): void {
  const wanted = min<f64>(max<f64>(gas, 0), 1);
  for (let i: u32 = 0; i < WHEELS; i++) {
    const wheel = changetype<Wheel>(wheels + i * WHEEL_BYTES);
    if (i < FIRST_REAR) wheel.steer = steer;
    else wheel.gas += min<f64>(wanted - wheel.gas, GAS_RISE);
    wheel.brake = brake;
  }
}

// @ts-ignore: decorator
@inline
function sign(x: f64): f64 {
  return <f64>(i32(x > 0) - i32(x < 0));
}

/** Turns a wheel by a step, and sets its hinge's motor and the force on it. */
export function driveWheel(world: World, lane: u32, index: u32, wheel: Wheel): void {
  const off = wheel.steer - <f64>steeringAngle(world, lane, index);
  const motor = sign(off) * min<f64>(STEERING_GAIN * abs<f64>(off), STEERING_SPEED);
  store<f32>(jointRows(world, index) + lane * 4, <f32>motor, MOTOR_SPEED);

  const body = bodyRows(world, wheelBody(index)) + lane * 4;
  const s = <f64>load<f32>(body, SINE);
  const c = <f64>load<f32>(body, COSINE);
  const vx = <f64>load<f32>(body, VELOCITY_X);
  const vy = <f64>load<f32>(body, VELOCITY_Y);

  wheel.speed += TIME_STEP * ENGINE_POWER * wheel.gas / WHEEL_INERTIA / (abs<f64>(wheel.speed) + IDLE_SPEED);
  if (wheel.brake >= BLOCKING) {
    wheel.speed = 0;
  } else if (wheel.brake > 0) {
    wheel.speed -= sign(wheel.speed) * min<f64>(BRAKE * wheel.brake, abs<f64>(wheel.speed));
  }
  wheel.phase += wheel.speed * TIME_STEP;

  let along = (-(-s * vx + c * vy) + wheel.speed * WHEEL_RADIUS) * STIFFNESS;
  let across = -(c * vx + s * vy) * STIFFNESS;
  const force = sqrt<f64>(along * along + across * across);
  const grip = wheel.tiles > 0 ? ROAD_GRIP : GRASS_GRIP;
  if (force > grip) {
    along = along / force * grip;
    across = across / force * grip;
  }
  wheel.speed -= TIME_STEP * along * WHEEL_RADIUS / WHEEL_INERTIA;
  store<f32>(body, <f32>(across * c + along * -s), FORCE_X);
  store<f32>(body, <f32>(across * s + along * c), FORCE_Y);
}
