/** What stands beside the shared weight's scene: random weights, attempt after attempt, or a person who plays. */
import type { Genome } from "../genome/genome.js";
import type { Control } from "../tasks/page-view.js";
import type { Task } from "../tasks/registry.js";
import type { Comparison } from "./comparison.js";
import { element, setText } from "./dom.js";
import type { EpisodeDrawings } from "./episode-drawings.js";
import { PlayView } from "./play-view.js";
import type { Start } from "./runner.js";
import { scoreboard } from "./scoreboard.js";
import { Stage } from "./stage.js";
import { Tally } from "./tally.js";
import type { TaskPage } from "./task-pages.js";

export interface BesideOptions {
  readonly task: Task;
  readonly genome: Genome;
  readonly page: TaskPage;
  readonly comparison: Comparison;
  readonly drawings: EpisodeDrawings;
}

export class Beside {
  readonly root: HTMLElement;
  private readonly figure: HTMLElement;
  private readonly stages: readonly Stage[];
  private readonly best = element("span", { class: "value" });
  private readonly tally: Tally | undefined;
  private play: PlayView | undefined;
  private playEnds = new AbortController();

  constructor(
    private readonly options: BesideOptions,
    private readonly signal: AbortSignal,
  ) {
    const { page, comparison } = options;
    this.stages = comparison.randoms.map((_, i) => {
      const label = `${page.title} with random weights, ${i + 1}`;
      return new Stage(element("canvas", { role: "img", "aria-label": label }), signal, page);
    });
    if (page.attempt) this.tally = new Tally(page.attempt);
    this.figure = element(
      "figure",
      {},
      scoreboard("A random number on each", "highest return", this.best),
      element("div", { class: "randoms" }, ...this.stages.map(({ canvas }) => canvas)),
      ...(this.tally ? [this.tally.root] : []),
    );
    this.root = element("div", {}, this.figure);
  }

  /** Has a person take the place of random weights. */
  async open(controls: readonly Control[], start: Start): Promise<void> {
    this.close();
    this.playEnds = new AbortController();
    const signal = AbortSignal.any([this.signal, this.playEnds.signal]);
    const { task, genome, page } = this.options;
    const play = await PlayView.open({ task, genome, controls, scene: page, title: page.title, start }, signal);
    if (signal.aborted) return;
    this.play = play;
    this.root.replaceChildren(play.root);
  }

  /** Random weights again. */
  close(): void {
    this.playEnds.abort();
    this.play = undefined;
    this.root.replaceChildren(this.figure);
  }

  step(): void {
    this.play?.step();
  }

  reset(start: Start): void {
    this.play?.reset(start);
  }

  /** Starts anew what has lain ended for so long (ms). */
  restart(now: number, rest: number, start: Start): void {
    this.options.comparison.restartRandoms(now, rest);
    this.play?.restart(now, rest, start);
  }

  /** @param isDue whether it is random weights' turn to be painted. */
  paint(isDue: boolean): void {
    this.play?.show();
    if (!isDue || this.play) return;
    const { comparison, drawings } = this.options;
    for (const [i, runner] of comparison.randoms.entries()) this.stages[i].paint(drawings.of(runner));
  }

  write(): void {
    const { comparison } = this.options;
    setText(this.best, comparison.best.toFixed(1));
    this.tally?.show(comparison);
  }
}
