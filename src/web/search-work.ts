/** A search in a worker: runs until it is paused or done, and tells of each generation. */
import type { Evaluator } from "../evaluate/evaluator.js";
import { evolveWith, type Standing } from "../runs.js";
import { SEARCHES } from "../search/registry.js";
import { TASKS } from "../tasks/registry.js";
import type { Ancestor, Report, SearchOrder } from "./orders.js";
import { factsOfTask } from "./orders.js";
import { taskFrom } from "./own-files.js";
import { workersEvaluator } from "./workers-evaluator.js";

export class SearchWork {
  private pausing = new AbortController();
  private from: Standing | undefined;
  private evaluator: Evaluator | undefined;
  private generation = 0;

  constructor(
    private readonly order: SearchOrder,
    private readonly report: (message: Report) => void,
  ) {}

  /** Ends the run after the generation in hand. */
  pause(): void {
    this.pausing.abort();
  }

  /** Starts, or goes on. */
  async run(): Promise<void> {
    const { config, seed, files, own, workers } = this.order;
    this.pausing = new AbortController();
    const { signal } = this.pausing;
    const tasks = own ? TASKS.with(await taskFrom(own.file, config.task, own.scales)) : TASKS;
    const task = tasks.named(config.task);
    this.evaluator ??= workersEvaluator(factsOfTask(task), files, workers);
    const ended = await evolveWith(
      this.evaluator,
      {
        config,
        seed,
        signal,
        ...(this.from && { from: this.from }),
        observe: ({ outcome: ranking, tally: { rollouts, steps }, evaluateMs }) => {
          this.generation = ranking.generation + 1;
          const { champion } = ranking;
          const run = { generation: this.generation, champion, rollouts, steps, evaluateMs };
          this.report({ kind: "generation", ranking, run });
        },
      },
      SEARCHES,
      tasks,
    );
    const { state, tally, champion, digest } = ended;
    this.from = { state, tally };
    const { rollouts, steps } = tally;
    const { generation } = this;
    const run = { generation, champion, rollouts, steps, evaluateMs: 0 };
    const kind = SEARCHES.named(config.search);
    const { ancestry } = kind.open({ config, shape: task, seed }, state);
    const genomes = ancestry ? kind.ancestors(ancestry, task) : [];
    const ancestors = genomes.map((genome, i): Ancestor => {
      const { generation, mutation, mean } = ancestry?.line[i] ?? { generation: 0, mutation: null, mean: null };
      return { genome, generation, mutation, mean };
    });
    this.report({ kind: "stopped", run, digest, done: generation >= config.generations, ancestors });
  }
}
