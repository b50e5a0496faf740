/** A search in a worker: runs until it is paused or done, and tells of each generation. */
import { enabledConnections, type Genome } from "../genome/genome.js";
import { EMPTY_TALLY, finalDigest, isSpent, journey, type Progress, type Tally } from "../journey.js";
import { SEARCHES } from "../search/registry.js";
import type { Ranking, Search } from "../search/search.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { openWork, type Work } from "./image-work.js";
import type { Ancestor, Report, RunSummary, SearchOrder } from "./orders.js";
import { taskFrom } from "./own-files.js";
import { RunFiles } from "./run-files.js";

/** How long the champion's ancestors stay as they were told, in ms, while it changes from generation to generation. */
const LINEAGE_EVERY = 2000;

export class SearchWork {
  private pausing = new AbortController();
  private opened: { task: Task; search: Search; work: Work; files: RunFiles } | undefined;
  private tally: Tally = EMPTY_TALLY;
  /** Of the test images, where the task has some: the share that the champion reads right. */
  private right: number | undefined;
  /** The champion's ancestors as they were told last. */
  private line: readonly Genome[] = [];
  private lineToldAt = 0;
  private lineIsOld = false;

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
    const { config, folder } = this.order;
    this.pausing = new AbortController();
    this.opened ??= await this.open();
    const { search, work, files } = this.opened;
    this.tally = await journey({
      learner: search,
      budget: config,
      evaluator: work.evaluator,
      tally: this.tally,
      signal: this.pausing.signal,
      observe: (progress) => this.follow(progress),
    });
    if (this.lineIsOld) this.tellLineage();
    const { tally } = this;
    this.report({
      kind: "stopped",
      run: this.summary(tally, 0),
      digest: finalDigest(tally, search),
      done: isSpent(config, search, tally.rollouts),
      zip: files.zip(folder, search, tally),
    });
  }

  /** Tells an ancestor's network. */
  tellAncestor(place: number): void {
    const genome = this.line[place];
    if (genome) this.report({ kind: "ancestor", place, genome });
  }

  private async open() {
    const { config, seed, own } = this.order;
    const tasks = own ? TASKS.with(await taskFrom(own.file, config.task, own.scales)) : TASKS;
    const task = tasks.named(config.task);
    return {
      task,
      search: SEARCHES.named(config.search).open({ config, shape: task, seed }),
      work: await openWork(task, this.order, this.report),
      files: new RunFiles(task, config, seed),
    };
  }

  private follow(progress: Progress<Ranking>): void {
    const { outcome: ranking, tally, evaluateMs } = progress;
    const { champion, newChampion } = ranking;
    this.opened?.files.record(progress);
    if (champion && newChampion) this.right = this.opened?.work.rightShare?.(champion.genome);
    this.report({ kind: "generation", ranking, run: this.summary(tally, evaluateMs) });
    this.lineIsOld ||= newChampion;
    if (this.lineIsOld && performance.now() > this.lineToldAt + LINEAGE_EVERY) this.tellLineage();
  }

  private summary({ rollouts, steps }: Tally, evaluateMs: number): RunSummary {
    const { generation = 0, champion } = this.opened?.search ?? {};
    return {
      generation,
      champion,
      rollouts,
      steps,
      evaluateMs,
      ...(this.right !== undefined && { right: this.right }),
    };
  }

  private tellLineage(): void {
    const { search, task } = this.opened ?? {};
    if (!search?.ancestry || !task) return;
    const { line } = search.ancestry;
    this.line = SEARCHES.named(this.order.config.search).ancestors(search.ancestry, task);
    const ancestors = this.line.map((genome, i): Ancestor => {
      const { generation, mutation, mean } = line[i];
      return { generation, mutation, mean, connections: enabledConnections(genome) };
    });
    this.report({ kind: "lineage", ancestors });
    this.lineIsOld = false;
    this.lineToldAt = performance.now();
  }
}
