/** The paper's table as a figure: for each kind of weights, each network's mean with its standard deviation. */

import type { Network } from "../tasks/network.js";
import type { Figure } from "../tasks/published.js";
import { linearScale, TICK_SIZE } from "./axes.js";
import { COLORS } from "./curves.js";
import { HAIRLINE, MUTED_INK, PAPER, short, svgSheet, svgText, textWidth } from "./svg.js";
import { tickText } from "./ticks.js";

export interface TableSeries {
  readonly label: string;
  /** Of which network: those of one kind share a colour. */
  readonly network: Network;
  /** The paper's marks are hollow. */
  readonly published: boolean;
  /** One a column, from the first on. */
  readonly figures: readonly Figure[];
}

export interface TableHeadings {
  readonly columns: readonly string[];
  readonly title: string;
  readonly subtitle: string;
  /** What the figures are. */
  readonly unit: string;
}

const MARGIN = 28;
const PLOT_WIDTH = 540;
const ROW_GAP = 18;
const MARK_GAP = 16;
const HEADINGS = 64;
const COLOR = { homogeneous: COLORS[1], wann: COLORS[0], fixed: "#8b8778" };

/** Draws `series` in the order given, one below the other in each of `columns`. */
export function tableSvg(series: readonly TableSeries[], { columns, title, subtitle, unit }: TableHeadings): string {
  const left = MARGIN + Math.max(...columns.map((text) => textWidth(text, 12))) + 16;
  const right = left + PLOT_WIDTH;
  const top = MARGIN + HEADINGS;
  const rowHeight = MARK_GAP * series.length + ROW_GAP;
  const bottom = top + rowHeight * columns.length;
  const ends = series.flatMap(({ figures }) => figures.flatMap(({ mean, sd }) => [mean - sd, mean + sd]));
  const x = linearScale(ends, 8, left, right);
  const legendAt = right + 24;
  const width = legendAt + 22 + Math.max(...series.map(({ label }) => textWidth(label, 12))) + MARGIN;
  const grid = x.ticks.map((tick) => {
    const line = `<path d="M${short(x.at(tick))},${short(top)}V${short(bottom)}" stroke="${tick === 0 ? "#b9b5aa" : HAIRLINE}"/>`;
    return line + svgText(tickText(tick), x.at(tick), bottom + 18, 'text-anchor="middle"');
  });
  const rows = columns.flatMap((column, row) => {
    const start = top + row * rowHeight;
    const middle = start + rowHeight / 2;
    const marks = series.map((each, i) => {
      if (row >= each.figures.length) return "";
      const { mean, sd } = each.figures[row];
      const y = start + ROW_GAP / 2 + MARK_GAP * (i + 0.5);
      const whisker = `<path d="M${short(x.at(mean - sd))},${short(y)}H${short(x.at(mean + sd))}" stroke="${COLOR[each.network]}" stroke-opacity="0.45" stroke-width="3"/>`;
      return whisker + mark(each, x.at(mean), y);
    });
    const rule = `<path d="M${MARGIN},${short(start)}H${short(right)}" stroke="${HAIRLINE}"/>`;
    return [rule, svgText(column, left - 16, middle + 4, 'text-anchor="end"'), ...marks];
  });
  const legend = series.map((each, i) => {
    const y = top + 12 + 22 * i;
    return mark(each, legendAt + 6, y) + svgText(each.label, legendAt + 20, y + 4);
  });
  return svgSheet(title, width, bottom + 42 + MARGIN, [
    svgText(title, MARGIN, MARGIN + 12, 'font-size="16" font-weight="600"'),
    svgText(subtitle, MARGIN, MARGIN + 32, `fill="${MUTED_INK}"`),
    `<g font-size="${TICK_SIZE}" fill="${MUTED_INK}">`,
    ...grid,
    "</g>",
    ...rows,
    svgText(unit, (left + right) / 2, bottom + 42, 'text-anchor="middle"'),
    ...legend,
  ]);
}

function mark({ network, published }: TableSeries, x: number, y: number): string {
  const fill = published ? PAPER : COLOR[network];
  return `<circle cx="${short(x)}" cy="${short(y)}" r="4.5" fill="${fill}" stroke="${COLOR[network]}" stroke-width="2"/>`;
}
