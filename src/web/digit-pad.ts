/** A pad to draw a digit on, with mouse, finger or pen, and what a network gets to see of it. */
import { prepareDigit, RAW_SIDE, SIDE } from "../images/deskew.js";
import { element } from "./dom.js";

const PAD = 336;
const STROKE = 26;
/** How far an arrow key moves the pen. */
const PEN_STEP = 12;
/** MNIST's digits are fitted into a box of so many pixels, and placed by their centre of mass. */
const BOX = 20;

export class DigitPad {
  private readonly canvas = element("canvas", { class: "pad", width: PAD, height: PAD, "aria-hidden": true });
  /** Where the keyboard's pen is. */
  private readonly pen = element("div", { class: "pen", "aria-hidden": true });
  readonly root = element(
    "div",
    {
      class: "pad-frame",
      role: "application",
      tabindex: 0,
      "aria-label":
        "Draw a digit: arrow keys move the pen, Space puts it down and lifts it, Delete clears; the buttons below fill in examples",
    },
    this.canvas,
    this.pen,
  );
  readonly preview = element("canvas", {
    class: "seen",
    width: SIDE,
    height: SIDE,
    role: "img",
    "aria-label": "The digit as the network sees it",
  });
  /** [16][16] numbers from 0 (paper) to 1 (ink). */
  readonly image = new Float32Array(SIDE * SIDE);
  private readonly pad: CanvasRenderingContext2D;
  private readonly small: CanvasRenderingContext2D;
  private readonly seen: CanvasRenderingContext2D;

  private at = new DOMPoint(PAD / 2, PAD / 4);
  private isDown = false;

  /**
   * @param changed is told of every new image.
   * @param taken is told when a pen comes to the pad, before it draws.
   */
  constructor(
    private readonly changed: () => void,
    private readonly taken: () => void,
  ) {
    this.pad = contextOf(this.canvas);
    this.seen = contextOf(this.preview);
    this.small = contextOf(element("canvas", { width: RAW_SIDE, height: RAW_SIDE }));
    let from: DOMPoint | undefined;
    const draw = (event: PointerEvent) => {
      const box = this.canvas.getBoundingClientRect();
      const scale = PAD / box.width;
      const to = new DOMPoint((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
      this.line(from ?? to, to);
      from = to;
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      this.taken();
      draw(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (from) draw(event);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(end, () => {
        from = undefined;
      });
    }
    this.root.addEventListener("keydown", (event) => this.draw(event));
    this.placePen();
    this.clear();
  }

  /** The keyboard's pen. */
  private draw(event: KeyboardEvent): void {
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const { x, y } = this.at;
    if (step) {
      const inside = (value: number) => Math.min(PAD - STROKE / 2, Math.max(STROKE / 2, value));
      this.at = new DOMPoint(inside(x + PEN_STEP * step[0]), inside(y + PEN_STEP * step[1]));
      if (this.isDown) this.line(new DOMPoint(x, y), this.at);
    } else if (event.key === " ") {
      this.taken();
      this.isDown = !this.isDown;
      if (this.isDown) this.line(this.at, this.at);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.isDown = false;
      this.clear();
    } else return;
    event.preventDefault();
    this.placePen();
  }

  private placePen(): void {
    const { style, classList } = this.pen;
    style.left = `${(100 * this.at.x) / PAD}%`;
    style.top = `${(100 * this.at.y) / PAD}%`;
    classList.toggle("down", this.isDown);
  }

  clear(): void {
    this.pad.fillStyle = "#fff";
    this.pad.fillRect(0, 0, PAD, PAD);
    this.see(new Uint8Array(RAW_SIDE * RAW_SIDE));
  }

  /** Shows a digit of the data set as it is. @param raw [28][28] bytes, 255 for ink. */
  fill(raw: Uint8Array): void {
    const pixels = new ImageData(RAW_SIDE, RAW_SIDE);
    for (let i = 0; i < raw.length; i++) pixels.data.set([255 - raw[i], 255 - raw[i], 255 - raw[i], 255], 4 * i);
    this.small.putImageData(pixels, 0, 0);
    this.pad.drawImage(this.small.canvas, 0, 0, PAD, PAD);
    this.see(raw);
  }

  private line(from: DOMPoint, to: DOMPoint): void {
    const { pad } = this;
    pad.strokeStyle = "#1b1d26";
    pad.lineWidth = STROKE;
    pad.lineCap = "round";
    pad.beginPath();
    pad.moveTo(from.x, from.y);
    pad.lineTo(to.x, to.y);
    pad.stroke();
    this.see(this.fitted());
  }

  /** The drawing as MNIST has its digits: scaled into a box, its centre of mass in the middle. */
  private fitted(): Uint8Array {
    const { data } = this.pad.getImageData(0, 0, PAD, PAD);
    let [left, top, right, bottom, mass, massX, massY] = [PAD, PAD, 0, 0, 0, 0, 0];
    for (let y = 0; y < PAD; y++) {
      for (let x = 0; x < PAD; x++) {
        const ink = 255 - data[4 * (y * PAD + x)];
        if (ink === 0) continue;
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
        mass += ink;
        massX += ink * (x + 0.5);
        massY += ink * (y + 0.5);
      }
    }
    const raw = new Uint8Array(RAW_SIDE * RAW_SIDE);
    if (mass === 0) return raw;
    const scale = BOX / Math.max(right - left, bottom - top);
    const { small } = this;
    small.fillStyle = "#fff";
    small.fillRect(0, 0, RAW_SIDE, RAW_SIDE);
    small.imageSmoothingQuality = "high";
    const shiftX = RAW_SIDE / 2 - scale * (massX / mass);
    const shiftY = RAW_SIDE / 2 - scale * (massY / mass);
    small.drawImage(this.pad.canvas, shiftX, shiftY, scale * PAD, scale * PAD);
    const { data: pixels } = small.getImageData(0, 0, RAW_SIDE, RAW_SIDE);
    return raw.map((_, i) => 255 - pixels[4 * i]);
  }

  private see(raw: Uint8Array): void {
    prepareDigit(raw, this.image);
    const pixels = new ImageData(SIDE, SIDE);
    for (const [i, ink] of this.image.entries()) {
      const shade = 255 - Math.round(255 * ink);
      pixels.data.set([shade, shade, shade, 255], 4 * i);
    }
    this.seen.putImageData(pixels, 0, 0);
    this.changed();
  }
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser has no 2D canvas");
  return context;
}
