/** The shared weight's slider under its fingerprint: dragging either is moving along the curve. */
import type { FingerprintPoint } from "../genome/champion.js";
import { linearScale } from "../report/axes.js";
import { short } from "../report/svg.js";
import { tickText } from "../report/ticks.js";
import { element, onResize, set, signed, svg } from "./dom.js";

const LIMIT = 2;
const STEP = 0.01;
/** As style.css has it. */
const HEIGHT = 104;
const TOP = 8;
const BOTTOM = 84;
const LEFT = 44;
const RIGHT = 12;
/** Half a slider's thumb: its middle cannot come nearer to the slider's ends. */
const THUMB = 8;
const WEIGHT_TICKS = [-2, -1, 0, 1, 2];

export class WeightSlider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly output = element("span", { class: "value" });
  private readonly expected = element("span", { class: "muted" });
  private readonly works = element("strong", { class: "works" });
  private readonly curve = svg("svg", { class: "curve", "aria-hidden": true });
  private points: readonly FingerprintPoint[] = [];
  private width = 0;
  private problem = "";

  /**
   * @param say what a value of the curve means, in words.
   * @param changed is told of every new weight after this first one.
   * @param signal ends its listening.
   */
  constructor(
    private readonly say: (mean: number) => string,
    weight: number,
    private readonly changed: (weight: number) => void,
    signal: AbortSignal,
  ) {
    this.input = element("input", { type: "range", min: -LIMIT, max: LIMIT, step: STEP, value: weight, id: "weight" });
    this.input.addEventListener("input", () => this.move(this.input.valueAsNumber));
    const heading = element("h2", {}, element("label", { for: "weight" }, "Shared weight"));
    const line = element("div", { class: "weight-line" }, heading, this.output, this.works, this.expected);
    const track = element("div", {}, this.input);
    track.style.padding = `0 ${RIGHT - THUMB}px 0 ${LEFT - THUMB}px`;
    this.root = element("div", { class: "weight" }, line, track, this.curve);
    this.curve.addEventListener("pointerdown", (event) => {
      this.curve.setPointerCapture(event.pointerId);
      this.follow(event);
    });
    this.curve.addEventListener("pointermove", (event) => {
      if (this.curve.hasPointerCapture(event.pointerId)) this.follow(event);
    });
    onResize(this.curve, signal, () => {
      this.width = this.curve.clientWidth;
      this.draw();
    });
    this.show();
  }

  get weight(): number {
    return this.input.valueAsNumber;
  }

  /**
   * Shows the fingerprint measured so far.
   * @param share of the weights at which the network works, where that is known.
   */
  showCurve(points: readonly FingerprintPoint[], share?: number): void {
    this.points = points;
    this.onCurve(this.meanReturn);
    this.works.textContent = share === undefined ? "" : `works at ${Math.round(100 * share)}% of weights`;
    this.draw();
  }

  /** Of the curve as it stands, over its weights; undefined where there is none. */
  get meanReturn(): number | undefined {
    const { points } = this;
    return points.length === 0 ? undefined : points.reduce((sum, { mean }) => sum + mean, 0) / points.length;
  }

  /** Is called at each new curve. */
  onCurve: (meanReturn: number | undefined) => void = () => {};

  /** Goes to `weight`, as if dragged there. */
  move(weight: number): void {
    this.input.valueAsNumber = weight;
    this.show();
    this.changed(this.weight);
  }

  /** Says beside the weight why there is no curve. */
  complain(problem: string): void {
    this.problem = problem;
    this.draw();
  }

  private show(): void {
    this.output.textContent = signed(this.weight, 2);
    this.draw();
  }

  private follow({ clientX }: PointerEvent): void {
    const share = (clientX - this.curve.getBoundingClientRect().left - LEFT) / (this.width - LEFT - RIGHT);
    this.move(LIMIT * (2 * share - 1));
  }

  private draw(): void {
    const { points, width, weight, curve } = this;
    if (width === 0) return;
    set(curve, { viewBox: `0 0 ${width} ${HEIGHT}` });
    const x = (value: number) => LEFT + ((width - LEFT - RIGHT) * (value + LIMIT)) / (2 * LIMIT);
    const means = points.map(({ mean }) => mean);
    const y = linearScale(means.length > 0 ? means : [0, 1], 4, BOTTOM, TOP);
    const grid = [
      ...WEIGHT_TICKS.flatMap((tick) => [
        svg("path", { class: "grid", d: `M${short(x(tick))},${TOP}V${BOTTOM}` }),
        svg("text", { x: short(x(tick)), y: HEIGHT - 4, "text-anchor": "middle" }, String(tick)),
      ]),
      ...(means.length === 0 ? [] : y.ticks).flatMap((tick) => [
        svg("path", { class: "grid", d: `M${LEFT},${short(y.at(tick))}H${width - RIGHT}` }),
        svg("text", { x: LEFT - 6, y: short(y.at(tick) + 4), "text-anchor": "end" }, tickText(tick)),
      ]),
    ];
    const line = points.map((point) => `${short(x(point.weight))},${short(y.at(point.mean))}`).join(" ");
    const here = [svg("path", { class: "here", d: `M${short(x(weight))},${TOP}V${BOTTOM}` })];
    const mean = interpolate(points, weight);
    const dot = mean === undefined ? [] : [svg("circle", { cx: short(x(weight)), cy: short(y.at(mean)), r: 5 })];
    curve.replaceChildren(...grid, svg("polyline", { class: "mean", points: line }), ...here, ...dot);
    this.expected.textContent = mean === undefined ? this.problem : this.say(mean);
  }
}

/** The curve's height at `weight`; undefined where it has not been measured. */
function interpolate(points: readonly FingerprintPoint[], weight: number): number | undefined {
  const after = points.findIndex((point) => point.weight >= weight);
  if (after < 0) return undefined;
  if (after === 0) return points[0].weight === weight ? points[0].mean : undefined;
  const [a, b] = [points[after - 1], points[after]];
  return a.mean + ((b.mean - a.mean) * (weight - a.weight)) / (b.weight - a.weight);
}
