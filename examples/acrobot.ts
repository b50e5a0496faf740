/**
 * Acrobot-v1 of Gymnasium's classic control: two links hang from a pivot, only the joint between them has a motor; swing the tip above the line.
 * Equations: R. Sutton & A. Barto, "Reinforcement Learning: An Introduction" (1998), with Gymnasium's constants and one Runge-Kutta step of 0.2 s.
 */
import { defineTask } from "wann";
import { cos, sin } from "wann/math";

const GRAVITY = 9.8; // m/s²
const MASS = 1; // kg, of each link
const LENGTH = 1; // m
const CENTRE = 0.5; // m from a link's joint to its centre of mass
const INERTIA = 1; // kg m²
const STEP = 0.2; // s
const TOP_SPEEDS = [4 * Math.PI, 9 * Math.PI]; // rad/s

/** Angle of the first link from hanging, of the second against the first, and their speeds. */
type State = readonly [number, number, number, number];

function derivatives([angle1, angle2, speed1, speed2]: State, torque: number): State {
  const cosine = cos(angle2);
  const sine = sin(angle2);
  const d1 =
    MASS * CENTRE * CENTRE +
    MASS * (LENGTH * LENGTH + CENTRE * CENTRE + 2 * LENGTH * CENTRE * cosine) +
    INERTIA +
    INERTIA;
  const d2 = MASS * (CENTRE * CENTRE + LENGTH * CENTRE * cosine) + INERTIA;
  const phi2 = MASS * CENTRE * GRAVITY * cos(angle1 + angle2 - Math.PI / 2);
  const phi1 =
    -MASS * LENGTH * CENTRE * speed2 * speed2 * sine -
    2 * MASS * LENGTH * CENTRE * speed2 * speed1 * sine +
    (MASS * CENTRE + MASS * LENGTH) * GRAVITY * cos(angle1 - Math.PI / 2) +
    phi2;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - MASS * LENGTH * CENTRE * speed1 * speed1 * sine - phi2) /
    (MASS * CENTRE * CENTRE + INERTIA - (d2 * d2) / d1);
  return [speed1, speed2, -(d2 * acceleration2 + phi1) / d1, acceleration2];
}

const along = (state: State, slope: State, step: number) =>
  state.map((value, i) => value + step * slope[i]) as unknown as State;

/** An angle in [−π, π]. */
function wrapped(angle: number): number {
  let inside = angle;
  while (inside > Math.PI) inside -= 2 * Math.PI;
  while (inside < -Math.PI) inside += 2 * Math.PI;
  return inside;
}

const observed = ([angle1, angle2, speed1, speed2]: State) =>
  [cos(angle1), sin(angle1), cos(angle2), sin(angle2), speed1, speed2].map(Math.fround);

export default defineTask({
  observation: ["cos θ₁", "sin θ₁", "cos θ₂", "sin θ₂", "θ̇₁", "θ̇₂"],
  action: { kind: "discrete", n: 3, labels: ["torque −1", "none", "torque +1"] },
  maxSteps: 500,
  timeStep: STEP,
  worstReturn: -500,
  reset(random) {
    this.s = Array.from({ length: 4 }, () => Math.fround(random.uniform(-0.1, 0.1)));
    return observed(this.s);
  },
  step(action: number) {
    const torque = action - 1;
    const s: State = this.s;
    const k1 = derivatives(s, torque);
    const k2 = derivatives(along(s, k1, STEP / 2), torque);
    const k3 = derivatives(along(s, k2, STEP / 2), torque);
    const k4 = derivatives(along(s, k3, STEP), torque);
    const moved = s.map((value, i) => value + (STEP / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
    const speeds = TOP_SPEEDS.map((top, i) => Math.min(Math.max(moved[2 + i], -top), top));
    this.s = [wrapped(moved[0]), wrapped(moved[1]), ...speeds];
    const terminated = -cos(this.s[0]) - cos(this.s[1] + this.s[0]) > 1;
    return { observation: observed(this.s), reward: terminated ? 0 : -1, terminated };
  },
  draw() {
    const [first, second] = this.s;
    const [x, y] = [LENGTH * sin(first), -LENGTH * cos(first)];
    const tip = [x + LENGTH * sin(first + second), y - LENGTH * cos(first + second)];
    return {
      view: { left: -2.2, bottom: -2.2, width: 4.4, height: 4.4 },
      shapes: [
        { kind: "line", role: "mark", points: [-2.2, LENGTH, 2.2, LENGTH] },
        { kind: "line", role: "body", points: [0, 0, x, y] },
        { kind: "line", role: "near-limb", points: [x, y, ...tip] },
        { kind: "circle", role: "joint", points: [0, 0, 0.06, 0] },
        { kind: "circle", role: "joint", points: [x, y, 0.06, 0] },
      ],
    };
  },
});
