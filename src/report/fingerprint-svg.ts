/**
 * The fingerprint of a weight agnostic network: its return as a function of the one weight that all connections share. A
 * good topology has a high, wide plateau; one that needs its weight tuned has a peak.
 */
import { axes, linearScale, TICK_SIZE } from "./axes.js";
import { colorOf, drawable, drawCurves, drawLegend, legendWidth } from "./curves.js";
import { MUTED_INK, svgSheet, svgText, textWidth } from "./svg.js";
import { tickText } from "./ticks.js";

interface FingerprintPoint {
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
}

export interface FingerprintCurve {
  readonly label: string;
  readonly points: readonly FingerprintPoint[];
}

const MARGIN = 28;
const PLOT_WIDTH = 560;
const PLOT_HEIGHT = 300;
const AXIS_TITLE_ROOM = 30;

/**
 * Plots the mean return, or what `unit` says, against the shared weight, with a band of one standard deviation to either side of each curve.
 * Points that are not finite are left out.
 */
export function fingerprintSvg(
  curves: readonly FingerprintCurve[],
  options: { readonly title: string; readonly subtitle?: string; readonly unit?: string },
): string {
  const { title, subtitle, unit = "mean return" } = options;
  const series = curves.map(({ label, points }, k) =>
    drawable(
      {
        label,
        points: points.map(({ weight, mean, sd }) => ({ x: weight, y: mean, low: mean - sd, high: mean + sd })),
      },
      colorOf(k),
    ),
  );
  const all = series.flatMap(({ points }) => points);
  const top = MARGIN + (subtitle ? 56 : 36);
  const bottom = top + PLOT_HEIGHT;
  const y = linearScale(
    all.flatMap(({ low, high }) => [low, high]),
    6,
    bottom,
    top,
  );
  const left = MARGIN + AXIS_TITLE_ROOM + Math.max(...y.ticks.map((tick) => textWidth(tickText(tick), TICK_SIZE)));
  const right = left + PLOT_WIDTH;
  const x = linearScale(
    all.map((point) => point.x),
    8,
    left,
    right,
  );
  const legend = series.length > 1 ? series : [];
  const headings = [MARGIN + textWidth(title, 16), MARGIN + textWidth(subtitle ?? "", 12)];
  const width = Math.max(right + legendWidth(legend), ...headings) + MARGIN;
  return svgSheet(title, width, bottom + 42 + MARGIN, [
    svgText(title, MARGIN, MARGIN + 12, 'font-size="16" font-weight="600"'),
    ...(subtitle ? [svgText(subtitle, MARGIN, MARGIN + 32, `fill="${MUTED_INK}"`)] : []),
    ...axes(x, y, "shared weight", unit, MARGIN + 8),
    ...drawCurves(series, x, y, true),
    ...drawLegend(legend, right, top),
  ]);
}
