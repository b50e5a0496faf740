/** The counter-proof's tally: in how many attempts random weights did what one shared weight does, and a mark for each. */
import type { Attempt } from "../tasks/page-view.js";
import { element, setText } from "./dom.js";

/** Marks that are shown. */
const MOST_MARKS = 60;

export class Tally {
  private readonly count = element("strong", { class: "value" });
  private readonly marks = element("span", { class: "marks", "aria-hidden": true });
  readonly root = element("p", { class: "tally" }, this.count, this.marks);
  private attempts = 0;
  private successes = 0;

  constructor(private readonly attempt: Pick<Attempt, "did">) {
    this.show({ attempts: 0, successes: 0 });
  }

  show({ attempts, successes }: { readonly attempts: number; readonly successes: number }): void {
    const done = successes - this.successes;
    const marks = "✓".repeat(done) + "✗".repeat(attempts - this.attempts - done);
    if (marks !== "") {
      const shown = `${marks}${this.marks.textContent}`.slice(0, MOST_MARKS);
      this.marks.replaceChildren(
        ...Array.from(shown.matchAll(/✓+|✗+/g), ([run]) =>
          element("span", run[0] === "✓" ? { class: "done" } : {}, run),
        ),
      );
    }
    this.attempts = attempts;
    this.successes = successes;
    setText(this.count, `${this.attempt.did} ${successes} of ${attempts}`);
  }
}
