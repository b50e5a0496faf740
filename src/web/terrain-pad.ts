/** A ground to walk on, drawn with mouse, finger or pen; buttons make some for those who do not draw. */
import type { Course } from "../evaluate/course.js";
import { button, element, onResize, toolbar } from "./dom.js";

/** In metres: the ground's length, where the walker stands at the start, and how high it may rise and fall. */
const LENGTH = 96;
const START = 8;
const LEVEL = 3.33;
const RANGE = 3;
/** How far ahead a drawn line is smoothed: steeper ground is a wall to a leg. */
const STEP = 1;

const GROUNDS: readonly { readonly text: string; readonly height: (x: number) => number }[] = [
  { text: "Flat", height: () => 0 },
  { text: "Hills", height: (x) => 0.8 * Math.sin((x - START) / 3.5) },
  { text: "Steps", height: (x) => 0.35 * (Math.floor((x - START) / 7) % 4) },
  { text: "Uphill", height: (x) => 0.12 * (x - START) },
];

export class TerrainPad {
  readonly root: HTMLElement;
  private readonly canvas = element("canvas", { class: "terrain", "aria-hidden": true });
  /** Metres above the level, one a step from 0 on. */
  private readonly heights = new Float64Array(LENGTH / STEP + 1);
  private last: { at: number; height: number } | undefined;

  /** @param walk is handed each ground that has been drawn, and undefined for the seeds' own. */
  constructor(walk: (course: Course | undefined) => void, signal: AbortSignal) {
    const made = GROUNDS.map(({ text, height }) =>
      button(text, () => {
        for (let i = 0; i < this.heights.length; i++) this.set(i, height(i * STEP));
        this.paint();
        walk(this.course);
      }),
    );
    this.root = element(
      "div",
      { class: "row terrain-row", hidden: true },
      element("p", {}, "Draw the ground, from left to right: it walks there as soon as you let go."),
      this.canvas,
      toolbar(
        "Ground",
        ...made,
        button("As the seed has it", () => walk(undefined)),
      ),
    );
    this.canvas.addEventListener("pointerdown", (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      this.last = undefined;
      this.follow(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.canvas.hasPointerCapture(event.pointerId)) this.follow(event);
    });
    this.canvas.addEventListener("pointerup", () => walk(this.course));
    onResize(this.canvas, signal, () => {
      this.canvas.width = Math.round(this.canvas.clientWidth * devicePixelRatio);
      this.canvas.height = Math.round(this.canvas.clientHeight * devicePixelRatio);
      this.paint();
    });
  }

  private get course(): Course {
    return { ground: Array.from(this.heights, (height, i) => [i * STEP, LEVEL + height] as const) };
  }

  /** Where the walker stands at first stays level. */
  private set(i: number, height: number): void {
    if (i >= 0 && i < this.heights.length) this.heights[i] = i * STEP < START ? 0 : height;
  }

  private follow({ clientX, clientY }: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const at = Math.round(((clientX - box.left) / box.width) * (this.heights.length - 1));
    const height = RANGE * (1 - (2 * (clientY - box.top)) / box.height);
    const from = this.last ?? { at, height };
    const [low, high] = at < from.at ? [{ at, height }, from] : [from, { at, height }];
    for (let i = low.at; i <= high.at; i++) {
      const share = high.at === low.at ? 1 : (i - low.at) / (high.at - low.at);
      this.set(i, low.height + share * (high.height - low.height));
    }
    this.last = { at, height };
    this.paint();
  }

  private paint(): void {
    const { canvas, heights } = this;
    const context = canvas.getContext("2d");
    if (!context) return;
    const { width, height } = canvas;
    context.clearRect(0, 0, width, height);
    context.beginPath();
    context.moveTo(0, height);
    heights.forEach((rise, i) => {
      context.lineTo((width * i) / (heights.length - 1), (height * (1 - rise / RANGE)) / 2);
    });
    context.lineTo(width, height);
    context.fillStyle = getComputedStyle(canvas).getPropertyValue("--ground");
    context.fill();
  }
}
