/** A network as a picture: a standalone SVG that reads well on light and dark pages. */
import type { Genome } from "../genome/genome.js";
import { influentialNodes } from "../genome/influence.js";
import { activationColor, activationGlyph } from "./activation-glyph.js";
import { connectionPaths, weightLabels } from "./connection-paths.js";
import { type NetworkOptions, nodeActivation, nodeLabel } from "./labels.js";
import { layoutNetwork, NODE_RADIUS } from "./layout.js";
import { networkLegend } from "./legend.js";
import { escapeXml, short, svgSheet, svgText, textWidth } from "./svg.js";

const MARGIN = 28;
const LABEL_SIZE = 13;
const LABEL_GAP = 8;
const TITLE_HEIGHT = 36;

/**
 * Draws what a genome's enabled connections express. Bias, inputs and outputs are labelled; what cannot influence an output
 * is faded. Connections have their source's colour, or with weights of their own a colour by sign and a width by size.
 *
 * @example
 * import { writeFileSync } from "node:fs";
 * import { loadChampion, networkSvg } from "wann";
 * const { task, champion } = loadChampion("runs/first");
 * writeFileSync("champion.svg", networkSvg(champion.genome, { ...task, title: task.name }));
 */
export function networkSvg(genome: Genome, options: NetworkOptions): string {
  const layout = layoutNetwork(genome);
  const lastColumn = Math.max(...layout.nodes.map(({ layer }) => layer));
  const influential = influentialNodes(genome);
  const label = (id: number): string => nodeLabel(genome, id, options);
  const labelRoom = (column: number): number => {
    const ids = layout.nodes.filter(({ layer }) => layer === column).map(({ id }) => id);
    return LABEL_GAP + Math.max(...ids.map((id) => textWidth(label(id), LABEL_SIZE)));
  };
  const title = options.title;
  const left = MARGIN + labelRoom(0);
  const top = MARGIN + (title ? TITLE_HEIGHT : 0);
  const inner = labelRoom(0) + layout.width + labelRoom(lastColumn);
  const width = 2 * MARGIN + Math.max(inner, title ? textWidth(title, 16) : 0, 200);
  const legend = networkLegend(
    {
      activations: new Set(layout.nodes.map(({ id }) => nodeActivation(genome, id))),
      weighted: layout.routes.some(({ connection }) => connection.weight !== undefined),
    },
    MARGIN,
    top + layout.height + MARGIN,
    width - 2 * MARGIN,
  );

  const nodes = layout.nodes.map(({ id, x, y, layer }) => {
    const activation = nodeActivation(genome, id);
    const edge = NODE_RADIUS + LABEL_GAP;
    const side = layer === 0 ? svgText(label(id), -edge, 4.5, 'text-anchor="end"') : svgText(label(id), edge, 4.5);
    const faded = influential.has(id) ? "" : ' opacity="0.4"';
    return (
      `<g transform="translate(${short(x)} ${short(y)})"${faded}><title>${escapeXml(`${label(id)}: ${activation}`)}</title>` +
      `${activationGlyph(activation)}${layer === 0 || layer === lastColumn ? side : ""}</g>`
    );
  });
  return svgSheet(title || "Neural network", width, top + layout.height + MARGIN + legend.height + MARGIN, [
    ...(title ? [svgText(title, MARGIN, MARGIN + 12, 'font-size="16" font-weight="600"')] : []),
    `<g transform="translate(${short(left)} ${short(top)})" font-size="${LABEL_SIZE}">`,
    ...connectionPaths(layout.routes, (id) => activationColor(nodeActivation(genome, id)), influential),
    ...(options.weightLabels ? weightLabels(layout.routes) : []),
    ...nodes,
    "</g>",
    ...legend.lines,
  ]);
}
