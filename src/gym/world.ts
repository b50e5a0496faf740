/** Gymnasium's environments in all lanes: what the wasm of such a task (assembly/tasks/outside.ts) calls, passed on to Python. */
import { existsSync } from "node:fs";
import type { HostWorld } from "../evaluate/border.js";
import type { EnvironmentImports, OutsideExports } from "../own/environments.js";
import { UserError } from "../user-error.js";
import { Gone, Pipes } from "./pipes.js";
import { wordsFor } from "./python.js";
import { dropEmpty, reportPath, withReport } from "./reports.js";
import { noteGone, noteRunning } from "./running.js";
import type { GymSource } from "./source.js";

/** Of the frames, as python/wann_gym.py has them. */
const STEP = 0;
const RESET = 1;
const MOVE = 2;
const HEAD_BYTES = 8;
const LANES = 32;
const ROW_BYTES = LANES * 8;
/** Rows behind the observation: rewards, terminated, truncated. */
const OUTCOME_ROWS = 3;

/** How often a job is run in all where Python is killed each time. */
const ATTEMPTS = 3;

/** A running Python. */
interface Running {
  readonly pipes: Pipes;
  readonly report: string;
}

export class GymWorld implements HostWorld {
  private view: () => Float64Array = () => new Float64Array();
  private running: Running | undefined;
  /** Seeds of episodes that begin before the next step, by lane; Python has not been told of them yet. */
  private readonly beginning = new Map<number, number>();
  private readonly request: Uint8Array;
  private readonly words: Uint32Array;
  private readonly outputs: Float64Array;
  private readonly answer: Uint8Array;
  private readonly rows: Float64Array;
  /** Where the 1 stands in each lane, of numbers that are codes. */
  private readonly places: readonly Uint32Array[];
  private attempting = false;
  /** Nanoseconds that Python has been at environments. */
  busyNs = 0;

  constructor(private readonly source: GymSource) {
    const { facts, codes } = source;
    const { outputs } = facts;
    this.places = codes.map(() => new Uint32Array(LANES));
    this.request = new Uint8Array(HEAD_BYTES + outputs * ROW_BYTES);
    this.words = new Uint32Array(this.request.buffer, 0, this.request.length / 4);
    this.outputs = new Float64Array(this.request.buffer, HEAD_BYTES);
    this.answer = new Uint8Array(HEAD_BYTES + (codes.length + OUTCOME_ROWS) * ROW_BYTES);
    this.rows = new Float64Array(this.answer.buffer, HEAD_BYTES);
  }

  attach(exports: OutsideExports, view: () => Float64Array): void {
    const { inputs, outputs, stateSize, maxSteps, timeStep, worstReturn } = this.source.facts;
    this.view = view;
    exports.shapeOutside(inputs, outputs, stateSize, maxSteps, timeStep, worstReturn);
  }

  get imports(): EnvironmentImports {
    return {
      reset: (_, lane, seed) => {
        this.beginning.set(lane, seed);
      },
      settle: (at) => {
        if (this.beginning.size === 0) return;
        const { words } = this;
        let next = 2;
        for (const [lane, seed] of this.beginning) {
          words[next++] = lane;
          words[next++] = seed;
        }
        this.exchange(at, RESET, this.beginning.size);
        this.beginning.clear();
      },
      step: (at, outputs, lanes) => {
        const first = outputs >> 3;
        this.outputs.set(this.view().subarray(first, first + this.outputs.length));
        this.exchange(at, STEP, lanes);
      },
      move: (to, from) => {
        for (const ones of this.places) ones[to] = ones[from];
        const seed = this.beginning.get(from);
        if (seed === undefined) {
          this.words[2] = from;
          this.send(MOVE, to);
        } else {
          this.beginning.delete(from);
          this.beginning.set(to, seed);
        }
      },
      state: () => Number.NaN,
    };
  }

  /**
   * Runs `work`, which calls what the wasm imports; where Python goes in the midst of it, starts another and runs it again. Throws a UserError
   * where that has happened too often, or a step hangs.
   */
  attempt<T>(work: () => T): T {
    this.attempting = true;
    try {
      for (let attempt = 1; ; attempt++) {
        this.beginning.clear();
        try {
          return work();
        } catch (error) {
          if (!(error instanceof Gone)) throw error;
          if (attempt === ATTEMPTS) {
            throw new UserError(
              `${this.name}: Python was ended ${ATTEMPTS} times in the midst of the same job: killed, or out of memory?`,
            );
          }
        }
      }
    } finally {
      this.attempting = false;
    }
  }

  close(): void {
    if (!this.running) return;
    const { pipes, report } = this.running;
    this.running = undefined;
    pipes.close();
    noteGone(this.source.running, pipes.pid);
    dropEmpty(report);
  }

  private get name(): string {
    return this.source.facts.file;
  }

  private start(): Running {
    const { facts, codes, python, render, stepSeconds } = this.source;
    const { outputs } = facts;
    const report = reportPath();
    const how = {
      numbers: codes.length,
      outputs,
      report,
      seconds: stepSeconds,
      ...(render && { render_mode: render }),
    };
    const pipes = Pipes.start(python, wordsFor("serve", this.name, how));
    noteRunning(this.source.running, pipes.pid);
    return { pipes, report };
  }

  private send(kind: number, count: number): void {
    this.words[0] = kind;
    this.words[1] = count;
    this.running ??= this.start();
    this.talk(({ pipes }) => pipes.write(this.request));
  }

  /** Sends a request, and puts the answer where the wasm has its rows. */
  private exchange(at: number, kind: number, count: number): void {
    const { answer, rows, places } = this;
    const { facts, codes } = this.source;
    this.send(kind, count);
    this.talk(({ pipes }) => pipes.read(answer));
    const [length, nanoseconds] = new Uint32Array(answer.buffer, 0, 2);
    if (length > 0) this.fail(length);
    this.busyNs += nanoseconds;
    const view = this.view();
    const first = at >> 3;
    let input = 0;
    for (let number = 0; number < codes.length; number++) {
      const from = number * LANES;
      const to = first + input * LANES;
      if (codes[number] === 0) {
        const scale = facts.scales[input];
        for (let lane = 0; lane < LANES; lane++) view[to + lane] = rows[from + lane] / scale;
        input++;
        continue;
      }
      const ones = places[number];
      for (let lane = 0; lane < LANES; lane++) {
        view[to + ones[lane] * LANES + lane] = 0;
        ones[lane] = rows[from + lane];
        view[to + ones[lane] * LANES + lane] = 1;
      }
      input += codes[number];
    }
    view.set(rows.subarray(codes.length * LANES), first + input * LANES);
  }

  private fail(length: number): never {
    const text = new Uint8Array(length);
    const report = this.talk(({ pipes, report }) => {
      pipes.read(text);
      return report;
    });
    throw new UserError(withReport(`${this.name}: ${new TextDecoder().decode(text)}`, report));
  }

  /** Does `work` with the running Python, and sees to it where that has gone. */
  private talk<T>(work: (running: Running) => T): T {
    const running = this.running as Running;
    try {
      return work(running);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      this.close();
      const { report } = running;
      if (existsSync(report)) {
        throw new UserError(withReport(`${this.name}: a step took longer than ${this.source.stepSeconds} s`, report));
      }
      if (this.attempting) throw error;
      throw new UserError(`${this.name}: Python was ended in the midst of an episode`);
    }
  }
}
