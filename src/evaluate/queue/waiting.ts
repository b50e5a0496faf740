/** Nothing is waited for in silence: what it is, is said after a second, and every minute from there on. */

const FIRST_MS = 1000;
const AGAIN_MS = 60_000;

export class Waiting {
  private what: string | undefined;
  private since = 0;
  private told: number | undefined;

  constructor(private readonly notice: (line: string) => void) {}

  /**
   * To be called about every second.
   * @param what is waited for, as a line; undefined where nothing is. Another number in it does not make it something else.
   */
  look(what: string | undefined, now = performance.now()): void {
    if (!this.turnTo(what, now)) return;
    const waited = now - this.since;
    if (waited < FIRST_MS || (this.told !== undefined && now - this.told < AGAIN_MS)) return;
    this.notice(this.told === undefined ? what : `${what}, for ${Math.round(waited / 60_000)} min so far`);
    this.told = now;
  }

  /** The same where it is to be said at once. */
  say(what: string, now = performance.now()): void {
    this.turnTo(what, now);
    this.told = now;
    this.notice(what);
  }

  private turnTo(what: string | undefined, now: number): what is string {
    const before = this.what;
    this.what = what;
    if (what === undefined) return false;
    if (before === undefined || withoutNumbers(before) !== withoutNumbers(what)) {
      this.since = now;
      this.told = undefined;
    }
    return true;
  }
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, "");
}
