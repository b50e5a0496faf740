/** The network at work: compact where it was bred so, or as it is run; and what the node that is pointed at does. */
import type { Champion } from "../genome/champion.js";
import { enabledConnections, firstHidden, type Genome } from "../genome/genome.js";
import { type Labels, nodeActivation, nodeLabel } from "../report/labels.js";
import type { NetworkLayout } from "../report/layout.js";
import type { Task } from "../tasks/task.js";
import { button, element, setText, signed } from "./dom.js";
import { drawnOf } from "./drawn-network.js";
import type { EditPanel } from "./edit-panel.js";
import { layoutOf } from "./layout-work.js";
import { NetworkDrawing } from "./network-drawing.js";

/** How often what a node is worth is written, in ms. */
const DESCRIBE_EVERY = 250;

export class NetworkView {
  readonly root: HTMLElement;
  private readonly detail = element("p", { class: "muted detail" });
  private readonly summary = element("span", { class: "muted" });
  private readonly frame = element("div", { class: "network-room" });
  private readonly values: Float64Array;
  private drawing: NetworkDrawing | undefined;
  private shown: Genome;
  private chosen: number | undefined;
  private pinned: number | undefined;
  private describedAt = 0;
  private drawingEnds = new AbortController();

  /**
   * @param nodeIds in the order that `show` is given values.
   * @param signal ends its listening.
   */
  constructor(
    private readonly champion: Champion,
    private readonly labels: Labels & Pick<Task, "outputActivation">,
    private readonly nodeIds: readonly number[],
    private readonly editPanel: EditPanel,
    private readonly signal: AbortSignal,
  ) {
    const { compact, genome } = champion;
    this.values = new Float64Array(genome.activations.length);
    const toggle = button("Show every connection", () => {
      const expressed = this.shown === genome;
      toggle.textContent = expressed ? "Show every connection" : "Show it compact";
      this.open(expressed ? drawnOf(champion) : genome);
    });
    const heading = element("div", { class: "row" }, element("h2", {}, "The network"), this.summary);
    if (compact) {
      toggle.classList.add("push");
      heading.append(toggle);
    }
    this.shown = genome;
    this.open(drawnOf(champion));
    this.root = element("section", { class: "card wide" }, heading, this.frame, this.detail, editPanel.root);
  }

  /**
   * Lights up the network.
   * @param values one for each of `nodeIds`.
   * @param weight every connection's.
   */
  show(values: readonly number[], weight: number): void {
    for (const [at, id] of this.nodeIds.entries()) this.values[id] = values[at];
    this.drawing?.show(this.values, weight);
    if (this.chosen !== undefined && performance.now() - this.describedAt > DESCRIBE_EVERY) this.describe();
  }

  /** Shows a drawing of the network once it has been laid out; another that is asked for meanwhile takes its place. */
  private open(genome: Genome): void {
    this.shown = genome;
    void layoutOf(genome).then((layout) => {
      if (this.shown === genome && !this.signal.aborted) this.draw(genome, layout);
    });
  }

  private draw(genome: Genome, layout: NetworkLayout): void {
    this.drawingEnds.abort();
    this.drawingEnds = new AbortController();
    const told = {
      choose: (id: number | undefined) => this.choose(id ?? this.pinned),
      pin: (id: number) => {
        this.pinned = this.pinned === id ? undefined : id;
        this.choose(this.pinned);
        this.editPanel.show({ champion: this.champion, task: this.labels, drawn: this.shown }, this.pinned);
      },
    };
    const signal = AbortSignal.any([this.signal, this.drawingEnds.signal]);
    const drawing = new NetworkDrawing(genome, layout, this.labels, told, signal);
    this.frame.replaceChildren(drawing.root);
    const hidden = layout.nodes.filter(({ id }) => id >= firstHidden(genome)).length;
    const all = enabledConnections(this.champion.genome);
    this.summary.textContent =
      genome === this.champion.genome
        ? `${all} connections, ${hidden} hidden nodes`
        : `${layout.routes.length} lines stand for ${all} connections, all with the one number`;
    this.drawing = drawing;
    this.pinned = undefined;
    this.choose(undefined);
    this.editPanel.show({ champion: this.champion, task: this.labels, drawn: genome }, undefined);
  }

  private choose(id: number | undefined): void {
    this.chosen = id;
    this.drawing?.highlight(id);
    this.describe();
  }

  private describe(): void {
    this.describedAt = performance.now();
    const { chosen: id, shown, labels } = this;
    if (id === undefined) {
      setText(
        this.detail,
        "Blue is above zero, red below; the stronger, the larger. Point at a node for more; press it to edit it.",
      );
      return;
    }
    const inputs = shown.connections.filter(({ target, enabled }) => enabled && target === id);
    const named = inputs.map(({ source, weight }) => {
      const name = nodeLabel(shown, source, labels);
      return weight === undefined || weight === 1 ? name : `${signed(weight)} × ${name}`;
    });
    const from = named.length === 0 ? "" : ` ${nodeActivation(shown, id)} of the weighted sum of ${named.join(", ")}.`;
    setText(this.detail, `${nodeLabel(shown, id, labels)} is ${this.values[id].toFixed(2)}.${from}`);
  }
}
