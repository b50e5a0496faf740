/** Curves with bands, drawn into a frame: what every plot of a value against another is made of. */
import type { Scale } from "./axes.js";
import { short, svgText, textWidth } from "./svg.js";

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** The band's ends at x. */
  readonly low: number;
  readonly high: number;
}

export interface Curve {
  readonly label: string;
  readonly points: readonly CurvePoint[];
}

export interface ColoredCurve extends Curve {
  readonly color: string;
}

export const COLORS = ["#2f6fb7", "#c8443f", "#3f8f4f", "#dd7d1e", "#7b56b3", "#1d97a8", "#b8478c", "#8a5a44"];
/** Degrees between the hues of further curves: the golden angle, by which no two of them come close. */
const HUE_STEP = 137.5;
export const LEGEND_GAP = 20;
const LEGEND_LINE = 18;
const LEGEND_ROW = 22;
/** With more points than this on a curve, dots would only thicken the line. */
const MAX_DOTS = 40;

/** A colour for the k-th of several curves, each its own. */
export function colorOf(k: number): string {
  return COLORS[k] ?? `hsl(${Math.round(k * HUE_STEP) % 360} 55% 40%)`;
}

/** The curve without points that are not finite, from left to right. */
export function drawable({ label, points }: Curve, color: string): ColoredCurve {
  const finite = points.filter(({ x, y, low, high }) => [x, y, low, high].every(Number.isFinite));
  return { label, points: finite.sort((a, b) => a.x - b.x), color };
}

/** All bands, then all lines over them; with `dots`, a dot at each point of a curve that has few. */
export function drawCurves(curves: readonly ColoredCurve[], x: Scale, y: Scale, dots: boolean): string[] {
  return [...curves.map((curve) => band(curve, x, y)), ...curves.map((curve) => line(curve, x, y, dots))];
}

/** The curves' names, one below the other, to the right of `left`. */
export function drawLegend(curves: readonly ColoredCurve[], left: number, top: number): string[] {
  return curves.map(({ label, color }, k) => {
    const [start, middle] = [left + LEGEND_GAP, top + 8 + LEGEND_ROW * k];
    const sample = `<path d="M${short(start)},${middle}h${LEGEND_LINE}" stroke="${color}" stroke-width="2"/>`;
    return sample + svgText(label, start + LEGEND_LINE + 8, middle + 4);
  });
}

export function legendHeight(curves: readonly ColoredCurve[]): number {
  return LEGEND_ROW * curves.length;
}

export function legendWidth(curves: readonly ColoredCurve[]): number {
  return Math.max(0, ...curves.map(({ label }) => LEGEND_GAP + LEGEND_LINE + 8 + textWidth(label, 12)));
}

function band({ points, color }: ColoredCurve, x: Scale, y: Scale): string {
  const corner = (at: number, value: number): string => `${short(x.at(at))},${short(y.at(value))}`;
  const upper = points.map((point) => corner(point.x, point.high));
  const lower = points.map((point) => corner(point.x, point.low)).reverse();
  return `<polygon points="${[...upper, ...lower].join(" ")}" fill="${color}" fill-opacity="0.14"/>`;
}

function line({ points, color }: ColoredCurve, x: Scale, y: Scale, dotted: boolean): string {
  const places = points.map((point) => [short(x.at(point.x)), short(y.at(point.y))]);
  const dots =
    !dotted || places.length > MAX_DOTS ? [] : places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.8"/>`);
  const path = places.map((place) => place.join(",")).join(" ");
  return (
    `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round"/>` +
    `<g fill="${color}">${dots.join("")}</g>`
  );
}
