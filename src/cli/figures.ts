/** How figures are written for people. */

/** A mean as text: to a tenth from 10 up, below with four significant digits; a loss or an accuracy shows its changes so. */
export function figure(value: number): string {
  return Math.abs(value) >= 10 || value === 0 ? value.toFixed(1) : value.toPrecision(4);
}
