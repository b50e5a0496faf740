/** The rows of an evaluation as a table. */
import { markdownTable } from "markdown-table";
import type { Row, RowName } from "../tune/rows.js";

const TITLES: Readonly<Record<RowName, string>> = {
  "own-weights": "own weights",
  "shared-weight": "shared weight",
  "random-weights": "random weights",
  "random-shared-weight": "random shared weight",
  "tuned-shared-weight": "tuned shared weight",
};

export function rowsTable(rows: readonly Row[]): string {
  const cells = rows.map(({ row, weight, mean, sd }) => [
    weight === undefined ? TITLES[row] : `${TITLES[row]} ${weight.toFixed(2)}`,
    `${mean.toFixed(1)} ± ${sd.toFixed(1)}`,
  ]);
  return markdownTable([["weights", "return"], ...cells], { align: ["l", "r"] });
}

/** What a table's figures are, for the line beneath it. */
export function episodesNote(episodes: number, seed: number): string {
  return `mean ± population sd over ${episodes} episodes, seeds ${seed} to ${seed + episodes - 1}`;
}
