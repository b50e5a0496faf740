/** A user's environment in all lanes: what the wasm of such a task (assembly/tasks/outside.ts) calls. */
import type { Drawing } from "../evaluate/drawing.js";
import { Pcg64 } from "../random/pcg64.js";
import { UserError } from "../user-error.js";
import type { OwnStep, OwnTask } from "./define.js";
import { type OwnFacts, ownOutputs, requireOwnTask } from "./facts.js";

/** A user's task as threads and pages are given it. */
export interface OwnSource {
  /** An ES module of its own, without imports that a page does not have. */
  readonly code: string;
  readonly facts: OwnFacts;
}

/** The default export of a module's code. Rejects with what its top level throws. */
export async function evaluateModule(code: string): Promise<unknown> {
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  return (await import(/* @vite-ignore */ url)).default;
}

type Bounds = Extract<OwnTask["action"], { readonly kind: "continuous" }>;

/** Numbers of a row, one a lane: ROW_BYTES of the wasm over 8. */
const ROW_LANES = 32;

/** The functions that the wasm imports as "environment". */
export interface EnvironmentImports {
  /** The observation may be written when `settle` is called. */
  reset(at: number, lane: number, seed: number): void;
  /** Before observations are read. */
  settle(at: number): void;
  step(at: number, outputs: number, lanes: number): void;
  move(to: number, from: number): void;
  state(lane: number, index: number): number;
}

/** What the wasm exports for that. */
export interface OutsideExports {
  shapeOutside(
    inputs: number,
    outputs: number,
    state: number,
    maxSteps: number,
    timeStep: number,
    worstReturn: number,
  ): void;
}

/** The episodes of all lanes. */
export class Environments {
  private readonly lanes: (OwnTask | undefined)[] = [];
  /** Of each lane, 0, or NaN once something of its episode was no finite number: what its rewards are raised by. */
  private readonly spoiled: number[] = [];
  private view: () => Float64Array = () => new Float64Array();
  private readonly outputs: number;
  private readonly scales: readonly number[];

  /** @param stepped is told of each episode's step, so that one which does not end is known of. */
  static async open({ code, facts }: OwnSource, stepped: () => void = () => {}): Promise<Environments> {
    return new Environments(requireOwnTask(await evaluateModule(code), facts.file), facts, stepped);
  }

  /** @param task as its module's default export has it. */
  private constructor(
    private readonly task: OwnTask,
    private readonly facts: OwnFacts,
    private readonly stepped: () => void,
  ) {
    this.outputs = ownOutputs(task);
    this.scales = facts.scales;
  }

  /** Tells the wasm what this world is like. Observations are written into its memory. */
  attach(exports: OutsideExports, view: () => Float64Array): void {
    const { inputs, outputs, stateSize, maxSteps, timeStep, worstReturn } = this.facts;
    this.view = view;
    exports.shapeOutside(inputs, outputs, stateSize, maxSteps, timeStep, worstReturn);
  }

  get imports(): EnvironmentImports {
    return {
      reset: (at, lane, seed) => {
        const episode = Object.create(this.task) as OwnTask;
        this.lanes[lane] = episode;
        this.show(
          at,
          lane,
          this.calling("reset", () => episode.reset(new Pcg64(seed))),
          "reset",
        );
        this.spoiled[lane] = 0;
        for (let i = 0; i < this.facts.inputs; i++)
          this.spoiled[lane] += 0 * this.view()[(at >> 3) + i * ROW_LANES + lane];
        this.write(at, this.facts.inputs, lane, 0);
        this.write(at, this.facts.inputs + 1, lane, 0);
      },
      settle: () => {},
      step: (at, outputs, lanes) => {
        const values = this.view();
        const { task, scales, stepped } = this;
        const { inputs } = this.facts;
        const rewards = (at >> 3) + inputs * ROW_LANES;
        for (let lane = 0; lane < lanes; lane++) {
          const episode = this.lanes[lane];
          if (!episode) continue;
          const first = (outputs >> 3) + lane;
          const action =
            task.action.kind === "discrete" ? this.largest(values, first) : this.bounded(values, first, task.action);
          const outcome = this.stepOf(episode, action);
          stepped();
          const { observation, reward, terminated } = outcome;
          if (observation?.length !== inputs) this.failLength(observation, "step");
          let spoiled = this.spoiled[lane];
          for (let i = 0, to = (at >> 3) + lane; i < inputs; i++, to += ROW_LANES) {
            values[to] = Number(observation[i]) / scales[i];
            spoiled += 0 * values[to];
          }
          this.spoiled[lane] = spoiled;
          values[rewards + lane] = typeof reward === "number" ? reward + spoiled : Number.NaN;
          values[rewards + ROW_LANES + lane] = terminated ? 1 : 0;
        }
      },
      move: (to, from) => {
        this.lanes[to] = this.lanes[from];
        this.spoiled[to] = this.spoiled[from];
        this.lanes[from] = undefined;
      },
      state: (lane, index) => Number(this.lanes[lane]?.state?.()[index] ?? Number.NaN),
    };
  }

  /** The episode of `lane` as its task draws it, or undefined where it does not. */
  draw(lane: number): Drawing | undefined {
    const episode = this.lanes[lane];
    if (!episode?.draw) return undefined;
    const { view, shapes } = this.calling("draw", () => (episode as Required<OwnTask>).draw());
    return {
      view,
      shapes: shapes.map(({ kind, role, points }) => ({ kind, role, points: Float32Array.from(points) })),
    };
  }

  private stepOf(episode: OwnTask, action: number | number[]): OwnStep {
    let outcome: OwnStep;
    try {
      outcome = episode.step(action);
    } catch (error) {
      return this.failBy("step", error);
    }
    if (typeof outcome === "object" && outcome !== null) return outcome;
    return this.fail("step", `returned ${String(outcome)}: expected { observation, reward, terminated }`);
  }

  /** Of a discrete action the place of the largest output, the first among equals. @param first the lane's place in the first row. */
  private largest(values: Float64Array, first: number): number {
    let best = 0;
    for (let i = 1; i < this.outputs; i++) {
      if (values[first + i * ROW_LANES] > values[first + best * ROW_LANES]) best = i;
    }
    return best;
  }

  /** Of a continuous action a new array with a number for each output, −1 to 1, from low to high. */
  private bounded(values: Float64Array, first: number, { low, high }: Bounds): number[] {
    const action: number[] = [];
    for (let i = 0; i < low.length; i++) {
      const value = Math.min(Math.max(values[first + i * ROW_LANES], -1), 1);
      action.push(low[i] + ((value + 1) / 2) * (high[i] - low[i]));
    }
    return action;
  }

  private show(at: number, lane: number, observation: readonly number[], where: string): void {
    const { inputs } = this.facts;
    if (observation?.length !== inputs) this.failLength(observation, where);
    for (let i = 0; i < inputs; i++) this.write(at, i, lane, Number(observation[i]) / this.scales[i]);
  }

  private failLength(observation: readonly number[], where: string): never {
    const given = observation?.length === undefined ? String(observation) : `${observation.length} numbers`;
    this.fail(where, `an observation of ${given}: expected ${this.facts.inputs} numbers`);
  }

  private write(at: number, row: number, lane: number, value: number): void {
    this.view()[(at >> 3) + row * ROW_LANES + lane] = value;
  }

  private calling<T>(where: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      return this.failBy(where, error);
    }
  }

  private failBy(where: string, error: unknown): never {
    this.fail(where, error instanceof Error ? error.message : String(error));
  }

  private fail(where: string, problem: string): never {
    throw new UserError(`${this.facts.file}: ${where}: ${problem}`);
  }
}
