import { closest, distance } from "fastest-levenshtein";

/** `, did you mean "…"?` where one of `known` is near `given`, else nothing. */
export function suggestion(given: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const near = closest(given, known);
  return distance(given, near) <= Math.max(2, given.length / 3) ? `, did you mean "${near}"?` : "";
}
