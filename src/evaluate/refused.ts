/** The kernel refuses what it is given: a network or weights that do not fit the task. Every machine refuses it alike, so nothing is gained by trying again. */
export class Refused extends RangeError {
  override readonly name = "Refused";
}
