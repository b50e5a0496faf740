/** Progress on standard error: a bar with rate and time left on a terminal, plain lines elsewhere. */
import { SingleBar } from "cli-progress";
import type { Counter } from "../evaluate/evaluator.js";
import { oneLine } from "../schema-problem.js";
import { errorColors } from "./colors.js";

const LINE_EVERY_MS = 10_000;
/** What ends sooner is not told of by a line, or by a bar. */
const FIRST_LINE_MS = 1000;
const FIRST_BAR_MS = 300;
const LOOK_EVERY_MS = 100;

const BAR = {
  barCompleteChar: "█",
  barIncompleteChar: "░",
  barsize: 24,
  // A process that is ended leaves the terminal as it was. Signals are answered elsewhere.
  hideCursor: false,
  gracefulExit: false,
  stream: process.stderr,
};

let quiet = false;

/** Whether progress and notes are left out. */
export function setQuiet(wanted: boolean): void {
  quiet = wanted;
}

export interface ProgressBar {
  /** @param note what to show beside the count. */
  update(done: number, note: string): void;
  /** Counts what the unit at hand is made of: one that takes long is told of before it ends. */
  readonly within: Counter;
  stop(): void;
}

/** A bar from `start` to `total` in units of `unit`. Where there is no terminal, lines: of the first unit, every ten seconds, and of the last. */
export function progressBar(unit: string, start: number, total: number): ProgressBar {
  const began = performance.now();
  let [done, note, parts, partsDone] = [start, "", 0, 0];
  let lineAt = began + FIRST_LINE_MS;
  const bar =
    process.stderr.isTTY && !quiet
      ? new SingleBar({ ...BAR, format: `${unit} {value}/{total} {bar} {rate}/s  {left} left  {note}` })
      : undefined;
  bar?.start(total, start, { rate: "–", left: "–", note: "" });
  const tell = (wanted: boolean) => {
    if (quiet) return;
    const now = performance.now();
    const perSecond = ((done - start) / (now - began)) * 1000;
    const [rate, left] = done > start ? [perSecond.toFixed(1), clock((total - done) / perSecond)] : ["–", "–"];
    const next = done > start ? "the next" : "the first";
    const shown = parts === 0 ? note : `${note}  ${percentOf(partsDone, parts)} of ${next}`.trimStart();
    if (bar) bar.update(done, { rate, left, note: shown });
    else if (wanted || now >= lineAt) {
      lineAt = now + LINE_EVERY_MS;
      const pace = done > start ? `${rate}/s  ${left} left  ` : "";
      process.stderr.write(`${unit} ${done}/${total}  ${pace}${shown}\n`);
    }
  };
  return {
    update(count, what) {
      [done, note, parts, partsDone] = [count, what, 0, 0];
      tell(done === start + 1 || done === total);
    },
    within: {
      expect(count) {
        parts += count;
      },
      done(count) {
        partsDone += count;
        tell(false);
      },
    },
    stop: () => bar?.stop(),
  };
}

/**
 * Does `work`, which counts what it has to do and has done. A second into it a line says how far it is, and one every ten seconds from
 * there; on a terminal a bar, which is gone when it ends.
 * @param what the work, as the line begins.
 */
export async function stage<T>(what: string, work: (counter: Counter) => Promise<T>): Promise<T> {
  const began = performance.now();
  let [all, done] = [0, 0];
  let lineAt = began + FIRST_LINE_MS;
  let bar: SingleBar | undefined;
  const left = () => (done === 0 ? "–" : clock(((all - done) / done) * ((performance.now() - began) / 1000)));
  const tell = () => {
    if (quiet) return;
    const now = performance.now();
    if (process.stderr.isTTY) {
      if (now < began + FIRST_BAR_MS) return;
      if (!bar) {
        bar = new SingleBar({ ...BAR, clearOnComplete: true, format: `${what} {bar} {share}  {left} left` });
        bar.start(Math.max(all, 1), done, { share: "0%", left: "–" });
      }
      bar.setTotal(Math.max(all, 1));
      bar.update(done, { share: percentOf(done, all), left: left() });
    } else if (now >= lineAt) {
      lineAt = now + LINE_EVERY_MS;
      process.stderr.write(`${what}: ${percentOf(done, all)}, ${left()} left\n`);
    }
  };
  const ticks = setInterval(tell, LOOK_EVERY_MS);
  try {
    return await work({
      expect(count) {
        all += count;
      },
      done(count) {
        done += count;
        tell();
      },
    });
  } finally {
    clearInterval(ticks);
    bar?.stop();
  }
}

function percentOf(done: number, all: number): string {
  return `${all === 0 ? 0 : Math.floor((100 * done) / all)}%`;
}

/** Says something beside the progress. */
export function notice(line: string): void {
  say(`${errorColors.yellow("note")}: ${oneLine(line)}`);
}

/** Says which run begins or goes on. */
export function headline(line: string): void {
  say(oneLine(line));
}

/** On a terminal a bar may stand in the line. */
function say(line: string): void {
  if (!quiet) process.stderr.write(`${process.stderr.isTTY ? "\r\x1b[K" : ""}${line}\n`);
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
