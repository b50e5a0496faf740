/** Examples that go by until someone draws: one number on every connection reads them, random ones do not. */
import type { Kernel } from "../evaluate/kernel.js";
import { Purpose, Stream } from "../random/stream.js";
import { element } from "./dom.js";
import { Tally } from "./tally.js";

const EVERY = 1600; // ms
/** Networks with random weights that are shown each example. */
const DRAWS = 4;
const RANGE = 2;

export interface Example {
  readonly label: number;
  readonly raw: Uint8Array;
}

export class DigitShow {
  private readonly tally = new Tally({ did: "read right" });
  readonly root = element("div", {}, element("h2", {}, "A random number on each connection"), this.tally.root);
  /** So far: how many, and how many of them were right. */
  private readonly so = { attempts: 0, successes: 0 };
  private timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param network packed, of so many connections.
   * @param fill shows an example.
   * @param signal ends it.
   */
  constructor(
    private readonly kernel: Kernel,
    private readonly network: { readonly words: Uint32Array; readonly connections: number },
    private readonly examples: readonly Example[],
    private readonly fill: (example: Example) => void,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => this.stop());
  }

  start(): void {
    let at = 0;
    const next = () => this.fill(this.examples[at++ % this.examples.length]);
    next();
    this.timer = setInterval(next, EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Has networks with random weights read an example as the network sees it. */
  try(image: Float32Array, label: number): void {
    const { words, connections } = this.network;
    for (let i = 0; i < DRAWS; i++) {
      const draw = new Stream(0, Purpose.randomWeights, 0, this.so.attempts);
      const weights = Float64Array.from({ length: connections }, () => draw.uniform(-RANGE, RANGE));
      const logits = this.kernel.predict(words, weights, image);
      this.so.attempts++;
      if (logits.indexOf(Math.max(...logits)) === label) this.so.successes++;
      this.tally.show(this.so);
    }
  }
}
