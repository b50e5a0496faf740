/** Round numbers along an axis. */

/** About `count` ticks that cover the values from `least` to `greatest`, in steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(least: number, greatest: number, count: number): number[] {
  // A single value, or several that rounding hardly tells apart, gets a range around it.
  const magnitude = Math.max(Math.abs(least), Math.abs(greatest));
  const size = magnitude > 1e-12 ? magnitude : 2;
  const around = greatest - least > 1e-9 * size ? 0 : size / 2;
  const [low, high] = [least - around, greatest + around];
  const rough = (high - low) / count;
  const exponent = Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find((candidate) => candidate * 10 ** exponent >= rough * (1 - 1e-9)) ?? 10;
  const step = factor * 10 ** exponent;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const decimals = Math.max(0, -exponent);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toFixed(decimals)));
}

/** A tick in as few digits as it needs, with a true minus sign. */
export function tickText(tick: number): string {
  return String(tick).replace("-", "−");
}
