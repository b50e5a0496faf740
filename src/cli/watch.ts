/** Episodes of a champion in a window of Gymnasium's. */
import type { Counter } from "../evaluate/evaluator.js";
import type { Champion } from "../genome/champion.js";
import { openSession } from "../index.js";
import type { ScoreRow } from "../score/score.js";
import { meanAndSd } from "../statistics.js";
import type { Task } from "../tasks/task.js";
import { turn } from "../turn.js";
import { UserError } from "../user-error.js";

export interface Watched {
  /** Gymnasium's name for how it is shown: "human". */
  readonly render: string;
  readonly episodes: number;
  /** Seed of the first one. */
  readonly seed: number;
}

/**
 * Runs episodes one after another where a person sees them, at the pace of the window. Throws a UserError where the task is none of
 * Gymnasium's, or cannot be shown.
 * @param weight the shared weight; without it, the network's own weights.
 */
export async function watch(
  task: Task,
  { genome }: Champion,
  weight: number | undefined,
  { render, episodes, seed }: Watched,
  counter: Counter,
): Promise<Pick<ScoreRow, "mean" | "sd" | "returns">> {
  const { own } = task;
  if (!own || !("environment" in own)) {
    throw new UserError(`--render ${render}: ${task.name} has no window: expected a champion of a task gym:…`);
  }
  const session = await openSession({ ...task, own: { ...own, render } }, genome, weight);
  counter.expect(episodes);
  const returns: number[] = [];
  for (let episode = 0; episode < episodes; episode++) {
    session.reset(seed + episode);
    let earned = 0;
    for (let ended = false; !ended; ) {
      const { reward, terminated, truncated } = session.step();
      earned += reward;
      ended = terminated || truncated;
      // Ctrl-C is answered between two steps.
      await turn();
    }
    returns.push(earned);
    counter.done(1);
  }
  return { ...meanAndSd(returns), returns };
}
