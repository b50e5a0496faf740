/** The controls of an episode's clock: play, step, reset, speed and seed. */
import { LARGEST_SEED } from "../largest-seed.js";
import { SPEEDS } from "./address.js";
import { button, element, field, numberInput, select, toolbar, wholeNumber } from "./dom.js";

export interface TransportOptions {
  readonly seed: number;
  readonly speed: number;
  readonly playing: boolean;
  readonly step: () => void;
  readonly reset: () => void;
  readonly speedChanged: (speed: number) => void;
}

export class Transport {
  readonly root: HTMLElement;
  private readonly play = button("Pause", () => this.setPlaying(!this.running), { class: "main" });
  private readonly speedBox: HTMLSelectElement;
  private readonly seedBox: HTMLInputElement;
  private running = true;

  constructor({ seed, speed, playing, step, reset, speedChanged }: TransportOptions, ...more: readonly HTMLElement[]) {
    this.seedBox = numberInput(seed, 0, LARGEST_SEED);
    this.seedBox.addEventListener("change", reset);
    const speeds = SPEEDS.map((each) => ({ value: String(each), text: `${each === 0.25 ? "¼" : each}× speed` }));
    this.speedBox = select(speeds, String(speed));
    this.speedBox.addEventListener("change", () => speedChanged(this.speed));
    const stepOnce = () => {
      this.setPlaying(false);
      step();
    };
    this.root = element(
      "div",
      { class: "row" },
      toolbar("Simulation", this.play, button("Step", stepOnce), button("Reset", reset), ...more),
      element("label", {}, element("span", { class: "hidden" }, "Speed"), this.speedBox),
      field("seed", this.seedBox),
    );
    this.setPlaying(playing);
  }

  get playing(): boolean {
    return this.running;
  }

  get speed(): number {
    return Number(this.speedBox.value);
  }

  get seed(): number {
    return wholeNumber(this.seedBox, 0);
  }

  set seed(seed: number) {
    this.seedBox.value = String(seed);
  }

  setPlaying(playing: boolean): void {
    this.running = playing;
    this.play.textContent = playing ? "Pause" : "Play";
  }
}
