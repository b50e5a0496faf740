/**
 * A generation's networks by what they earn and what they cost: mean return against connections, and the front of those
 * that none beats at both.
 */
import { axes, linearScale, TICK_SIZE } from "./axes.js";
import { COLORS } from "./curves.js";
import { MUTED_INK, short, svgSheet, svgText, textWidth } from "./svg.js";
import { tickText } from "./ticks.js";

export interface Contender {
  readonly mean: number;
  readonly connections: number;
}

const MARGIN = 28;
const PLOT_WIDTH = 460;
const PLOT_HEIGHT = 300;
const AXIS_TITLE_ROOM = 30;

/** The contenders that no other has at most as many connections as and a higher mean, from few connections to many. */
export function paretoFront(contenders: readonly Contender[]): Contender[] {
  const sorted = [...contenders].sort((a, b) => a.connections - b.connections || b.mean - a.mean);
  const front: Contender[] = [];
  for (const each of sorted) if (front.length === 0 || each.mean > front[front.length - 1].mean) front.push(each);
  return front;
}

/** Draws the contenders as dots and their front as steps; those with a mean that is not finite are left out. */
export function paretoSvg(contenders: readonly Contender[], title: string): string {
  const finite = contenders.filter(({ mean }) => Number.isFinite(mean));
  const top = MARGIN + 36;
  const bottom = top + PLOT_HEIGHT;
  const y = linearScale(
    finite.map(({ mean }) => mean),
    6,
    bottom,
    top,
  );
  const left = MARGIN + AXIS_TITLE_ROOM + Math.max(...y.ticks.map((tick) => textWidth(tickText(tick), TICK_SIZE)));
  const right = left + PLOT_WIDTH;
  const x = linearScale([0, ...finite.map(({ connections }) => connections)], 6, left, right);
  const at = ({ connections, mean }: Contender) => [short(x.at(connections)), short(y.at(mean))];
  const front = paretoFront(finite);
  const steps = front.map((each, i) => (i === 0 ? `M${at(each).join()}` : `H${at(each)[0]}V${at(each)[1]}`)).join("");
  const dots = (members: readonly Contender[], radius: number) =>
    members.map((each) => `<circle cx="${at(each)[0]}" cy="${at(each)[1]}" r="${radius}"/>`).join("");
  return svgSheet(title, right + MARGIN, bottom + 42 + MARGIN, [
    svgText(title, MARGIN, MARGIN + 12, 'font-size="16" font-weight="600"'),
    ...axes(x, y, "connections", "mean return", MARGIN + 8),
    `<g fill="${MUTED_INK}" fill-opacity="0.45">${dots(finite, 3)}</g>`,
    `<path d="${steps}" fill="none" stroke="${COLORS[1]}" stroke-width="2"/>`,
    `<g fill="${COLORS[1]}">${dots(front, 4)}</g>`,
  ]);
}
