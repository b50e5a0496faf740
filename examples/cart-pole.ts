/**
 * CartPole-v1 of Gymnasium's classic control: keep the pole upright by pushing the cart left or right. Equations: A. Barto, R. Sutton & C. Anderson,
 * "Neuronlike adaptive elements that can solve difficult learning control problems" (1983), with Gymnasium's constants and its Euler steps.
 */
import { defineTask } from "wann";
import { cos, sin } from "wann/math";

const GRAVITY = 9.8; // m/s²
const CART_MASS = 1; // kg
const POLE_MASS = 0.1; // kg
const HALF_LENGTH = 0.5; // m
const FORCE = 10; // N
const STEP = 0.02; // s
const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360; // rad
const RAIL_LIMIT = 2.4; // m
const TOTAL_MASS = CART_MASS + POLE_MASS;

export default defineTask({
  observation: ["x", "ẋ", "θ", "θ̇"],
  action: { kind: "discrete", n: 2, labels: ["left", "right"] },
  maxSteps: 500,
  timeStep: STEP,
  worstReturn: 0,
  reset(random) {
    this.x = Array.from({ length: 4 }, () => random.uniform(-0.05, 0.05));
    return this.x.map(Math.fround);
  },
  step(action: number) {
    const [x, velocity, angle, spin] = this.x;
    const force = action === 1 ? FORCE : -FORCE;
    const [sine, cosine] = [sin(angle), cos(angle)];
    const pushed = (force + POLE_MASS * HALF_LENGTH * spin * spin * sine) / TOTAL_MASS;
    const turning =
      (GRAVITY * sine - cosine * pushed) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * cosine * cosine) / TOTAL_MASS));
    const acceleration = pushed - (POLE_MASS * HALF_LENGTH * turning * cosine) / TOTAL_MASS;
    this.x = [x + STEP * velocity, velocity + STEP * acceleration, angle + STEP * spin, spin + STEP * turning];
    const terminated = Math.abs(this.x[0]) > RAIL_LIMIT || Math.abs(this.x[2]) > ANGLE_LIMIT;
    return { observation: this.x.map(Math.fround), reward: 1, terminated };
  },
  draw() {
    const [x, , angle] = this.x;
    const corners = [x - 0.25, -0.15, x + 0.25, -0.15, x + 0.25, 0.15, x - 0.25, 0.15];
    return {
      view: { left: -RAIL_LIMIT, bottom: -0.6, width: 2 * RAIL_LIMIT, height: 2.2 },
      shapes: [
        { kind: "line", role: "ground", points: [-RAIL_LIMIT, 0, RAIL_LIMIT, 0] },
        { kind: "polygon", role: "body", points: corners },
        {
          kind: "line",
          role: "near-limb",
          points: [x, 0, x + 2 * HALF_LENGTH * sin(angle), 2 * HALF_LENGTH * cos(angle)],
        },
        { kind: "circle", role: "joint", points: [x, 0, 0.05, 0] },
      ],
    };
  },
});
