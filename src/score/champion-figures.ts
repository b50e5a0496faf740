/** The figures of a search's champion, computed again from its network: they are not to rest on what somebody else has said. */
import type { Evaluator } from "../evaluate/evaluator.js";
import { answer } from "../journey.js";
import type { Search } from "../search/search.js";
import { meanAndSd } from "../statistics.js";
import { UserError } from "../user-error.js";

/** Throws a UserError where the champion's network does not come to its figures on `evaluator`. */
export async function requireFigures({ champion, championRound }: Search, evaluator: Evaluator): Promise<void> {
  if (!champion || !championRound) return;
  const { returns } = await answer(championRound, evaluator);
  const { mean } = meanAndSd(returns);
  let from = 0;
  const holds = champion.fingerprint.every((point) => {
    const here = meanAndSd(returns.subarray(from, from + point.episodes));
    from += point.episodes;
    return here.mean === point.mean && here.sd === point.sd;
  });
  if (holds && mean === champion.mean) return;
  throw new UserError(
    `the champion's mean over its confirming episodes is ${champion.mean} by the answers of workers, and ${mean} computed here: ` +
      "an answer was false: expected a run from its start, or from a checkpoint before the worker that gave it joined",
  );
}
