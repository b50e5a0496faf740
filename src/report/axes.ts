/** The frame of a plot: scales, gridlines with their numbers, and axis titles. */
import { HAIRLINE, MUTED_INK, short, svgText } from "./svg.js";
import { niceTicks, tickText } from "./ticks.js";

export const TICK_SIZE = 11;
const ZERO_LINE = "#b9b5aa";

export interface Scale {
  readonly ticks: readonly number[];
  /** The picture's coordinate of a value. */
  at(value: number): number;
}

/** A linear scale that covers the values with round ticks, from the coordinate `start` to the coordinate `end`. */
export function linearScale(values: readonly number[], tickCount: number, start: number, end: number): Scale {
  const least = values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
  const greatest = values.reduce((a, b) => Math.max(a, b), values[0] ?? 1);
  const ticks = niceTicks(least, greatest, tickCount);
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  return { ticks, at: (value) => start + ((end - start) * (value - low)) / (high - low) };
}

/**
 * Gridlines at all ticks with their numbers below and to the left, darker at zero, and a title for each axis. Without an
 * `xTitle` the numbers below are left out too: another plot stands there, on the same scale.
 */
export function axes(x: Scale, y: Scale, xTitle: string, yTitle: string, yTitleAt: number): string[] {
  const [left, right] = ends(x);
  const [bottom, top] = ends(y);
  const stroke = (tick: number): string => (tick === 0 ? ZERO_LINE : HAIRLINE);
  const vertical = x.ticks.map((tick) => {
    const line = `<path d="M${short(x.at(tick))},${short(top)}V${short(bottom)}" stroke="${stroke(tick)}"/>`;
    return xTitle ? line + svgText(tickText(tick), x.at(tick), bottom + 18, 'text-anchor="middle"') : line;
  });
  const horizontal = y.ticks.map((tick) => {
    const line = `<path d="M${short(left)},${short(y.at(tick))}H${short(right)}" stroke="${stroke(tick)}"/>`;
    return line + svgText(tickText(tick), left - 8, y.at(tick) + 4, 'text-anchor="end"');
  });
  const middle = (top + bottom) / 2;
  const turned = `text-anchor="middle" transform="rotate(-90 ${short(yTitleAt)} ${short(middle)})"`;
  return [
    `<g font-size="${TICK_SIZE}" fill="${MUTED_INK}">`,
    ...vertical,
    ...horizontal,
    "</g>",
    ...(xTitle ? [svgText(xTitle, (left + right) / 2, bottom + 42, 'text-anchor="middle"')] : []),
    svgText(yTitle, yTitleAt, middle, turned),
  ];
}

function ends({ ticks, at }: Scale): [number, number] {
  return [at(ticks[0]), at(ticks[ticks.length - 1])];
}
