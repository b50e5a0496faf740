/** Frames of car racing to train on: what is seen from cars that drive at random, and from some that follow the road. */
import { Purpose, Stream } from "../random/stream.js";
import { turn } from "../turn.js";
import type { VaeModule } from "./vae-module.js";
import { IMAGE_FLOATS } from "./vae-shape.js";

const LANES = 32;
const EPISODE_STEPS = 500;
/** Steps between two frames of a drive. */
const FRAME_EVERY = 10;
/** Steps that a random choice lasts. */
const CHOICE_STEPS = 10;
/** Of the drives, those without any regard for the road. */
const RANDOM_SHARE = 0.25;
const BRAKING_SHARE = 0.2;
/** Steering a radian of the road's bearing. */
const STEERING = 1.5;
/** Tiles ahead that a driver looks at. */
const [NEAR, FAR] = [3, 9];
/** Metres a second. */
const [SLOW, FAST] = [10, 60];

/** Steering, gas and brake, as Gymnasium's actions. */
type Action = [steer: number, gas: number, brake: number];

/** One drive, on a track of its own. */
class Drive {
  private readonly random: Stream;
  private readonly follows: boolean;
  private readonly ahead: number;
  private readonly target: number;
  private readonly unrest: number;
  private choice: Action = [0, 0, 0];
  private steps = 0;

  constructor(
    private readonly module: VaeModule,
    private readonly lane: number,
    seed: number,
    part: number,
    index: number,
  ) {
    this.random = new Stream(seed, Purpose.drives, part, index);
    module.resetCar(lane, this.random.episodeSeed());
    this.follows = this.random.unit() >= RANDOM_SHARE;
    this.ahead = NEAR + this.random.integer(FAR - NEAR);
    this.target = this.random.uniform(SLOW, FAST);
    this.unrest = this.random.unit();
  }

  get over(): boolean {
    return this.steps >= EPISODE_STEPS || this.module.ended(this.lane);
  }

  act(): void {
    if (this.steps++ % CHOICE_STEPS === 0) {
      const { random } = this;
      this.choice = [random.uniform(-1, 1), random.unit(), random.unit() < BRAKING_SHARE ? random.unit() : 0];
    }
    this.module.control(this.lane, this.follows ? this.following() : this.choice);
  }

  /** Steers for the road, more or less, and keeps about its speed. */
  private following(): Action {
    const { module, lane, choice, target, unrest } = this;
    const steer = STEERING * module.bearing(lane, this.ahead) + unrest * choice[0];
    const speed = module.speed(lane);
    return [Math.max(-1, Math.min(1, steer)), speed < target ? choice[1] : 0, speed > 1.5 * target ? 0.5 : 0];
  }
}

/**
 * Frames as bytes, [frame][row][column][colour]. They depend on the arguments alone.
 * @param part frames of another part come from other drives.
 * @param onFrames is told how many there are.
 * @param onFrame is told of each what car it is seen from, while that stands there.
 */
export async function drawFrames(
  module: VaeModule,
  count: number,
  seed: number,
  part: number,
  onFrames?: (done: number) => void,
  onFrame?: (lane: number) => void,
): Promise<Uint8Array> {
  const frames = new Uint8Array(count * IMAGE_FLOATS);
  let begun = 0;
  const begin = (lane: number) => new Drive(module, lane, seed, part, begun++);
  const drives = Array.from({ length: LANES }, (_, lane) => begin(lane));
  for (let step = 1, done = 0; done < count; step++) {
    for (const drive of drives) drive.act();
    module.roll(LANES);
    for (let lane = 0; lane < LANES; lane++) {
      if (drives[lane].over) drives[lane] = begin(lane);
      if (step % FRAME_EVERY !== 0 || done === count) continue;
      frames.set(module.frame(lane), done++ * IMAGE_FLOATS);
      onFrame?.(lane);
    }
    if (step % FRAME_EVERY !== 0) continue;
    onFrames?.(done);
    await turn();
  }
  return frames;
}
