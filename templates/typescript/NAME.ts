/** A cart on a rail is to be brought to the middle and held there. Change it into what you want to have solved. */
import { defineTask } from "wann";

const STEP = 0.05; // s
const FORCE = 4; // N
const RAIL = 2; // m, to either side

export default defineTask({
  observation: ["position", "speed"],
  action: { kind: "continuous", low: [-1], high: [1], labels: ["push"] },
  maxSteps: 200,
  timeStep: STEP,
  worstReturn: -1000,

  reset(random) {
    this.position = random.uniform(-1, 1);
    this.speed = random.uniform(-1, 1);
    return [this.position, this.speed];
  },

  step([push]: readonly number[]) {
    this.speed += FORCE * push * STEP;
    this.position += this.speed * STEP;
    const off = Math.abs(this.position);
    return {
      observation: [this.position, this.speed],
      reward: Math.max(0, 1 - off) - 0.01 * push * push,
      terminated: off > RAIL,
    };
  },

  draw() {
    return {
      view: { left: -RAIL, bottom: -0.5, width: 2 * RAIL, height: 1.5 },
      shapes: [
        { kind: "line", role: "ground", points: [-RAIL, 0, RAIL, 0] },
        { kind: "line", role: "mark", points: [0, -0.2, 0, 0] },
        { kind: "circle", role: "body", points: [this.position, 0.15, 0.15, 0] },
      ],
    };
  },
});
