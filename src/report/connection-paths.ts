/** Connections as smooth curves: thin and translucent, so that many in one place look like more. */
import type { Connection } from "../genome/genome.js";
import type { NetworkLayout, Point } from "./layout.js";
import { PAPER, short, svgText } from "./svg.js";

export const POSITIVE_COLOR = "#2f6fb7";
export const NEGATIVE_COLOR = "#c8443f";
const PLAIN_WIDTH = 1.2;
const MIN_WIDTH = 0.7;
const MAX_WIDTH = 3.6;

/**
 * A path for each route. Connections have their source's colour; where any has a weight of its own, colours tell signs and
 * widths tell sizes instead. Those that lead to no influential node are faded.
 */
export function connectionPaths(
  routes: NetworkLayout["routes"],
  colorOf: (node: number) => string,
  influential: ReadonlySet<number>,
): string[] {
  const largest = Math.max(0, ...routes.map(({ connection }) => Math.abs(connection.weight ?? 0)));
  const stroke = ({ source, weight }: Connection): string => {
    if (weight === undefined) return `stroke="${colorOf(source)}" stroke-width="${PLAIN_WIDTH}"`;
    const width = MIN_WIDTH + (largest > 0 ? Math.abs(weight) / largest : 0) * (MAX_WIDTH - MIN_WIDTH);
    return `stroke="${weight < 0 ? NEGATIVE_COLOR : POSITIVE_COLOR}" stroke-width="${short(width)}"`;
  };
  const paths = routes.map(({ connection, points }) => {
    const faded = influential.has(connection.target) ? "" : ' opacity="0.4"';
    return `<path d="${connectionCurve(points)}" ${stroke(connection)}${faded}/>`;
  });
  return ['<g fill="none" stroke-opacity="0.6">', ...paths, "</g>"];
}

/** A cubic Bézier from each point to the next. It leaves and enters nodes level and follows the route's slope between. */
export function connectionCurve(points: readonly Point[]): string {
  const slope = points.map((_, k) => {
    if (k === 0 || k === points.length - 1) return 0;
    const before = (points[k].y - points[k - 1].y) / (points[k].x - points[k - 1].x);
    const after = (points[k + 1].y - points[k].y) / (points[k + 1].x - points[k].x);
    // Level at a turn and otherwise the harmonic mean, so that no curve swings past its points (Fritsch & Butland 1984).
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
  let path = `M${short(points[0].x)},${short(points[0].y)}`;
  for (let k = 1; k < points.length; k++) {
    const [from, to] = [points[k - 1], points[k]];
    const reach = (to.x - from.x) * (points.length === 2 ? 0.5 : 0.4);
    path +=
      `C${short(from.x + reach)},${short(from.y + reach * slope[k - 1])} ` +
      `${short(to.x - reach)},${short(to.y - reach * slope[k])} ${short(to.x)},${short(to.y)}`;
  }
  return path;
}

const LABEL_SIZE = 10;

/** The weight of each route, in the middle of its curve. */
export function weightLabels(routes: NetworkLayout["routes"]): string[] {
  const labels = routes.flatMap(({ connection, points }) => {
    const { weight } = connection;
    if (weight === undefined) return [];
    const { x, y } = middle(points);
    const color = weight < 0 ? NEGATIVE_COLOR : POSITIVE_COLOR;
    return [svgText(signed(weight), x, y + LABEL_SIZE / 3, `fill="${color}"`)];
  });
  const outline = `paint-order="stroke" stroke="${PAPER}" stroke-width="3"`;
  return [`<g font-size="${LABEL_SIZE}" text-anchor="middle" ${outline}>`, ...labels, "</g>"];
}

function middle(points: readonly Point[]): Point {
  const half = (points.length - 1) / 2;
  const [from, to] = [points[Math.floor(half)], points[Math.ceil(half)]];
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

function signed(weight: number): string {
  return weight < 0 ? `−${-weight}` : `+${weight}`;
}
