/** Option values as commander hands them over: checked, one clear line where they are wrong. */

import type { Command } from "commander";
import { LARGEST_SEED } from "../largest-seed.js";
import { requireFree } from "../record/folder.js";
import { UserError } from "../user-error.js";

/** A parser for a whole number from `low` to `high`. */
export function whole(option: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= low && value <= high) return value;
    throw new UserError(`${option}: "${text}": expected a whole number from ${low} to ${high}`);
  };
}

export const seed = whole("--seed", 0, LARGEST_SEED);

/** Throws a UserError where `episodes` seeds from `first` on lead past the largest. */
export function requireSeeds(first: number, episodes: number): void {
  const last = first + episodes - 1;
  if (last <= LARGEST_SEED) return;
  throw new UserError(`--seed ${first} --episodes ${episodes}: seeds up to ${last}: expected up to ${LARGEST_SEED}`);
}

/** A parser for any number. */
export function finite(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value;
    throw new UserError(`${option}: "${text}": expected a number`);
  };
}

/** The same for a number from 0 to 1. */
export function share(option: string): (text: string) => number {
  return (text) => {
    const value = finite(option)(text);
    if (value >= 0 && value <= 1) return value;
    throw new UserError(`${option}: "${text}": expected a number from 0 to 1`);
  };
}

/** The same for a number above 0. */
export function positive(option: string): (text: string) => number {
  return (text) => {
    const value = finite(option)(text);
    if (value > 0) return value;
    throw new UserError(`${option}: "${text}": expected a number above 0`);
  };
}

/** The seeds of `A..B`, both included. */
export function seedRange(text: string): number[] {
  const [first, last] = /^(\d+)\.\.(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (first === undefined || last < first || last > LARGEST_SEED || last - first >= 1000) {
    throw new UserError(`--seeds: "${text}": expected A..B with 0 ≤ A ≤ B ≤ ${LARGEST_SEED}, at most 1000 seeds`);
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Collects an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** An option as it is typed, by the key that commander gives it: max-rollouts for maxRollouts. */
export function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Refuses options that a person gave and that play no part. Throws a UserError that names the first of them.
 * @param keys as commander gives them.
 * @param why in words that follow the option.
 */
export function refuse(command: Command, keys: readonly string[], why: string): void {
  for (const key of keys) {
    if (command.getOptionValueSource(key) !== "cli") continue;
    const value = command.getOptionValue(key);
    const shown = typeof value === "boolean" ? "" : ` ${String(value)}`;
    const option = value === false ? `--no-${dashed(key)}` : `--${dashed(key)}`;
    throw new UserError(`${option}${shown}: ${why}`);
  }
}

/** Throws a UserError where a run's folder may not be made at `path`. */
export function requireOut(path: string): void {
  try {
    requireFree(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`--out ${error.message}, or --resume ${path}`);
  }
}
