/** The rows of an evaluation as a table. */
import { markdownTable } from "markdown-table";
import type { WeightProfile } from "../genome/champion.js";
import type { Score, ScoreRow } from "../score/score.js";
import { plural } from "./progress.js";

const TITLES: Readonly<Record<ScoreRow["row"], string>> = {
  ensemble: "ensemble of weights",
  "own-weights": "own weights",
  "shared-weight": "shared weight",
  "random-weights": "random weights",
  "random-shared-weight": "random shared weight",
  "tuned-shared-weight": "tuned shared weight",
};

/** Returns, or accuracies. */
export function rowsTable(rows: readonly ScoreRow[], unit: Score["unit"]): string {
  const figure = ({ mean, sd }: ScoreRow) =>
    unit === "accuracy" ? percent({ mean, sd }) : `${mean.toFixed(1)} ± ${sd.toFixed(1)}`;
  const cells = rows.map((row) => [titleOf(row), figure(row)]);
  return markdownTable([["weights", unit], ...cells], { align: ["l", "r"] });
}

/** An accuracy as 82.0%, with its spread where it has one. */
export function percent({ mean, sd }: { readonly mean: number; readonly sd: number }): string {
  const share = (value: number) => `${(100 * value).toFixed(1)}%`;
  return sd === 0 ? share(mean) : `${share(mean)} ± ${share(sd)}`;
}

/** A row by name, with its weight where it has one. */
export function titleOf({ row, weight }: { readonly row: keyof typeof TITLES; readonly weight?: number }): string {
  return weight === undefined ? TITLES[row] : `${TITLES[row]} ${weight.toFixed(2)}`;
}

/** What a table's figures are, for the line beneath it. */
export function episodesNote(episodes: number, seed: number): string {
  return `mean ± population sd over ${plural(episodes, "episode")}, ${seeds(seed, episodes)}`;
}

/** What the figures of a table's rows are, for the line beneath them. */
export function scoreNote({ over, seed }: Score, rows: readonly Pick<ScoreRow, "row">[]): string {
  if ("episodes" in over) return episodesNote(over.episodes, seed);
  const random = rows.some(({ row }) => row.startsWith("random-"));
  const drawn = random ? `; random weights: mean ± population sd over 100 weights, seed ${seed}` : "";
  return `share of the ${over.images} test images${drawn}`;
}

/** At what share of the weights a network works, as 83.2%. */
export function sharePercent({ share }: Pick<WeightProfile, "share">): string {
  return percent({ mean: share, sd: 0 });
}

/** A weight profile in a line. */
export function profileLine(profile: WeightProfile): string {
  return `works at ${sharePercent(profile)} of shared weights in [−2, 2]: ${profile.weights} weights, ${profiled(profile)}`;
}

/** What a table's column "works at" is, for the line beneath it. */
export function profileNote(profile: WeightProfile): string {
  const idle = profile.episodes === null ? "chance" : "mean of outputs that are all 0";
  return (
    `works at: share of ${profile.weights} shared weights in [−2, 2] whose mean is at least best − 5% of ` +
    `(best − ${idle}); ${profiled(profile)}`
  );
}

function profiled({ episodes, seed }: WeightProfile): string {
  if (episodes === null || seed === null) return "all test images for each";
  return `${plural(episodes, "episode")} each, ${seeds(seed, episodes)}`;
}

function seeds(first: number, count: number): string {
  return count === 1 ? `seed ${first}` : `seeds ${first} to ${first + count - 1}`;
}
