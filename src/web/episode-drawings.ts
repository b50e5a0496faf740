/** What is shown of episodes: as their task draws them, or their inputs and actions as traces where it does not. */
import type { Drawing } from "../evaluate/drawing.js";
import type { TaskFacts } from "../tasks/task.js";
import type { Runner } from "./runner.js";
import { Traces } from "./traces.js";

export class EpisodeDrawings {
  private readonly traces = new Map<Runner, Traces>();

  constructor(private readonly task: Pick<TaskFacts, "inputs" | "outputs">) {}

  of(runner: Runner): Drawing {
    return runner.session.draw() ?? this.tracesOf(runner);
  }

  private tracesOf(runner: Runner): Drawing {
    const { inputs, outputs } = this.task;
    const traces = this.traces.get(runner) ?? new Traces(inputs);
    this.traces.set(runner, traces);
    const { values } = runner.session;
    traces.note(runner.steps, [...values.slice(1, 1 + inputs), ...values.slice(values.length - outputs)]);
    return traces.drawing;
  }
}
