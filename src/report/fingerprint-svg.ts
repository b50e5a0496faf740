/**
 * The fingerprint of a weight agnostic network: its return as a function of the one weight that all connections share. A
 * good topology has a high, wide plateau; one that needs its weight tuned has a peak.
 */
import { axes, linearScale, type Scale, TICK_SIZE } from "./axes.js";
import { MUTED_INK, short, svgSheet, svgText, textWidth } from "./svg.js";
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

interface Series extends FingerprintCurve {
  readonly color: string;
}

const COLORS = ["#2f6fb7", "#c8443f", "#3f8f4f", "#dd7d1e", "#7b56b3", "#1d97a8", "#b8478c", "#8a5a44"];
const MARGIN = 28;
const PLOT_WIDTH = 560;
const PLOT_HEIGHT = 300;
const AXIS_TITLE_ROOM = 30;
const LEGEND_GAP = 20;
const LEGEND_LINE = 18;
/** With more points than this on a curve, dots would only thicken the line. */
const MAX_DOTS = 40;

/**
 * Plots the mean return against the shared weight, with a band of one standard deviation to either side of each curve.
 * Points that are not finite are left out.
 */
export function fingerprintSvg(
  curves: readonly FingerprintCurve[],
  options: { readonly title: string; readonly subtitle?: string },
): string {
  const { title, subtitle } = options;
  const series = curves.map(({ label, points }, k): Series => {
    const finite = points.filter(({ weight, mean, sd }) => [weight, mean, sd].every(Number.isFinite));
    return { label, points: finite.sort((a, b) => a.weight - b.weight), color: COLORS[k % COLORS.length] };
  });
  const all = series.flatMap(({ points }) => points);
  const top = MARGIN + (subtitle ? 56 : 36);
  const bottom = top + PLOT_HEIGHT;
  const y = linearScale(
    all.flatMap(({ mean, sd }) => [mean - sd, mean + sd]),
    6,
    bottom,
    top,
  );
  const left = MARGIN + AXIS_TITLE_ROOM + Math.max(...y.ticks.map((tick) => textWidth(tickText(tick), TICK_SIZE)));
  const right = left + PLOT_WIDTH;
  const x = linearScale(
    all.map(({ weight }) => weight),
    8,
    left,
    right,
  );
  const legend = series.length > 1 ? series : [];
  const legendTexts = legend.map(({ label }) => LEGEND_GAP + LEGEND_LINE + 8 + textWidth(label, 12));
  const headings = [MARGIN + textWidth(title, 16), MARGIN + textWidth(subtitle ?? "", 12)];
  const width = Math.max(right + Math.max(0, ...legendTexts), ...headings) + MARGIN;
  return svgSheet(title, width, bottom + 42 + MARGIN, [
    svgText(title, MARGIN, MARGIN + 12, 'font-size="16" font-weight="600"'),
    ...(subtitle ? [svgText(subtitle, MARGIN, MARGIN + 32, `fill="${MUTED_INK}"`)] : []),
    ...axes(x, y, "shared weight", "mean return", MARGIN + 8),
    ...series.map((one) => band(one, x, y)),
    ...series.map((one) => line(one, x, y)),
    ...legend.map(({ label, color }, k) => {
      const [start, middle] = [right + LEGEND_GAP, top + 8 + 22 * k];
      const sample = `<path d="M${short(start)},${middle}h${LEGEND_LINE}" stroke="${color}" stroke-width="2"/>`;
      return sample + svgText(label, start + LEGEND_LINE + 8, middle + 4);
    }),
  ]);
}

/** The area within one standard deviation of the mean. */
function band({ points, color }: Series, x: Scale, y: Scale): string {
  const corner = (weight: number, value: number): string => `${short(x.at(weight))},${short(y.at(value))}`;
  const upper = points.map(({ weight, mean, sd }) => corner(weight, mean + sd));
  const lower = points.map(({ weight, mean, sd }) => corner(weight, mean - sd)).reverse();
  return `<polygon points="${[...upper, ...lower].join(" ")}" fill="${color}" fill-opacity="0.14"/>`;
}

/** The mean, with a dot at each weight where there are few. */
function line({ points, color }: Series, x: Scale, y: Scale): string {
  const places = points.map(({ weight, mean }) => [short(x.at(weight)), short(y.at(mean))]);
  const dots = places.length > MAX_DOTS ? [] : places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.8"/>`);
  const path = places.map((place) => place.join(",")).join(" ");
  return (
    `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round"/>` +
    `<g fill="${color}">${dots.join("")}</g>`
  );
}
