/**
 * MountainCarContinuous-v0 of Gymnasium's classic control: a car too weak to climb out of its valley has to swing. Equations: A. Moore, "Efficient memory-based
 * learning for robot control" (1990), with Gymnasium's constants. From the first step on, Gymnasium keeps position and velocity in single
 * precision, and with NumPy 2 computes some of what it makes of them in that.
 */
import { defineTask } from "wann";
import { cos } from "wann/math";

const POWER = 0.0015;
const GRAVITY = 0.0025;
const TOP_SPEED = 0.07;
const [LEFT, RIGHT, GOAL] = [-1.2, 0.6, 0.45];

export default defineTask({
  observation: ["position", "velocity"],
  action: { kind: "continuous", low: [-1], high: [1], labels: ["push"] },
  maxSteps: 999,
  worstReturn: -100,
  reset(random) {
    this.position = random.uniform(-0.6, -0.4);
    this.velocity = 0;
    this.round = (value: number) => value;
    return [Math.fround(this.position), 0];
  },
  step([push]: readonly number[]) {
    const { round } = this;
    const pulled = this.velocity + (push * POWER - GRAVITY * cos(round(3 * this.position)));
    let velocity = Math.min(Math.max(pulled, -TOP_SPEED), TOP_SPEED);
    const moved = this.position + (velocity === pulled ? velocity : round(velocity));
    const position = Math.min(Math.max(moved, LEFT), RIGHT);
    if (position === LEFT && velocity < 0) velocity = 0;
    const terminated = position >= GOAL && velocity >= 0;
    this.position = Math.fround(position);
    this.velocity = Math.fround(velocity);
    this.round = Math.fround;
    return {
      observation: [this.position, this.velocity],
      reward: (terminated ? 100 : 0) - 0.1 * push * push,
      terminated,
    };
  },
});
