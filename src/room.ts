/**
 * An array that is kept from call to call. What is done with each network of each generation would spend most of its time on making
 * arrays. No two calls may have the same one at once.
 */
export class Room {
  private kept = new Int32Array(64);

  /** At least so many numbers, whatever they are. */
  of(count: number): Int32Array {
    if (this.kept.length < count) this.kept = new Int32Array(2 * count);
    return this.kept;
  }

  /** At least so many numbers, of which the first `count` are `value`. */
  filled(count: number, value: number): Int32Array {
    return this.of(count).fill(value, 0, count);
  }
}
