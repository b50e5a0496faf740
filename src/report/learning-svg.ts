/** Learning curves: returns above, and connections below where they change, against the rollouts or the time that was spent. */
import { axes, linearScale, TICK_SIZE } from "./axes.js";
import {
  type ColoredCurve,
  type Curve,
  colorOf,
  drawable,
  drawCurves,
  drawLegend,
  LEGEND_GAP,
  legendHeight,
  legendWidth,
} from "./curves.js";
import { MUTED_INK, svgSheet, svgText, textWidth } from "./svg.js";
import { tickText } from "./ticks.js";

/** What a run spends. */
export type Effort = "rollouts" | "seconds";

/** Units of it, each from so much on. */
const UNITS: Readonly<
  Record<Effort, readonly { readonly from: number; readonly size: number; readonly name: string }[]>
> = {
  rollouts: [
    { from: 1e6, size: 1e6, name: "millions of rollouts" },
    { from: 0, size: 1e3, name: "thousands of rollouts" },
  ],
  seconds: [
    { from: 2 * 3600, size: 3600, name: "hours" },
    { from: 300, size: 60, name: "minutes" },
    { from: 0, size: 1, name: "seconds" },
  ],
};

/** One network of a run as it went on: the champion, say. All lists have an entry for each generation. */
export interface LearningCurve {
  readonly label: string;
  /** Rollouts, or seconds, until then. */
  readonly spent: readonly number[];
  readonly returns: readonly number[];
  /** The ends of a band around returns. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] };
  /** Left out where they stay the same. */
  readonly connections?: readonly number[];
}

const MARGIN = 28;
const PLOT_WIDTH = 560;
/** Of plots that have their legend above them. */
const NARROW_WIDTH = 320;
const NARROW_HEIGHT = 180;
const RETURNS_HEIGHT = 260;
const GAP = 28;
const CONNECTIONS_HEIGHT = 90;
const AXIS_TITLE_ROOM = 30;
/** More points than this on a curve cannot be told apart. */
const MOST_POINTS = 400;

/**
 * Draws the curves, with a plot of connections where there are any; points that are not finite are left out.
 * @param measure what the curves are of, where it is not returns.
 * @param against what `spent` is.
 * @param narrow for where there is little room: its letters stay large.
 */
export function learningSvg(
  curves: readonly LearningCurve[],
  {
    title,
    subtitle,
    measure = "return",
    against = "rollouts",
    narrow = false,
  }: {
    readonly title: string;
    readonly subtitle: string;
    readonly measure?: string;
    readonly against?: Effort;
    readonly narrow?: boolean;
  },
): string {
  const spent = curves.flatMap((curve) => curve.spent.filter(Number.isFinite));
  const most = Math.max(0, ...spent);
  const unit = UNITS[against].find(({ from }) => most >= from) ?? UNITS[against][0];
  const series = (values: (curve: LearningCurve) => readonly number[]): ColoredCurve[] =>
    curves.map((curve, k) => drawable(points(curve, values(curve), unit.size), colorOf(k)));
  const returns = curves.map((curve, k) => drawable(points(curve, curve.returns, unit.size, curve.band), colorOf(k)));
  const connections = curves.some((curve) => curve.connections) ? series((curve) => curve.connections ?? []) : [];

  const top = MARGIN + 56 + (narrow ? legendHeight(returns) : 0);
  const middle = top + (narrow ? NARROW_HEIGHT : RETURNS_HEIGHT);
  const bottom = connections.length > 0 ? middle + GAP + CONNECTIONS_HEIGHT : middle;
  const upper = linearScale(heights(returns), 6, middle, top);
  const lower = linearScale([0, ...heights(connections)], 3, bottom, middle + GAP);
  const ticks = connections.length > 0 ? [...upper.ticks, ...lower.ticks] : upper.ticks;
  const tickRoom = Math.max(...ticks.map((tick) => textWidth(tickText(tick), TICK_SIZE)));
  const left = MARGIN + AXIS_TITLE_ROOM + tickRoom;
  const right = left + (narrow ? NARROW_WIDTH : PLOT_WIDTH);
  const x = linearScale([0, ...spent.map((effort) => effort / unit.size)], narrow ? 4 : 8, left, right);
  const headings = [MARGIN + textWidth(title, 16), MARGIN + textWidth(subtitle, 12)];
  const legendAt = narrow ? left - LEGEND_GAP : right;
  const width = Math.max(right, legendAt + legendWidth(returns), ...headings) + MARGIN;
  return svgSheet(title, width, bottom + 42 + MARGIN, [
    svgText(title, MARGIN, MARGIN + 12, 'font-size="16" font-weight="600"'),
    svgText(subtitle, MARGIN, MARGIN + 32, `fill="${MUTED_INK}"`),
    ...axes(x, upper, connections.length > 0 ? "" : unit.name, measure, MARGIN + 8),
    ...(connections.length > 0 ? axes(x, lower, unit.name, "connections", MARGIN + 8) : []),
    ...drawCurves(returns, x, upper, false),
    ...drawCurves(connections, x, lower, false),
    ...drawLegend(returns, legendAt, narrow ? MARGIN + 40 : top),
  ]);
}

function points(
  { label, spent }: LearningCurve,
  values: readonly number[],
  unit: number,
  { low, high }: NonNullable<LearningCurve["band"]> = { low: values, high: values },
): Curve {
  const stride = Math.ceil(values.length / MOST_POINTS);
  const kept = [...values.keys()].filter((i) => i % stride === 0 || i === values.length - 1);
  return {
    label,
    points: kept.map((i) => ({ x: spent[i] / unit, y: values[i], low: low[i], high: high[i] })),
  };
}

function heights(curves: readonly ColoredCurve[]): number[] {
  return curves.flatMap((curve) => curve.points.flatMap(({ y, low, high }) => [y, low, high]));
}
