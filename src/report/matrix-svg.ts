/** Numbers in a grid of shaded cells: a confusion matrix, or what becomes of each pixel. */
import { HAIRLINE, MUTED_INK, short, svgSheet, svgText, textWidth } from "./svg.js";

export interface MatrixDrawing {
  /** Rows from the top. */
  readonly values: readonly (readonly number[])[];
  readonly title: string;
  readonly subtitle: string;
  readonly rowTitle: string;
  readonly columnTitle: string;
  /** Whether rows and columns are numbered, from 0. */
  readonly numbered: boolean;
  /** How dark a cell is, 0 to 1, and what stands in it. */
  readonly shade: (value: number) => number;
  readonly text: (value: number) => string;
  /** A cell's side. */
  readonly cell: number;
}

const MARGIN = 28;
const HEADINGS = 56;
const LABELS = 44;
const LIGHT = [0xf4, 0xf2, 0xec];
const DARK = [0x1f, 0x4e, 0x8c];
/** The shade from which a text is white, not black: its contrast is then 4.5 or more at any shade. */
const WHITE_FROM = 0.75;

export function matrixSvg(drawing: MatrixDrawing): string {
  const { values, title, subtitle, rowTitle, columnTitle, numbered, cell } = drawing;
  const room = numbered ? LABELS : 0;
  const left = MARGIN + room;
  const top = MARGIN + HEADINGS;
  const columns = values[0].length;
  const [right, bottom] = [left + columns * cell, top + values.length * cell];
  const headings = Math.max(textWidth(title, 16), textWidth(subtitle, 12));
  const size = `font-size="${short(Math.min(12, cell * 0.42))}"`;
  const cells = values.flatMap((row, i) =>
    row.flatMap((value, j) => {
      const shade = Math.min(1, Math.max(0, drawing.shade(value)));
      const [x, y] = [left + j * cell, top + i * cell];
      const color = LIGHT.map((from, k) =>
        Math.round(from + shade * (DARK[k] - from))
          .toString(16)
          .padStart(2, "0"),
      );
      const rect = `<rect x="${short(x)}" y="${short(y)}" width="${cell}" height="${cell}" fill="#${color.join("")}" stroke="${HAIRLINE}" stroke-width="0.5"/>`;
      const text = drawing.text(value);
      const ink = shade > WHITE_FROM ? "#ffffff" : "#000000";
      const centre = `text-anchor="middle" ${size} fill="${ink}"`;
      return text ? [rect, svgText(text, x + cell / 2, y + cell / 2 + cell * 0.15, centre)] : [rect];
    }),
  );
  const numbers = numbered
    ? [
        ...values.map((_, i) => svgText(String(i), left - 10, top + (i + 0.5) * cell + 4, 'text-anchor="end"')),
        ...values[0].map((_, j) => svgText(String(j), left + (j + 0.5) * cell, bottom + 18, 'text-anchor="middle"')),
      ]
    : [];
  const middle = (top + bottom) / 2;
  const turned = `text-anchor="middle" transform="rotate(-90 ${MARGIN + 8} ${short(middle)})"`;
  return svgSheet(title, Math.max(right, MARGIN + headings) + MARGIN, bottom + room + MARGIN, [
    svgText(title, MARGIN, MARGIN + 12, 'font-size="16" font-weight="600"'),
    svgText(subtitle, MARGIN, MARGIN + 32, `fill="${MUTED_INK}"`),
    ...cells,
    `<g fill="${MUTED_INK}">`,
    ...numbers,
    "</g>",
    svgText(columnTitle, (left + right) / 2, bottom + 40, 'text-anchor="middle"'),
    svgText(rowTitle, MARGIN + 8, middle, turned),
  ]);
}

/** [label][class] counts of images, shaded by the share of the label's. */
export function confusionSvg(counts: readonly (readonly number[])[], subtitle: string): string {
  const largest = Math.max(...counts.flat());
  return matrixSvg({
    values: counts,
    title: "Which digits are taken for which",
    subtitle,
    rowTitle: "digit",
    columnTitle: "answer",
    numbered: true,
    // Mistakes are few: the root lets them be seen.
    shade: (count) => Math.sqrt(count / largest),
    text: (count) => (count === 0 ? "" : String(count)),
    cell: 40,
  });
}

/** How many of `classes` outputs each pixel of a square image can influence (Gaier & Ha 2019, figure 8). */
export function pixelsSvg(outputsByPixel: readonly number[], classes: number): string {
  const side = Math.sqrt(outputsByPixel.length);
  const used = outputsByPixel.filter((count) => count > 0).length;
  return matrixSvg({
    values: Array.from({ length: side }, (_, row) => outputsByPixel.slice(row * side, (row + 1) * side)),
    title: "How many digits each pixel has a say in",
    subtitle: `${used} of ${outputsByPixel.length} pixels are used`,
    rowTitle: "",
    columnTitle: "",
    numbered: false,
    shade: (count) => count / classes,
    text: (count) => (count === 0 ? "" : String(count)),
    cell: 26,
  });
}
