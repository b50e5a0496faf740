/** Progress on standard error: a bar with rate and time left on a terminal, plain lines elsewhere. */
import { SingleBar } from "cli-progress";
import { oneLine } from "../schema-problem.js";
import { errorColors } from "./colors.js";

const LINE_EVERY_MS = 10_000;

export interface ProgressBar {
  /** @param note what to show beside the count. */
  update(done: number, note: string): void;
  stop(): void;
}

/**
 * A bar from `start` to `total` in units of `unit`.
 * @param passing whether it is gone when it stops; where there is no terminal, what takes less than 10 s writes no line then.
 */
export function progressBar(unit: string, start: number, total: number, { passing = false } = {}): ProgressBar {
  const began = performance.now();
  const rate = (done: number) => ((done - start) / (performance.now() - began)) * 1000;
  if (!process.stderr.isTTY) {
    let lineAt = began + LINE_EVERY_MS;
    return {
      update(done, note) {
        if (performance.now() < lineAt && (done < total || passing)) return;
        lineAt = performance.now() + LINE_EVERY_MS;
        const left = clock((total - done) / rate(done));
        process.stderr.write(`${unit} ${done}/${total}  ${rate(done).toFixed(1)}/s  ${left} left  ${note}\n`);
      },
      stop() {},
    };
  }
  const bar = new SingleBar({
    format: `${unit} {value}/{total} {bar} {rate}/s  {left} left  {note}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: passing,
    stream: process.stderr,
  });
  bar.start(total, start, { rate: "–", left: "–", note: "" });
  return {
    update(done, note) {
      bar.update(done, { rate: rate(done).toFixed(1), left: clock((total - done) / rate(done)), note });
    },
    stop: () => bar.stop(),
  };
}

/** Says something beside the progress. */
export function notice(line: string): void {
  process.stderr.write(`${errorColors.yellow("note")}: ${oneLine(line)}\n`);
}

/** Says which run begins or goes on. */
export function headline(line: string): void {
  process.stderr.write(`${oneLine(line)}\n`);
}

/** Seconds as 5.2 s, 1:05 or 2:03:04. */
export function clock(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const total = Math.round(seconds);
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const pad = (value: number) => String(value).padStart(2, "0");
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** "1 core", "2 cores". */
export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
