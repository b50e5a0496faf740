/** What a figure was measured on, and how figures of several rounds are summed up. */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { spread as quartileSpread } from "../src/statistics.js";

export interface Context {
  readonly commit: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly date: string;
}

export function context(): Context {
  const git = (...words: string[]) => execFileSync("git", words, { encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", "assembly", "src", "bench/*.ts") !== "";
  return {
    commit: git("rev-parse", "--short", "HEAD") + (changed ? " with changes" : ""),
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], min: sorted[0], max: sorted[sorted.length - 1] };
}

/** First quartile, median and third quartile. */
export function quartiles(values: readonly number[]): [number, number, number] {
  const { low, median, high } = quartileSpread(values);
  return [low, median, high];
}

/** Milliseconds that `work` takes. */
export function milliseconds(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
