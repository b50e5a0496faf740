/** How an activation looks: a circle in the activation's colour with its curve inside. */
import type { ActivationName } from "../genome/activation.js";
import { NODE_RADIUS } from "./layout.js";
import { PAPER, short } from "./svg.js";

interface Look {
  readonly color: string;
  readonly curve: (x: number) => number;
  /** The curve is drawn for x from −reach to reach. */
  readonly reach: number;
}

const LOOKS: Record<ActivationName, Look> = {
  linear: { color: "#64748b", curve: (x) => x, reach: 1 },
  step: { color: "#8a5a44", curve: (x) => (x > 0 ? 1 : 0), reach: 1 },
  sine: { color: "#2f6fb7", curve: (x) => Math.sin(Math.PI * x), reach: 1 },
  gaussian: { color: "#7b56b3", curve: (x) => Math.exp(-x * x * 0.5), reach: 3 },
  tanh: { color: "#c8443f", curve: Math.tanh, reach: 3 },
  sigmoid: { color: "#dd7d1e", curve: (x) => (Math.tanh(x / 2) + 1) / 2, reach: 4 },
  inverse: { color: "#3d3f4e", curve: (x) => -x, reach: 1 },
  absolute: { color: "#b8478c", curve: Math.abs, reach: 1 },
  relu: { color: "#3f8f4f", curve: (x) => Math.max(x, 0), reach: 1 },
  cosine: { color: "#1d97a8", curve: (x) => Math.cos(Math.PI * x), reach: 1.5 },
};

const ZERO_LINE = "#c6c2b8";
const SAMPLES = 40;
const HALF_WIDTH = NODE_RADIUS * 0.6;
const HALF_HEIGHT = NODE_RADIUS * 0.48;

/** The colour that stands for an activation. */
export function activationColor(name: ActivationName): string {
  return LOOKS[name].color;
}

/** The symbol of a node around (0, 0), without a group of its own. */
export function activationGlyph(name: ActivationName): string {
  const { color, curve, reach } = LOOKS[name];
  const values = Array.from({ length: SAMPLES + 1 }, (_, k) => curve(reach * ((2 * k) / SAMPLES - 1)));
  // A curve that stays at or above 0 is moved down to the middle; the zero line goes with it and tells it from one around 0.
  const zero = values.some((value) => value < 0) ? 0 : HALF_HEIGHT;
  const scale = zero === 0 ? HALF_HEIGHT : 2 * HALF_HEIGHT;
  const points = values.map((value, k) => {
    return `${short(HALF_WIDTH * ((2 * k) / SAMPLES - 1))},${short(zero - scale * value)}`;
  });
  const end = short(HALF_WIDTH + 1);
  return (
    `<circle r="${NODE_RADIUS}" fill="${PAPER}" stroke="${color}" stroke-width="1.5"/>` +
    `<path d="M-${end},${short(zero)}H${end}" stroke="${ZERO_LINE}"/>` +
    `<polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="1.6" ` +
    `stroke-linecap="round" stroke-linejoin="round"/>`
  );
}
