/** The legend of a network's picture: what its symbols and colours mean, in rows as wide as the picture. */
import { ACTIVATIONS, type ActivationName } from "../genome/activation.js";
import { activationGlyph } from "./activation-glyph.js";
import { NEGATIVE_COLOR, POSITIVE_COLOR } from "./connection-paths.js";
import { NODE_RADIUS } from "./layout.js";
import { HAIRLINE, MUTED_INK, short, svgText, textWidth } from "./svg.js";

const SCALE = 0.7;
const RADIUS = NODE_RADIUS * SCALE;
const ROW_HEIGHT = 26;
const FONT_SIZE = 11;
const PADDING = 16;
const TEXT_GAP = 6;
const ENTRY_GAP = 14;

interface Entry {
  readonly text: string;
  /** Drawn around (0, 0), within RADIUS. */
  readonly symbol: string;
}

/**
 * Draws an entry for each activation that occurs, and where connections have weights of their own one for each sign, from
 * the point (x, y) downwards.
 */
export function networkLegend(
  content: { activations: ReadonlySet<ActivationName>; weighted: boolean },
  x: number,
  y: number,
  width: number,
): { lines: string[]; height: number } {
  const occurring = ACTIVATIONS.filter((name) => content.activations.has(name));
  const entries = [...occurring.map(activationEntry), ...(content.weighted ? SIGN_ENTRIES : [])];
  let [column, row] = [0, 0];
  const lines = entries.map(({ text, symbol }) => {
    const entryWidth = 2 * RADIUS + TEXT_GAP + textWidth(text, FONT_SIZE);
    if (column > 0 && column + entryWidth > width) [column, row] = [0, row + 1];
    const center = [x + column + RADIUS, y + PADDING + RADIUS + row * ROW_HEIGHT];
    column += entryWidth + ENTRY_GAP;
    return `<g transform="translate(${center.map(short).join(" ")})">${symbol}${svgText(text, RADIUS + TEXT_GAP, 4)}</g>`;
  });
  return {
    lines: [
      `<path d="M${short(x)},${short(y)}h${short(width)}" stroke="${HAIRLINE}"/>`,
      `<g font-size="${FONT_SIZE}" fill="${MUTED_INK}">`,
      ...lines,
      "</g>",
    ],
    height: PADDING + row * ROW_HEIGHT + 2 * RADIUS,
  };
}

function activationEntry(name: ActivationName): Entry {
  return { text: name, symbol: `<g transform="scale(${SCALE})">${activationGlyph(name)}</g>` };
}

const SIGN_ENTRIES: readonly Entry[] = [
  { text: "positive weight", symbol: line(POSITIVE_COLOR) },
  { text: "negative weight", symbol: line(NEGATIVE_COLOR) },
];

function line(color: string): string {
  return `<path d="M${short(-RADIUS)},0H${short(RADIUS)}" stroke="${color}" stroke-opacity="0.6" stroke-width="2.5"/>`;
}
