/** A slider back through a champion's ancestors, the first to the last; each is put to work. */
import type { Genome } from "../genome/genome.js";
import { element, setText } from "./dom.js";
import type { Ancestor } from "./orders.js";

export class Lineage {
  private readonly slider = element("input", { type: "range", min: 0, max: 0, step: 1, value: 0, id: "ancestor" });
  private readonly said = element("p", { class: "muted" });
  readonly root = element(
    "div",
    { hidden: true },
    element("label", { for: "ancestor" }, "Back through its ancestors"),
    this.slider,
    this.said,
  );
  private line: readonly Ancestor[] = [];

  /**
   * @param ask asks for the network at a place of the line, which `receive` is handed then.
   * @param show puts a network to work.
   */
  constructor(
    private readonly ask: (place: number) => void,
    private readonly show: (genome: Genome, title: string) => void,
  ) {
    this.slider.addEventListener("input", () => this.go());
  }

  /** Shows a line; whoever has gone back along the one before stays as far from its beginning. */
  open(line: readonly Ancestor[]): void {
    const isBack = this.line.length > 0 && this.slider.valueAsNumber < this.line.length - 1;
    const at = isBack ? Math.min(this.slider.valueAsNumber, line.length - 1) : line.length - 1;
    this.line = line;
    this.root.hidden = line.length < 2;
    this.slider.max = String(line.length - 1);
    this.slider.valueAsNumber = at;
    this.say();
  }

  receive(place: number, genome: Genome): void {
    const ancestor = this.line[place];
    if (ancestor && place === this.slider.valueAsNumber) {
      this.show(genome, `Ancestor of generation ${ancestor.generation}`);
    }
  }

  private go(): void {
    this.say();
    this.ask(this.slider.valueAsNumber);
  }

  private say(): void {
    const at = this.slider.valueAsNumber;
    const ancestor = this.line[at];
    if (!ancestor) return;
    const { connections, generation, mutation, mean } = ancestor;
    const how = mutation === null ? "the run began with it" : `made by ${mutation}`;
    const earned = mean === null ? "" : `, mean return ${mean.toFixed(1)}`;
    const text = `${at + 1} of ${this.line.length}: generation ${generation}, ${how}, ${connections} connections${earned}`;
    this.slider.setAttribute("aria-valuetext", text);
    setText(this.said, text);
  }
}
