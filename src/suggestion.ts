import { closest, distance } from "fastest-levenshtein";

/** A part of a name with fewer letters says nothing. */
const LEAST_PART = 4;

/**
 * `, did you mean "…"?` where one of `known` is near `given`, or has all of it in it; else nothing. Capitals and what joins words do
 * not count.
 */
export function suggestion(given: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const plain = bare(given);
  const near = nearest(plain, known) ?? holding(plain, known);
  return near === undefined ? "" : `, did you mean "${near}"?`;
}

function nearest(plain: string, known: readonly string[]): string | undefined {
  const near = closest(plain, known.map(bare));
  const name = known.find((each) => bare(each) === near);
  return distance(plain, near) <= Math.max(2, plain.length / 3) ? name : undefined;
}

/** The shortest name with `plain` in it. */
function holding(plain: string, known: readonly string[]): string | undefined {
  if (plain.length < LEAST_PART) return undefined;
  return known.filter((name) => bare(name).includes(plain)).sort((a, b) => a.length - b.length)[0];
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, "");
}
