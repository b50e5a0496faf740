/** The network at work: each node and connection lit by its present value. */
import { firstHidden, firstOutput, type Genome } from "../genome/genome.js";
import { activationGlyph } from "../report/activation-glyph.js";
import { connectionCurve } from "../report/connection-paths.js";
import { type NetworkOptions, nodeActivation, nodeLabel } from "../report/labels.js";
import { layoutNetwork, type NetworkLayout, NODE_RADIUS, type Point } from "../report/layout.js";
import { short, textWidth } from "../report/svg.js";
import { element, onResize, set, svg } from "./dom.js";

const LABEL_SIZE = 13;
const LEAST_LABEL = 7;
const LABEL_GAP = 8;
const MARGIN = 18;
/** How far the layout is stretched at most. */
const STRETCH = 1.7;
/** Nodes as large as their neighbours leave them room, of the radius they have in reports. */
const ROOM = { across: 2.3, down: 1.15 };
const LEAST_NODE = 0.28;
const FAINT = 0.12;
const GLOW = 8;

interface LitNode extends Point {
  readonly id: number;
  readonly label: SVGElement | undefined;
  readonly group: SVGGElement;
  readonly glow: SVGElement;
}

interface LitConnection {
  readonly points: readonly Point[];
  readonly source: number;
  readonly target: number;
  readonly path: SVGElement;
}

export class NetworkView {
  readonly root: HTMLElement;
  private readonly drawing: SVGSVGElement;
  private readonly detail = element("p", { class: "muted detail" });
  private readonly nodes: LitNode[] = [];
  private readonly connections: LitConnection[] = [];
  private readonly layout: NetworkLayout;
  private readonly values: Float64Array;
  private chosen: number | undefined;
  private describedAt = 0;

  /**
   * @param nodeIds in the order that `show` is given values.
   * @param signal ends its listening.
   * @param worksAt the share of shared weights at which it works, where that is known.
   */
  constructor(
    private readonly genome: Genome,
    private readonly labels: NetworkOptions,
    private readonly nodeIds: readonly number[],
    signal: AbortSignal,
    worksAt?: number,
  ) {
    this.values = new Float64Array(genome.activations.length);
    this.layout = layoutNetwork(genome);
    const lines = svg("g");
    const circles = svg("g");
    for (const { connection, points } of this.layout.routes) {
      const path = svg("path", { class: "connection" });
      this.connections.push({ ...connection, points, path });
      lines.append(path);
    }
    for (const { id, x, y } of this.layout.nodes) circles.append(this.node(id, x, y));
    this.drawing = svg(
      "svg",
      {
        class: "network",
        role: "group",
        "aria-label":
          "The network, from its inputs on the left to its outputs on the right; arrow keys go from node to node",
      },
      lines,
      circles,
    );
    onResize(this.drawing, signal, () => this.place(this.drawing.clientWidth, this.drawing.clientHeight));
    this.drawing.addEventListener("keydown", (event) => this.walk(event));
    const hidden = this.nodes.filter(({ id }) => id >= firstHidden(genome)).length;
    const works = worksAt === undefined ? "" : `, works at ${Math.round(100 * worksAt)}% of weights`;
    const summary = `${this.connections.length} connections, ${hidden} hidden nodes${works}`;
    this.root = element(
      "section",
      { class: "card" },
      element("div", { class: "row" }, element("h2", {}, "The network"), element("span", { class: "muted" }, summary)),
      this.drawing,
      this.detail,
    );
    this.choose(undefined);
  }

  /**
   * Lights up the network.
   * @param values one for each of `nodeIds`.
   * @param weight every connection's.
   */
  show(values: readonly number[], weight: number): void {
    for (const [at, id] of this.nodeIds.entries()) this.values[id] = values[at];
    for (const { id, glow } of this.nodes) {
      const value = this.values[id];
      light(glow, value, Math.min(1, Math.abs(value)));
    }
    for (const { source, path } of this.connections) {
      const signal = this.values[source] * weight;
      const strength = FAINT + (1 - FAINT) * Math.min(1, Math.abs(signal));
      light(path, signal, strength);
    }
    if (this.chosen !== undefined && performance.now() - this.describedAt > 250) this.describe();
  }

  private node(id: number, x: number, y: number): SVGGElement {
    const { genome, labels } = this;
    const label = nodeLabel(genome, id, labels);
    const glow = svg("circle", { class: "glow", r: NODE_RADIUS + GLOW });
    const glyph = svg("g");
    glyph.innerHTML = activationGlyph(nodeActivation(genome, id));
    const ring = svg("circle", { class: "ring", r: NODE_RADIUS, fill: "none" });
    const group = svg("g", {
      // One stop of the Tab key: arrow keys go on from there.
      tabindex: this.nodes.length === 0 ? 0 : -1,
      role: "img",
      "aria-label": `${label}, ${nodeActivation(genome, id)}`,
    });
    group.append(glow, glyph, ring);
    const named = id < firstHidden(genome);
    const name = named ? svg("text", { "text-anchor": this.onRight(id) ? "start" : "end" }, label) : undefined;
    if (name) group.append(name);
    for (const event of ["pointerenter", "focus"]) group.addEventListener(event, () => this.choose(id));
    for (const event of ["pointerleave", "blur"]) group.addEventListener(event, () => this.choose(undefined));
    this.nodes.push({ id, x, y, group, glow, label: name });
    return group;
  }

  /** Goes to the nearest node in an arrow key's direction. */
  private walk(event: KeyboardEvent): void {
    const from = this.nodes.find(({ group }) => group === event.target);
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!from || !step) return;
    event.preventDefault();
    const [x, y] = step;
    const ahead = this.nodes.flatMap((node) => {
      const [along, across] = [
        (node.x - from.x) * x + (node.y - from.y) * y,
        (node.x - from.x) * y - (node.y - from.y) * x,
      ];
      return along > 0.5 ? [{ node, away: along + 2 * Math.abs(across) }] : [];
    });
    if (ahead.length === 0) return;
    const { node } = ahead.reduce((best, each) => (each.away < best.away ? each : best));
    set(from.group, { tabindex: -1 });
    set(node.group, { tabindex: 0 });
    node.group.focus();
  }

  private onRight(id: number): boolean {
    return id >= firstOutput(this.genome);
  }

  /** Stretches the layout to a drawing of `width` by `height` pixels; nodes and labels stay round and readable. */
  private place(width: number, height: number): void {
    if (width === 0 || height === 0) return;
    const { layout, genome, labels } = this;
    const named = layout.nodes.filter(({ id }) => id < firstHidden(genome));
    const down = Math.min(STRETCH, (height - 2 * MARGIN) / (layout.height - 2 * NODE_RADIUS));
    const size = Math.max(LEAST_LABEL, Math.min(LABEL_SIZE, down * 2.4 * LABEL_SIZE));
    const [left, right] = [false, true].map((side) => {
      const ids = named.map(({ id }) => id).filter((id) => this.onRight(id) === side);
      return MARGIN + LABEL_GAP + Math.max(0, ...ids.map((id) => textWidth(nodeLabel(genome, id, labels), size)));
    });
    const across = Math.min(STRETCH, (width - left - right) / (layout.width - 2 * NODE_RADIUS));
    const scale = Math.max(LEAST_NODE, Math.min(1, across * ROOM.across, down * ROOM.down));
    const startX = left + (width - left - right - across * (layout.width - 2 * NODE_RADIUS)) / 2;
    const startY = (height - down * (layout.height - 2 * NODE_RADIUS)) / 2;
    const at = ({ x, y }: Point): Point => ({
      x: startX + across * (x - NODE_RADIUS),
      y: startY + down * (y - NODE_RADIUS),
    });
    for (const { points, path } of this.connections) set(path, { d: connectionCurve(points.map(at)) });
    for (const { group, label, id, ...point } of this.nodes) {
      const { x, y } = at(point);
      set(group, { transform: `translate(${short(x)} ${short(y)}) scale(${short(scale)})` });
      const gap = (this.onRight(id) ? 1 : -1) * (NODE_RADIUS + LABEL_GAP / scale);
      if (label) set(label, { x: short(gap), y: short((0.35 * size) / scale), "font-size": short(size / scale) });
    }
  }

  private choose(id: number | undefined): void {
    this.chosen = id;
    this.drawing.classList.toggle("chosen", id !== undefined);
    for (const { source, target, path } of this.connections) {
      path.classList.toggle("touching", source === id || target === id);
    }
    this.describe();
  }

  private describe(): void {
    this.describedAt = performance.now();
    const { chosen: id, genome, labels } = this;
    if (id === undefined) {
      this.detail.textContent = "Blue is above zero, red below; the stronger, the larger. Point at a node for more.";
      return;
    }
    const sources = this.connections.filter(({ target }) => target === id).map(({ source }) => source);
    const named = sources.map((source) => nodeLabel(genome, source, labels)).join(", ");
    const activation = nodeActivation(genome, id);
    const from = sources.length === 0 ? "" : ` ${activation} of the weighted sum of ${named}.`;
    this.detail.textContent = `${nodeLabel(genome, id, labels)} is ${this.values[id].toFixed(2)}.${from}`;
  }
}

/** How many shades there are. */
const SHADES = 50;
/** What each part shows at present: most stay as they are from one frame to the next. */
const shades = new WeakMap<SVGElement, number>();

function light(part: SVGElement, value: number, opacity: number): void {
  const strength = Math.round(SHADES * (Number.isFinite(opacity) ? opacity : 1));
  const shade = value < 0 ? -1 - strength : strength;
  const before = shades.get(part);
  if (shade === before) return;
  shades.set(part, shade);
  set(part, { opacity: strength / SHADES });
  if (before !== undefined && shade < 0 === before < 0) return;
  part.classList.toggle("plus", shade >= 0);
  part.classList.toggle("minus", shade < 0);
}
