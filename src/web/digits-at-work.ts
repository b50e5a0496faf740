/** A search's best network reads test images that go by, with one number after the other on every connection. */
import type { Kernel } from "../evaluate/kernel.js";
import { loadClassifier } from "../fetched.js";
import type { Genome } from "../genome/genome.js";
import { IMAGE_INPUTS, SIDE } from "../images/deskew.js";
import type { LabelledImages } from "../images/image-set.js";
import { pack } from "../network/pack.js";
import { classesOf } from "../score/accuracy.js";
import type { Task } from "../tasks/registry.js";
import { element, setText, signed } from "./dom.js";

const EVERY = 700; // ms
/** After so many images the next number is on every connection, and the newest network takes the scene. */
const IMAGES_A_WEIGHT = 10;
const WEIGHTS = [1, -1, 2, -0.5];
/** Images that stay in sight. */
const PAST = 8;

interface Exhibit {
  readonly words: Uint32Array;
  readonly title: string;
}

export class DigitsAtWork {
  private readonly current = digitCanvas({ class: "digit-now", role: "img" });
  private readonly said = element("strong");
  private readonly verdict = element("span");
  private readonly weight = element("span", { class: "muted" });
  private readonly past = element("div", { class: "digits-past", "aria-hidden": true });
  private readonly caption = element("span");
  private readonly count = element("span", { class: "value" });
  readonly root = element(
    "figure",
    { class: "digits-at-work", hidden: true },
    element(
      "div",
      { class: "digits-by" },
      this.current,
      element("p", {}, "It reads ", this.said, this.verdict, this.weight),
    ),
    this.past,
    element("figcaption", {}, this.caption, this.count),
  );
  private next: Exhibit | undefined;
  private shown: Exhibit | undefined;
  private kernel: Kernel | undefined;
  private examples: LabelledImages | undefined;
  /** Images that have gone by. */
  private gone = 0;
  /** Of the network that is shown. */
  private read = { all: 0, right: 0 };

  /** @param signal ends it. */
  constructor(
    private readonly task: Task,
    signal: AbortSignal,
  ) {
    const timer = setInterval(() => this.step(), EVERY);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** Takes the images that are to go by. */
  async give(examples: LabelledImages): Promise<void> {
    this.examples = examples;
    this.kernel ??= await loadClassifier(this.task);
  }

  show(genome: Genome, title: string, now = false): void {
    this.next = { words: pack(genome).words, title };
    if (now) this.take();
  }

  private take(): void {
    if (!this.next) return;
    this.shown = this.next;
    this.next = undefined;
    this.read = { all: 0, right: 0 };
  }

  private step(): void {
    const { kernel, examples, task } = this;
    if (!kernel || !examples || !this.root.isConnected) return;
    if (!this.shown || this.gone % IMAGES_A_WEIGHT === 0) this.take();
    if (!this.shown) return;
    this.root.hidden = false;
    const { words, title } = this.shown;
    const weight = WEIGHTS[Math.floor(this.gone / IMAGES_A_WEIGHT) % WEIGHTS.length];
    const at = this.gone++ % examples.count;
    const image = examples.images.subarray(at * IMAGE_INPUTS, (at + 1) * IMAGE_INPUTS);
    const label = examples.labels[at];
    const [read] = classesOf(kernel.predict(words, weight, image), kernel.outputs);
    this.read.all++;
    if (read === label) this.read.right++;
    this.tell(image, task.outputLabels[label], task.outputLabels[read]);
    setText(this.weight, `with ${signed(weight)} on every connection`);
    setText(this.caption, title);
    setText(this.count, `read right ${this.read.right} of ${this.read.all}`);
  }

  private tell(image: Float32Array, is: string, read: string): void {
    const isRight = read === is;
    const kind = isRight ? "right" : "wrong";
    draw(this.current, image);
    this.current.setAttribute("aria-label", `A test image of a ${is}, as the network sees it`);
    setText(this.said, read);
    this.said.className = kind;
    setText(this.verdict, isRight ? "✓" : `✗ it is a ${is}`);
    const small = digitCanvas({ class: "digit-gone" });
    draw(small, image);
    this.past.prepend(element("span", { class: kind }, small, `${read} ${isRight ? "✓" : "✗"}`));
    this.past.children[PAST]?.remove();
  }
}

function digitCanvas(attributes: Readonly<Record<string, string>>): HTMLCanvasElement {
  return element("canvas", { width: SIDE, height: SIDE, ...attributes });
}

/** @param image [16][16] numbers from 0 (paper) to 1 (ink). */
function draw(canvas: HTMLCanvasElement, image: Float32Array): void {
  const pixels = new ImageData(SIDE, SIDE);
  for (const [i, ink] of image.entries()) {
    const shade = 255 - Math.round(255 * ink);
    pixels.data.set([shade, shade, shade, 255], 4 * i);
  }
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
}
