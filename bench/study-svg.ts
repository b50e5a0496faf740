/** The study's curves: a pair of panels for each variant, return above and connections below, over the paper's in grey. */
import { linearScale, type Scale, TICK_SIZE } from "../src/report/axes.js";
import { COLORS, type ColoredCurve, drawable, drawCurves } from "../src/report/curves.js";
import { HAIRLINE, MUTED_INK, short, svgSheet, svgText } from "../src/report/svg.js";
import { tickText } from "../src/report/ticks.js";
import { quartiles } from "./context.js";

export interface StudyPoint {
  readonly rollouts: number;
  readonly connections: number;
  /** The champion's mean return for random shared weights. */
  readonly return: number;
}

export interface StudyVariant {
  readonly name: string;
  /** Of each seed. */
  readonly curves: readonly (readonly StudyPoint[])[];
}

const COLUMNS = 4;
const MARGIN = 28;
const HEADINGS = 92;
const CELL = { width: 236, height: 240 };
const PANEL = { left: 34, width: 184, top: 22, returnHeight: 116, gap: 12, connectionsHeight: 40 };
const GREY = "#9a9789";
const MILLION = 1e6;

export function studySvg(variants: readonly StudyVariant[], budget: number): string {
  const [paper] = variants;
  const rows = Math.ceil(variants.length / COLUMNS);
  const seeds = paper.curves.length;
  const title = "What each change to the search buys";
  const subtitles = [
    "Cart-pole swing-up: the champion's mean return for a random shared weight, and its connections below, against millions",
    `of rollouts. Median and quartiles of ${seeds} seeds; the paper's search in grey.`,
  ];
  return svgSheet(title, 2 * MARGIN + COLUMNS * CELL.width, HEADINGS + MARGIN + rows * CELL.height, [
    svgText(title, MARGIN, MARGIN + 12, 'font-size="16" font-weight="600"'),
    ...subtitles.map((line, i) => svgText(line, MARGIN, MARGIN + 32 + 16 * i, `fill="${MUTED_INK}"`)),
    ...variants.flatMap((variant, k) => {
      const place = `translate(${MARGIN + (k % COLUMNS) * CELL.width} ${HEADINGS + Math.floor(k / COLUMNS) * CELL.height})`;
      return [`<g transform="${place}">`, ...cell(variant, paper, variants, budget), "</g>"];
    }),
  ]);
}

function cell(variant: StudyVariant, paper: StudyVariant, all: readonly StudyVariant[], budget: number): string[] {
  const { left, width, top, returnHeight, gap, connectionsHeight } = PANEL;
  const x = linearScale([0, budget / MILLION], 3, left, left + width);
  const parts = [
    { value: (point: StudyPoint) => point.return, top, height: returnHeight, ticks: 4 },
    {
      value: (point: StudyPoint) => point.connections,
      top: top + returnHeight + gap,
      height: connectionsHeight,
      ticks: 2,
    },
  ];
  const compared = variant === paper ? [] : [paper];
  return [
    svgText(variant.name, left, top - 8, 'font-weight="600"'),
    ...parts.flatMap((part) => {
      const curves = all.map((each) => curve(each, part.value, GREY));
      const values = curves.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
      const y = linearScale([0, ...values], part.ticks, part.top + part.height, part.top);
      return [
        ...grid(x, y, left, part.top + part.height),
        ...drawCurves(
          [...compared.map((each) => curve(each, part.value, GREY)), curve(variant, part.value, COLORS[0])],
          x,
          y,
          false,
        ),
      ];
    }),
    `<g font-size="${TICK_SIZE}" fill="${MUTED_INK}">`,
    ...x.ticks.map((tick) => {
      const bottom = top + returnHeight + gap + connectionsHeight;
      return svgText(tickText(tick), x.at(tick), bottom + 16, 'text-anchor="middle"');
    }),
    "</g>",
  ];
}

/** Median and quartiles over the runs at each point of the curve. */
function curve({ name, curves }: StudyVariant, value: (point: StudyPoint) => number, color: string): ColoredCurve {
  const length = Math.min(...curves.map((each) => each.length));
  const points = Array.from({ length }, (_, i) => {
    const [low, y, high] = quartiles(curves.map((each) => value(each[i])));
    return { x: quartiles(curves.map((each) => each[i].rollouts))[1] / MILLION, y, low, high };
  });
  return drawable({ label: name, points }, color);
}

function grid(x: Scale, y: Scale, left: number, bottom: number): string[] {
  const right = x.at(x.ticks[x.ticks.length - 1]);
  return [
    `<g font-size="${TICK_SIZE}" fill="${MUTED_INK}">`,
    ...y.ticks.map((tick) => {
      const line = `<path d="M${left},${short(y.at(tick))}H${short(right)}" stroke="${HAIRLINE}"/>`;
      return line + svgText(tickText(tick), left - 6, y.at(tick) + 4, 'text-anchor="end"');
    }),
    `<path d="M${left},${short(bottom)}H${short(right)}" stroke="${GREY}"/>`,
    "</g>",
  ];
}
