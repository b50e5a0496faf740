/** Digits on the page: draw one, and see what the network makes of it at each weight, and all weights together. */

import { fetchFile } from "../evaluate/fetched-files.js";
import type { Kernel } from "../evaluate/kernel.js";
import { loadClassifier } from "../fetched.js";
import { enabledConnections } from "../genome/genome.js";
import { outputsByInput } from "../genome/influence.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import type { LoadedChampion } from "../record/champion-text.js";
import { pixelsSvg } from "../report/matrix-svg.js";
import { classesOf, ENSEMBLE, votedClasses } from "../score/accuracy.js";
import { measureDigits } from "./digit-curve.js";
import { DigitPad } from "./digit-pad.js";
import { DigitShow, type Example } from "./digit-show.js";
import { announce, button, element, setText, toolbar } from "./dom.js";
import { WeightSlider } from "./weight-slider.js";

const CLASSES = 10;

/** A row of the table: a name, and the weights that it stands for. */
interface Reading {
  readonly name: string;
  readonly weights: () => number | Float64Array;
  readonly cells: readonly HTMLElement[];
}

export interface DigitOptions {
  readonly champion: LoadedChampion;
  readonly weight: number;
  /** Whether examples go by until someone draws. */
  readonly playing: boolean;
  readonly moved: (change: { readonly weight: number }) => void;
}

export class DigitView {
  private readonly words: Uint32Array;
  private readonly pad: DigitPad;
  private readonly slider: WeightSlider;
  private readonly readings: readonly Reading[];
  private readonly vote = cells();
  private readonly verdict = element("p", { class: "verdict" });
  private readonly show: DigitShow;
  private isShow = false;
  private readonly closing = new AbortController();

  static async open(root: HTMLElement, options: DigitOptions): Promise<DigitView> {
    const digits = await (await fetchFile(new URL("../../digits.json", import.meta.url))).json();
    return new DigitView(root, options, await loadClassifier(options.champion.task), digits);
  }

  private constructor(
    root: HTMLElement,
    { champion: { champion }, weight, playing, moved }: DigitOptions,
    private readonly kernel: Kernel,
    { digits }: { digits: readonly { label: number; pixels: string }[] },
  ) {
    const { genome } = champion;
    const { words, order } = pack(genome);
    this.words = words;
    const own = packedWeights(genome, order);
    this.readings = [
      ...ENSEMBLE.map((each) => ({ name: `w = ${each}`, weights: () => each, cells: cells() })),
      ...(own ? [{ name: "trained", weights: () => own, cells: cells() }] : []),
      { name: "slider", weights: () => this.slider.weight, cells: cells() },
    ];
    this.pad = new DigitPad(
      () => this.read(),
      () => this.endShow(),
    );
    const shown = digits.map(({ label, pixels }) => {
      return { label, raw: Uint8Array.from(atob(pixels), (byte) => byte.charCodeAt(0)) };
    });
    const fill = ({ label, raw }: Example) => {
      this.pad.fill(raw);
      this.show.try(this.pad.image, label);
    };
    this.show = new DigitShow(kernel, { words, connections: order.length }, shown, fill, this.closing.signal);
    const setWeight = (changed: number) => {
      moved({ weight: changed });
      this.read();
    };
    const { signal } = this.closing;
    const say = (mean: number) => `reads ${Math.round(mean * shown.length)} of ${shown.length} test digits`;
    this.slider = new WeightSlider(say, weight, setWeight, signal);
    void measureDigits(kernel, words, shown, (points, share) => this.slider.showCurve(points, share), signal);
    const examples = shown.slice(0, CLASSES).map((example) => {
      const choose = () => {
        this.endShow();
        fill(example);
      };
      return button(String(example.label), choose, { "aria-label": `Example: a ${example.label}` });
    });
    const pixels = element("div", { class: "pixels" });
    pixels.innerHTML = pixelsSvg(outputsByInput(genome), genome.outputs);
    root.replaceChildren(
      element(
        "section",
        { class: "card reading", "aria-label": "A digit" },
        element(
          "div",
          { class: "pads" },
          this.pad.root,
          element(
            "div",
            { class: "card plain" },
            element("h2", {}, "Draw a digit"),
            element("p", { class: "muted" }, "It is seen like this:"),
            this.pad.preview,
            button("Clear", () => {
              this.endShow();
              this.pad.clear();
            }),
          ),
        ),
        this.verdict,
        this.slider.root,
        this.show.root,
        element(
          "div",
          { class: "row" },
          element("span", { class: "muted" }, "Examples from the test set"),
          toolbar("Examples", ...examples),
        ),
      ),
      element(
        "section",
        { class: "card" },
        element("h2", {}, "What it reads"),
        this.table(),
        element("p", { class: "muted" }, "Each weight's softmax over the ten digits in percent, its choice framed."),
        element(
          "div",
          { class: "row" },
          element("h2", {}, "What it looks at"),
          element("span", { class: "muted" }, `${enabledConnections(genome)} connections`),
        ),
        pixels,
      ),
    );
    this.read();
    this.isShow = playing;
    if (playing) this.show.start();
  }

  /** Whoever draws or chooses has the pad; what was shown until then is wiped off. */
  private endShow(): void {
    if (!this.isShow) return;
    this.isShow = false;
    this.show.stop();
    this.pad.clear();
  }

  close(): void {
    this.closing.abort();
  }

  private table(): HTMLTableElement {
    const numbers = Array.from({ length: CLASSES }, (_, digit) => element("th", { scope: "col" }, String(digit)));
    const row = (name: string, parts: readonly HTMLElement[], kind = "") =>
      element("tr", { class: kind }, element("th", { scope: "row" }, name), ...parts);
    return element(
      "table",
      {},
      element("thead", {}, element("tr", {}, element("td"), ...numbers)),
      element(
        "tbody",
        {},
        ...this.readings.map(({ name, cells: parts }) => row(name, parts)),
        row("votes", this.vote, "vote"),
      ),
    );
  }

  private read(): void {
    // The pad tells of its first state before all of the view stands.
    if (!this.slider || !this.pad) return;
    const { image } = this.pad;
    const blank = image.every((ink) => ink === 0);
    const logits = this.readings.map(({ weights }) => this.kernel.predict(this.words, weights(), image));
    for (const [i, { cells: parts }] of this.readings.entries())
      showShares(parts, blank ? undefined : softmax(logits[i]));
    const voters = logits.slice(0, ENSEMBLE.length);
    const counts = new Float64Array(CLASSES);
    for (const each of voters) counts[classesOf(each, CLASSES)[0]] += 1 / voters.length;
    showShares(this.vote, blank ? undefined : counts, votedClasses(voters, CLASSES)[0]);
    const [winner] = votedClasses(voters, CLASSES);
    const verdict = blank
      ? "Nothing yet: draw a digit, or take an example."
      : `The six weights together say ${winner}.`;
    setText(this.verdict, verdict);
    if (!this.isShow) announce(verdict);
  }
}

function cells(): HTMLElement[] {
  return Array.from({ length: CLASSES }, () => element("td", {}, element("span")));
}

function showShares(parts: readonly HTMLElement[], shares?: ArrayLike<number>, first?: number): void {
  const most = shares && (first ?? Array.from(shares).indexOf(Math.max(...Array.from(shares))));
  for (const [i, part] of parts.entries()) {
    const share = shares?.[i] ?? 0;
    const span = part.firstElementChild as HTMLElement;
    span.style.setProperty("--share", String(0.5 * share));
    span.textContent = share >= 0.005 ? `${Math.round(100 * share)}` : "";
    part.classList.toggle("first", i === most);
  }
}

function softmax(logits: Float32Array): number[] {
  const most = Math.max(...logits);
  const raised = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map((value) => value / sum);
}
