/** The figures of a table's networks. */
import { counted, type Evaluator } from "../../evaluate/evaluator.js";
import type { WeightProfile } from "../../genome/champion.js";
import { paperRows, type Score, type ScoreRow } from "../../score/score.js";
import { tuneSharedWeight } from "../../score/shared-weight.js";
import { FULL_PROFILE, QUICK_PROFILE } from "../../score/weight-profile.js";
import type { Task } from "../../tasks/task.js";
import { REPORT_SEED } from "../long-run.js";
import { stage } from "../progress.js";
import { scoreOf } from "../score.js";
import type { Entry } from "./from-scratch.js";
import { NETWORK_NAMES } from "./networks.js";

/** The first of another hundred episodes: what was picked by luck over the first does worse over these. */
export const SECOND_SEED = 1000;

/** A network of ours with its figures. */
export interface Measured extends Entry {
  readonly rows: readonly ScoreRow[];
  /** The same over other episodes, where they were measured. */
  readonly again?: readonly ScoreRow[];
  readonly profile: WeightProfile;
}

interface MeasureOptions {
  readonly episodes: number;
  readonly quick?: boolean;
  /** Whether returns are taken over other episodes, too. */
  readonly twice?: boolean;
  readonly data?: string;
}

/** Each network's row for each column; the last only of one that has weights of its own. */
export function measure(
  evaluator: Evaluator,
  task: Task,
  entries: readonly Entry[],
  options: MeasureOptions,
): Promise<{ measured: Measured[]; score: Score }> {
  const named = [...new Set(entries.map(({ network }) => NETWORK_NAMES[network]))].join(", ");
  return stage(named, async (counter) => {
    const score = await scoreOf(task, evaluator, { ...options, seed: REPORT_SEED }, counter);
    const twice = options.twice && task.kind === "control";
    const second = twice && (await scoreOf(task, evaluator, { ...options, seed: SECOND_SEED }, counter));
    const measured = entries.map(async (entry): Promise<Measured> => {
      const { champion } = entry;
      const { genome } = champion;
      const shared =
        champion.tunedSharedWeight ?? (await tuneSharedWeight(counted(evaluator, counter), task, genome, 0));
      const [rows, profile, again] = await Promise.all([
        paperRows(score, genome, shared),
        score.profile(genome, options.quick ? QUICK_PROFILE : FULL_PROFILE),
        second ? paperRows(second, genome, shared) : undefined,
      ]);
      return { ...entry, rows, profile, ...(again && { again }) };
    });
    return { measured: await Promise.all(measured), score };
  });
}
