/** Episodes side by side: the network with one shared weight, and, attempt after attempt, with a random weight on each connection. */

import { openSession } from "../fetched.js";
import type { Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { Purpose, Stream } from "../random/stream.js";
import type { Attempt } from "../tasks/page-view.js";
import type { Task } from "../tasks/registry.js";
import { breathe } from "./dom.js";
import { Runner, type Start } from "./runner.js";

const RANGE = 2;
/** Attempts with random weights at a time. */
const AT_ONCE = 4;

export class Comparison {
  /** Attempts with random weights that have ended, and in how many of them the network did what it is for. */
  attempts = 0;
  successes = 0;
  /** The highest that the return of a random attempt has been. */
  best = 0;
  /** Which random weights come next, of this draw's. */
  private next = 0;

  private constructor(
    readonly shared: Runner,
    readonly randoms: readonly Runner[],
    private readonly connections: number,
    private begin: Start,
    /** Counts the resets: each has random weights of its own. */
    private drawn: number,
  ) {
    this.start();
  }

  get draw(): number {
    return this.drawn;
  }

  /** @param attempt what random weights are given time for; without it, their episodes last as long as others. */
  static async open(
    task: Task,
    genome: Genome,
    at: { readonly weight: number; readonly seed: number; readonly draw: number },
    attempt?: Attempt,
  ): Promise<Comparison> {
    const connections = pack(genome).order.length;
    const shared = await openSession(task, genome, at.weight);
    const randoms: Runner[] = [];
    while (randoms.length < AT_ONCE) {
      await breathe();
      randoms.push(new Runner(await openSession(task, genome, new Float64Array(connections)), attempt));
    }
    return new Comparison(new Runner(shared), randoms, connections, { seed: at.seed }, at.draw);
  }

  /** Starts all anew, those with random weights with fresh ones. */
  reset(begin: Start): void {
    this.begin = begin;
    this.drawn++;
    this.start();
  }

  /** Starts those with random weights that have lain ended for so long (ms) anew, with fresh ones. */
  restartRandoms(now: number, rest: number): void {
    for (const runner of this.randoms) if (runner.hasRested(now, rest)) this.attempt(runner);
  }

  setWeight(weight: number): void {
    this.shared.session.setWeights(weight);
  }

  step(): void {
    this.shared.step();
    for (const runner of this.randoms) {
      if (runner.end) continue;
      runner.step();
      this.best = Math.max(this.best, runner.reward);
      if (!runner.end) continue;
      this.attempts++;
      if (runner.succeeded) this.successes++;
    }
  }

  private start(): void {
    this.next = 0;
    this.best = 0;
    this.shared.reset(this.begin);
    for (const runner of this.randoms) this.attempt(runner);
  }

  private attempt(runner: Runner): void {
    const draw = new Stream(this.begin.seed, Purpose.randomWeights, this.drawn, this.next++);
    runner.session.setWeights(Float64Array.from({ length: this.connections }, () => draw.uniform(-RANGE, RANGE)));
    runner.reset(this.begin);
  }
}
