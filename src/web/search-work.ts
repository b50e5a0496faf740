/** A search in a worker: runs until it is paused or done, and tells of each generation. */
import { evolveWith, type Standing } from "../runs.js";
import { SEARCHES } from "../search/registry.js";
import { TASKS } from "../tasks/registry.js";
import { openWork, type Work } from "./image-work.js";
import type { Ancestor, Report, SearchOrder } from "./orders.js";
import { taskFrom } from "./own-files.js";

export class SearchWork {
  private pausing = new AbortController();
  private from: Standing | undefined;
  private work: Work | undefined;
  /** Of the test images, where the task has some: the share that the champion reads right. */
  private right: number | undefined;
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
    const { config, seed, own } = this.order;
    this.pausing = new AbortController();
    const { signal } = this.pausing;
    const tasks = own ? TASKS.with(await taskFrom(own.file, config.task, own.scales)) : TASKS;
    const task = tasks.named(config.task);
    this.work ??= await openWork(task, this.order, this.report);
    const { evaluator, rightShare } = this.work;
    const ended = await evolveWith(
      evaluator,
      {
        config,
        seed,
        signal,
        ...(this.from && { from: this.from }),
        observe: ({ outcome: ranking, tally: { rollouts, steps }, evaluateMs }) => {
          this.generation = ranking.generation + 1;
          const { champion } = ranking;
          if (champion && ranking.newChampion) this.right = rightShare?.(champion.genome);
          const run = { generation: this.generation, champion, rollouts, steps, evaluateMs, ...this.rightNow };
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
    const run = { generation, champion, rollouts, steps, evaluateMs: 0, ...this.rightNow };
    const kind = SEARCHES.named(config.search);
    const { ancestry } = kind.open({ config, shape: task, seed }, state);
    const genomes = ancestry ? kind.ancestors(ancestry, task) : [];
    const ancestors = genomes.map((genome, i): Ancestor => {
      const { generation, mutation, mean } = ancestry?.line[i] ?? { generation: 0, mutation: null, mean: null };
      return { genome, generation, mutation, mean };
    });
    this.report({ kind: "stopped", run, digest, done: generation >= config.generations, ancestors });
  }

  private get rightNow(): { right?: number } {
    return this.right === undefined ? {} : { right: this.right };
  }
}
