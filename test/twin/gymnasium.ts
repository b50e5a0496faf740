/**
 * When Gymnasium's episodes end and what their steps are worth, written plainly a second time: envs/box2d/bipedal_walker.py and car_racing.py of
 * Gymnasium 1.4.0 (step, and the contact listeners), and the step limits under which it registers them (envs/__init__.py). They are fed what
 * physics did, and know nothing of ours.
 */

/** What a step was worth, and whether it ended the episode. */
export interface Verdict {
  readonly reward: number;
  readonly terminated: boolean;
}

export const STEP_LIMITS = { biped: 1600, "biped-hardcore": 2000, "car-racing": 1000 };

/** What physics did in a step of the walker. */
export interface WalkerStep {
  /** The hull's, m. */
  readonly x: number;
  /** The hull's, rad. */
  readonly angle: number;
  /** Whether the hull has begun to touch anything. */
  readonly hullTouches: boolean;
}

const PIXELS_A_METRE = 30;
/** m: where the terrain's last ten of 200 steps of 14 pixels begin. */
const GOAL = (200 - 10) * (14 / PIXELS_A_METRE);

export class WalkerRules {
  private shaping: number;
  private over: boolean;

  /** @param reset the step without action that a reset ends with. */
  constructor(reset: WalkerStep) {
    this.shaping = shapingOf(reset);
    this.over = reset.hullTouches;
  }

  step(action: readonly number[], physics: WalkerStep): Verdict {
    this.over ||= physics.hullTouches;
    const shaping = shapingOf(physics);
    let reward = shaping - this.shaping;
    this.shaping = shaping;
    for (const each of action) reward -= 0.00035 * 80 * Math.min(Math.abs(each), 1);
    const lost = this.over || physics.x < 0;
    return { reward: lost ? -100 : reward, terminated: lost || physics.x > GOAL };
  }
}

function shapingOf({ x, angle }: WalkerStep): number {
  return (130 * x) / PIXELS_A_METRE - 5 * Math.abs(angle);
}

/** A part of the car has begun to touch a tile of the road, or has ceased to. */
export interface TileEvent {
  readonly tile: number;
  /** Undefined where it is the hull. */
  readonly wheel: number | undefined;
  readonly begun: boolean;
}

/** What physics did in a step of the car. */
export interface CarStep {
  /** The hull's, m. */
  readonly x: number;
  readonly y: number;
  /** In the order in which Box2D tells of them. */
  readonly events: readonly TileEvent[];
}

/** m from the middle. */
const FIELD = 2000 / 6;
const LAP_SHARE = 0.95;

export class CarRules {
  private readonly seen = new Set<number>();
  private reward = 0;
  private before = 0;
  private newLap = false;

  /** @param reset the step without action that a reset ends with. */
  constructor(
    private readonly tiles: number,
    reset: CarStep,
  ) {
    this.touch(reset.events);
  }

  get visited(): number {
    return this.seen.size;
  }

  private touch(events: readonly TileEvent[]): void {
    for (const { tile, wheel, begun } of events) {
      if (wheel === undefined || !begun || this.seen.has(tile)) continue;
      this.seen.add(tile);
      this.reward += 1000 / this.tiles;
      if (tile === 0 && this.seen.size / this.tiles > LAP_SHARE) this.newLap = true;
    }
  }

  step({ x, y, events }: CarStep): Verdict {
    this.touch(events);
    this.reward -= 0.1;
    const reward = this.reward - this.before;
    this.before = this.reward;
    if (Math.abs(x) > FIELD || Math.abs(y) > FIELD) return { reward: -100, terminated: true };
    return { reward, terminated: this.seen.size === this.tiles || this.newLap };
  }
}
