/** Two episodes of one seed side by side: the network with one shared weight, and with every weight random. */

import { openSession } from "../browser.js";
import type { Session } from "../evaluate/session.js";
import type { Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { Purpose, Stream } from "../random/stream.js";
import type { Task } from "../tasks/registry.js";
import { breathe } from "./dom.js";

const RANGE = 2;

/** An episode as it stands. */
export class Runner {
  reward = 0;
  steps = 0;
  /** How it ended, once it has. */
  end: "terminated" | "truncated" | undefined;

  constructor(readonly session: Session) {}

  reset(seed: number): void {
    this.session.reset(seed);
    this.reward = 0;
    this.steps = 0;
    this.end = undefined;
  }

  step(): void {
    if (this.end) return;
    const { reward, terminated, truncated } = this.session.step();
    this.reward += reward;
    this.steps++;
    if (terminated || truncated) this.end = terminated ? "terminated" : "truncated";
  }
}

export class Comparison {
  private constructor(
    readonly shared: Runner,
    readonly random: Runner,
    private readonly connections: number,
    private seed: number,
    /** Which random weights there are. */
    private drawn: number,
  ) {
    this.start();
  }

  get draw(): number {
    return this.drawn;
  }

  static async open(task: Task, genome: Genome, weight: number, seed: number, draw: number): Promise<Comparison> {
    const connections = pack(genome).order.length;
    const shared = await openSession(task, genome, weight);
    await breathe();
    const random = await openSession(task, genome, new Float64Array(connections));
    await breathe();
    return new Comparison(new Runner(shared), new Runner(random), connections, seed, draw);
  }

  /** Starts both anew on `seed`, the one with random weights with fresh ones. */
  reset(seed = this.seed): void {
    this.seed = seed;
    this.drawn++;
    this.start();
  }

  private start(): void {
    const { seed } = this;
    const draw = new Stream(seed, Purpose.randomWeights, 0, this.drawn);
    this.random.session.setWeights(Float64Array.from({ length: this.connections }, () => draw.uniform(-RANGE, RANGE)));
    this.shared.reset(seed);
    this.random.reset(seed);
  }

  setWeight(weight: number): void {
    this.shared.session.setWeights(weight);
  }

  step(): void {
    this.shared.step();
    this.random.step();
  }
}
