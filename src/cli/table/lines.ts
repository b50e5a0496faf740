/** A table's lines: ours, their medians, the paper's. */
import { markdownTable } from "markdown-table";
import { enabledConnections } from "../../genome/genome.js";
import { type TableSeries, tableSvg } from "../../report/table-svg.js";
import { median } from "../../statistics.js";
import type { Network } from "../../tasks/network.js";
import type { Figure, PublishedTable } from "../../tasks/published.js";
import { clock, plural } from "../progress.js";
import { percent, sharePercent } from "../rows-table.js";
import type { Effort } from "./from-scratch.js";
import type { Measured } from "./measure.js";
import { NETWORK_NAMES, UNPUBLISHED } from "./networks.js";

/** A line of the table; of ours, with what its search took and the share of the weights at which it works. */
export interface Line extends TableSeries {
  readonly effort?: Effort;
  readonly worksAt?: string;
  /** Whether it is drawn. */
  readonly drawn: boolean;
}

/** The lines of each network: ours, seed by seed, their median where they are several, the paper's. */
export function linesOf(
  measured: readonly Measured[],
  networks: readonly Network[],
  published: PublishedTable,
): Line[] {
  return networks.flatMap((network): Line[] => {
    const ours = measured.filter((each) => each.network === network);
    const paper = published.networks.find((each) => each.network === network);
    return [
      ...ours.map((each) => lineOf(each, ours.length === 1)),
      ...(ours.length > 1 ? [medianOf(network, ours)] : []),
      ...(paper && published !== UNPUBLISHED ? [paperLine(network, paper.figures)] : []),
    ];
  });
}

/** The same over other episodes; none where there are none. */
export function linesAgain(measured: readonly Measured[]): Line[] {
  return measured.flatMap(({ again, effort: _, ...each }) => (again ? [lineOf({ ...each, rows: again }, false)] : []));
}

function lineOf({ network, seed, champion, rows, profile, effort }: Measured, drawn: boolean): Line {
  const from = seed === undefined ? "" : `, seed ${seed}`;
  const label = `${NETWORK_NAMES[network]}, ours${from}, ${plural(enabledConnections(champion.genome), "connection")}`;
  const figures = rows.map(({ mean, sd }) => ({ mean, sd }));
  return {
    label,
    network,
    published: false,
    figures,
    worksAt: sharePercent(profile),
    drawn,
    ...(effort && { effort }),
  };
}

/** Of several seeds the median of each figure; of weights of its own the only one. */
function medianOf(network: Network, ours: readonly Measured[]): Line {
  const columns = Math.max(...ours.map(({ rows }) => rows.length));
  const figures = Array.from({ length: columns }, (_, i): Figure => {
    const rows = ours.flatMap((each) => each.rows[i] ?? []);
    return { mean: median(rows.map(({ mean }) => mean)), sd: median(rows.map(({ sd }) => sd)) };
  });
  const middle = (of: (each: Measured) => number) => median(ours.map(of));
  const efforts = ours.flatMap(({ effort }) => effort ?? []);
  const effort = efforts.length === ours.length && {
    rollouts: median(efforts.map(({ rollouts }) => rollouts)),
    steps: median(efforts.map(({ steps }) => steps)),
    seconds: median(efforts.map(({ seconds }) => seconds)),
  };
  const connections = middle(({ champion }) => enabledConnections(champion.genome));
  const label = `${NETWORK_NAMES[network]}, ours, median of ${ours.length} seeds, ${plural(connections, "connection")}`;
  const worksAt = sharePercent({ share: middle(({ profile }) => profile.share) });
  return { label, network, published: false, figures, worksAt, drawn: true, ...(effort && { effort }) };
}

function paperLine(network: Network, figures: readonly Figure[]): Line {
  return { label: `${NETWORK_NAMES[network]}, paper`, network, published: true, figures, drawn: true };
}

/** The table as Markdown. */
export function tableText(lines: readonly Line[], published: PublishedTable): string {
  const efforts = lines.some(({ effort }) => effort);
  const cells = lines.map((each) => [
    each.label,
    each.worksAt ?? "–",
    ...(efforts ? effortCells(each.effort) : []),
    ...published.columns.map((_, i) => cell(each.figures[i], each, published)),
  ]);
  const titles = ["network", "works at", ...(efforts ? ["rollouts", "steps", "time"] : []), ...published.columns];
  return markdownTable([titles, ...cells], { align: ["l", ...titles.slice(1).map(() => "r")] });
}

function effortCells(effort: Effort | undefined): string[] {
  if (!effort) return ["–", "–", "–"];
  return [String(effort.rollouts), effort.steps.toPrecision(3), clock(effort.seconds)];
}

function cell(figure: Figure | undefined, { published }: TableSeries, { accuracy }: PublishedTable): string {
  if (!figure) return "–";
  if (accuracy) return percent(figure);
  const { mean, sd } = figure;
  return published ? `${mean} ± ${sd}` : `${mean.toFixed(1)} ± ${sd.toFixed(1)}`;
}

/** The table as SVG. @param task its name. */
export function tableDrawing(task: string, lines: readonly Line[], published: PublishedTable, note: string): string {
  const { accuracy, columns } = published;
  const title = `${task}: what each kind of weights ${accuracy ? "gets right" : "earns"}`;
  const unit = accuracy ? "accuracy" : "mean return";
  const series = lines
    .filter(({ drawn }) => drawn)
    .map(({ worksAt, ...line }) => {
      return worksAt === undefined ? line : { ...line, label: `${line.label}, works at ${worksAt} of weights` };
    });
  return tableSvg(series, { columns, title, subtitle: note, unit });
}
