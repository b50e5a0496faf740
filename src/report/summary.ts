/** A network in words, for the terminal. */
import { firstHidden, firstOutput, type Genome } from "../genome/genome.js";
import { influentialNodes } from "../genome/influence.js";
import { expressedConnections, expressedLayers } from "./expressed.js";
import { type NetworkOptions, nodeActivation, nodeLabel } from "./labels.js";

const LINE_WIDTH = 100;

/**
 * Counts and lists what a genome's enabled connections express: its size, the inputs that can influence an output and those
 * that cannot, the activations of hidden nodes and outputs, and each layer. Throws where connections form a cycle.
 */
export function networkSummary(genome: Genome, options: NetworkOptions): string {
  const layers = expressedLayers(genome);
  const nodes = layers.flat();
  const influential = influentialNodes(genome);
  const enabled = expressedConnections(genome).length;
  const hidden = nodes.filter((id) => id >= firstHidden(genome)).length;
  const unconnected = genome.activations.length - nodes.length;
  const hiddenText = `${hidden} hidden${unconnected > 0 ? ` (and ${unconnected} unconnected)` : ""}`;
  const activationOf = (id: number): string => nodeActivation(genome, id);
  const labels = (ids: readonly number[]): string[] => ids.map((id) => nodeLabel(genome, id, options));
  const nodeText = (id: number): string => {
    return `${id < firstHidden(genome) ? nodeLabel(genome, id, options) : id} ${activationOf(id)}`;
  };

  const rows: [string, string[]][] = [
    [
      "nodes",
      [`${nodes.length} in all`, "bias", plural(genome.inputs, "input"), hiddenText, plural(genome.outputs, "output")],
    ],
    ["layers", [String(layers.length)]],
    ["connections", [`${enabled} enabled`, `${genome.connections.length - enabled} disabled`]],
    ["inputs used", labels(layers[0].filter((id) => influential.has(id)))],
    ["inputs unused", labels(layers[0].filter((id) => !influential.has(id)))],
    ["activations", tally(nodes.filter((id) => id >= firstOutput(genome)).map(activationOf))],
    ...layers.map((ids, layer): [string, string[]] => {
      return [`layer ${layer}`, layer === 0 ? ["bias and inputs"] : ids.map(nodeText)];
    }),
  ];
  const indent = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.map(([name, items]) => name.padEnd(indent) + wrap(items, indent));
  return [...(options.title ? [options.title] : []), ...lines].join("\n");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** How often each name occurs, the most frequent first. */
function tally(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.map(([name, count]) => `${count} ${name}`);
}

/** The items in lines that hold whole items, those after the first indented. */
function wrap(items: readonly string[], indent: number): string {
  if (items.length === 0) return "none";
  const lines = [items[0]];
  for (const item of items.slice(1)) {
    const longer = `${lines[lines.length - 1]}, ${item}`;
    if (indent + longer.length < LINE_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(item);
  }
  return lines.join(`,\n${" ".repeat(indent)}`);
}
