/** What is shown of a task that does not draw itself: its inputs and actions over the last steps, each in a band of its own. */
import type { Drawing, Shape } from "../evaluate/drawing.js";

/** Steps that are shown. */
const SHOWN = 200;
const BAND = 1;
/** Of a band's height, what the largest value takes. */
const FILLED = 0.42;
/** A band's width by its height, of all of them together. */
const ASPECT = 1.4;

export class Traces {
  private rows: (readonly number[])[] = [];
  private steps = 0;

  /** @param inputs how many of the values are inputs; the rest are actions. */
  constructor(private readonly inputs: number) {}

  /** Notes the values after so many steps of an episode; fewer than before are a new one's. */
  note(steps: number, values: readonly number[]): void {
    if (steps < this.steps) this.rows = [];
    if (steps === this.steps && this.rows.length > 0) return;
    this.steps = steps;
    this.rows.push(values);
    if (this.rows.length > SHOWN) this.rows.shift();
  }

  /** From top to bottom in the values' order. */
  get drawing(): Drawing {
    const count = this.rows[0]?.length ?? 0;
    const height = Math.max(1, count) * BAND;
    const width = ASPECT * height;
    const shapes = Array.from({ length: count }, (_, band): Shape[] => {
      const middle = height - (band + 0.5) * BAND;
      const values = this.rows.map((row) => row[band]);
      const most = Math.max(1e-9, ...values.map(Math.abs));
      const points = values.flatMap((value, i) => [(i / (SHOWN - 1)) * width, middle + (FILLED * BAND * value) / most]);
      const axis = Float32Array.of(0, middle, width, middle);
      return [
        { kind: "line", role: "sensor", points: axis },
        { kind: "line", role: band < this.inputs ? "body" : "mark", points: Float32Array.from(points) },
      ];
    }).flat();
    return { view: { left: 0, bottom: 0, width, height }, shapes };
  }
}
