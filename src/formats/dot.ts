/** A network in Graphviz's DOT language, for those who want another layout or format than the built-in picture. */
import type { Genome } from "../genome/genome.js";
import { activationColor } from "../report/activation-glyph.js";
import { NEGATIVE_COLOR, POSITIVE_COLOR } from "../report/connection-paths.js";
import { expressedConnections, expressedLayers } from "../report/expressed.js";
import { type NetworkOptions, nodeActivation, nodeLabel } from "../report/labels.js";
import type { Format } from "./format.js";

/**
 * Writes what a genome's enabled connections express as a digraph from left to right. Connections with weights of their own
 * carry them as labels. Throws where connections form a cycle.
 */
export function networkDot(genome: Genome, options: NetworkOptions): string {
  const layers = expressedLayers(genome);
  const node = (id: number): string => {
    const activation = nodeActivation(genome, id);
    const label = quote(`${nodeLabel(genome, id, options)}\n${activation}`);
    return `n${id} [label=${label}, color="${activationColor(activation)}"];`;
  };
  const rank = (name: string, ids: readonly number[]): string[] => [
    "  {",
    `    rank=${name};`,
    ...ids.map((id) => `    ${node(id)}`),
    "  }",
  ];
  const edges = expressedConnections(genome).map(({ source, target, weight }) => {
    const color = weight !== undefined && (weight < 0 ? NEGATIVE_COLOR : POSITIVE_COLOR);
    return `  n${source} -> n${target}${color ? ` [label="${Number(weight.toFixed(3))}", color="${color}"]` : ""};`;
  });
  return [
    `digraph ${quote(options.title ?? "network")} {`,
    "  rankdir=LR;",
    ...(options.title ? [`  label=${quote(options.title)};`, "  labelloc=t;"] : []),
    '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=10];',
    '  edge [fontname="Helvetica", fontsize=8, color="#9aa1af", arrowsize=0.5];',
    ...rank("source", layers[0]),
    ...layers.slice(1, -1).flatMap((ids) => ids.map((id) => `  ${node(id)}`)),
    ...rank("sink", layers.at(-1) ?? []),
    ...edges,
    "}",
    "",
  ].join("\n");
}

/** A DOT string; line breaks become centred lines. */
function quote(text: string): string {
  return `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\r?\n/g, "\\n")}"`;
}

/** A graph for Graphviz; it cannot be read. */
export const dot: Format = {
  name: "dot",
  title: "a graph for Graphviz (DOT)",
  extension: ".dot",
  drawing: true,
  write: ({ genome }, options) => networkDot(genome, options),
};
