/** A network at work: connections and the light behind nodes on a canvas, drawn anew as values change; the nodes over it as SVG, which stay. */
import { firstHidden, firstOutput, type Genome } from "../genome/genome.js";
import { activationGlyph } from "../report/activation-glyph.js";
import { connectionCurve } from "../report/connection-paths.js";
import { type Labels, nodeActivation, nodeLabel } from "../report/labels.js";
import { type NetworkLayout, NODE_RADIUS } from "../report/layout.js";
import { short } from "../report/svg.js";
import { element, onResize, set, svg } from "./dom.js";
import { fitted } from "./network-fit.js";
import { stepBetween } from "./network-steps.js";

const FAINT = 0.14;
const GLOW = 8;
const LINE = 1.4;
/** How many shades there are: what falls into the same ones is not drawn again. */
const SHADES = 50;
/** Of connections that do not touch the chosen node. */
const ASIDE = 0.06;

interface Node {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly group: SVGGElement;
  readonly label: SVGElement | undefined;
}

export class NetworkDrawing {
  readonly root: HTMLElement;
  private readonly canvas = element("canvas", { "aria-hidden": true });
  private readonly context: CanvasRenderingContext2D;
  private readonly drawing: SVGSVGElement;
  private readonly nodes: Node[];
  private curves: readonly Path2D[] = [];
  private glows: readonly { x: number; y: number; radius: number }[] = [];
  private readonly shades: Int8Array;
  private chosen: number | undefined;
  private colors = { plus: "", minus: "" };
  private stale = true;

  /**
   * @param choose is told of the node that is pointed at or has the focus, and when there is none.
   * @param pin is told of the node that is clicked or entered.
   * @param signal ends its listening.
   */
  constructor(
    private readonly genome: Genome,
    private readonly layout: NetworkLayout,
    private readonly labels: Labels,
    private readonly told: { choose(id: number | undefined): void; pin(id: number): void },
    signal: AbortSignal,
  ) {
    const context = this.canvas.getContext("2d");
    if (!context) throw new Error("this browser has no 2D canvas");
    this.context = context;
    this.shades = new Int8Array(layout.routes.length + layout.nodes.length);
    const group = svg("g");
    this.nodes = layout.nodes.map(({ id, x, y }, i) => this.node(id, x, y, i === 0));
    group.append(...this.nodes.map((node) => node.group));
    this.drawing = svg(
      "svg",
      {
        class: "network",
        role: "group",
        "aria-label":
          "The network, from its inputs on the left to its outputs on the right; arrow keys go from node to node",
      },
      group,
    );
    this.root = element("div", { class: "network-frame" }, this.canvas, this.drawing);
    this.root.style.minHeight = `${fitted.least(layout)}px`;
    const place = () => this.place(this.drawing.clientWidth, this.drawing.clientHeight);
    onResize(this.drawing, signal, place);
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", place, { signal });
    }
    this.drawing.addEventListener("keydown", (event) => this.walk(event));
  }

  /**
   * Lights up the network.
   * @param values by node id.
   * @param weight of connections that have none of their own.
   */
  show(values: ArrayLike<number>, weight: number): void {
    const { routes, nodes } = this.layout;
    routes.forEach(({ connection }, i) => {
      this.shade(i, values[connection.source] * (connection.weight ?? weight));
    });
    nodes.forEach(({ id }, i) => {
      this.shade(routes.length + i, values[id]);
    });
    if (this.stale) this.paint();
  }

  /** Shows the connections of a node alone; of all where there is none. */
  highlight(id: number | undefined): void {
    this.chosen = id;
    for (const { group, id: each } of this.nodes) group.classList.toggle("chosen", each === id);
    this.paint();
  }

  private shade(at: number, value: number): void {
    const strength = Math.round(SHADES * Math.min(1, Number.isFinite(value) ? Math.abs(value) : 1));
    const shade = value < 0 ? -strength : strength;
    if (this.shades[at] === shade) return;
    this.shades[at] = shade;
    this.stale = true;
  }

  private paint(): void {
    this.stale = false;
    const { context, canvas, shades, layout, colors, curves, glows } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.scale(devicePixelRatio, devicePixelRatio);
    context.lineWidth = LINE;
    for (let i = 0; i < curves.length; i++) {
      const { source, target } = layout.routes[i].connection;
      const aside = this.chosen !== undefined && source !== this.chosen && target !== this.chosen;
      context.globalAlpha = aside ? ASIDE : FAINT + ((1 - FAINT) * Math.abs(shades[i])) / SHADES;
      context.strokeStyle = shades[i] < 0 ? colors.minus : colors.plus;
      context.stroke(curves[i]);
    }
    for (let i = 0; i < glows.length; i++) {
      const shade = shades[curves.length + i];
      if (shade === 0) continue;
      context.globalAlpha = Math.abs(shade) / SHADES;
      context.fillStyle = shade < 0 ? colors.minus : colors.plus;
      context.beginPath();
      context.arc(glows[i].x, glows[i].y, glows[i].radius, 0, 2 * Math.PI);
      context.fill();
    }
  }

  private node(id: number, x: number, y: number, first: boolean): Node {
    const { genome, labels, told } = this;
    const name = nodeLabel(genome, id, labels);
    const glyph = svg("g");
    glyph.innerHTML = activationGlyph(nodeActivation(genome, id));
    const ring = svg("circle", { class: "ring", r: NODE_RADIUS, fill: "none" });
    const group = svg(
      "g",
      // One stop of the Tab key: arrow keys go on from there.
      { tabindex: first ? 0 : -1, role: "img", "aria-label": `${name}, ${nodeActivation(genome, id)}` },
      // A finger's width to touch.
      svg("circle", { r: NODE_RADIUS + GLOW, fill: "transparent" }),
      glyph,
      ring,
    );
    const anchor = id >= firstOutput(genome) ? "start" : "end";
    const label = id < firstHidden(genome) ? svg("text", { "text-anchor": anchor }, name) : undefined;
    if (label) group.append(label);
    for (const event of ["pointerenter", "focus"]) group.addEventListener(event, () => told.choose(id));
    for (const event of ["pointerleave", "blur"]) group.addEventListener(event, () => told.choose(undefined));
    group.addEventListener("click", () => told.pin(id));
    return { id, x, y, group, label };
  }

  /** Goes to the nearest node in an arrow key's direction. */
  private walk(event: KeyboardEvent): void {
    const from = this.nodes.find(({ group }) => group === event.target);
    if (!from) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.told.pin(from.id);
      return;
    }
    const to = stepBetween(this.nodes, from, event.key);
    if (!to) return;
    event.preventDefault();
    set(from.group, { tabindex: -1 });
    set(to.group, { tabindex: 0 });
    to.group.focus();
  }

  private place(width: number, height: number): void {
    if (width === 0 || height === 0) return;
    const { canvas, layout, nodes, genome } = this;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    const style = getComputedStyle(this.root);
    this.colors = { plus: style.getPropertyValue("--blue"), minus: style.getPropertyValue("--red") };
    const { at, scale, size, labelGap } = fitted.place(genome, layout, this.labels, width, height);
    this.curves = layout.routes.map(({ points }) => new Path2D(connectionCurve(points.map(at))));
    this.glows = nodes.map((node) => ({ ...at(node), radius: scale * (NODE_RADIUS + GLOW) }));
    for (const { group, label, id, ...point } of nodes) {
      const { x, y } = at(point);
      set(group, { transform: `translate(${short(x)} ${short(y)}) scale(${short(scale)})` });
      const gap = (id >= firstOutput(genome) ? 1 : -1) * (NODE_RADIUS + labelGap / scale);
      if (label) set(label, { x: short(gap), y: short((0.35 * size) / scale), "font-size": short(size / scale) });
    }
    this.paint();
  }
}
