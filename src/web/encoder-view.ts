/** What a network sees that sees pictures: the picture itself, and the numbers that its encoder makes of it. */
import type { Session } from "../evaluate/session.js";
import { element, set, svg } from "./dom.js";

/** Where a bar reaches its end; most latents lie within. */
const RANGE = 2;
const BAR = 14;
const HEIGHT = 64;

export class EncoderView {
  readonly root: HTMLElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly pixels: ImageData;
  private readonly bars: readonly SVGRectElement[];

  /** @param labels what each latent is called. */
  constructor(picture: Float32Array, labels: readonly string[]) {
    const side = Math.sqrt(picture.length / 3);
    const canvas = element("canvas", { class: "seen", role: "img", width: side, height: side });
    canvas.setAttribute("aria-label", `What the network sees, ${side} by ${side} pixels`);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser has no 2D canvas");
    this.context = context;
    this.pixels = context.createImageData(side, side);
    this.bars = labels.map((_, i) => svg("rect", { x: i * BAR + 2, width: BAR - 4 }));
    const width = labels.length * BAR;
    const drawing = svg(
      "svg",
      {
        class: "latents",
        viewBox: `0 0 ${width} ${HEIGHT}`,
        role: "img",
        "aria-label": `Its ${labels.length} latents`,
      },
      svg("path", { class: "grid", d: `M0 ${HEIGHT / 2}H${width}` }),
      ...this.bars,
    );
    this.root = element(
      "div",
      { class: "sight" },
      canvas,
      element("span", {}, `What it sees, as ${labels.length} numbers:`),
      drawing,
    );
  }

  show({ picture, observation }: Pick<Session, "picture" | "observation">): void {
    if (!picture) return;
    const { data } = this.pixels;
    for (let i = 0; i < picture.length / 3; i++) {
      for (let colour = 0; colour < 3; colour++) data[4 * i + colour] = 255 * picture[3 * i + colour];
      data[4 * i + 3] = 255;
    }
    this.context.putImageData(this.pixels, 0, 0);
    for (const [i, bar] of this.bars.entries()) {
      const rise = (Math.max(-1, Math.min(1, observation[i] / RANGE)) * HEIGHT) / 2;
      set(bar, {
        y: Math.min(HEIGHT / 2, HEIGHT / 2 - rise),
        height: Math.abs(rise),
        class: rise < 0 ? "minus" : "plus",
      });
    }
  }
}
