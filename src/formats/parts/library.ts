/** Functions that written programs bring along: those that they use, each behind what it needs. */

/** A function's text, and the names of those that it calls. */
export interface Part {
  readonly needs?: readonly string[];
  readonly text: string;
}

/** The texts of `names` and all that they need, each once, in an order in which they can be defined. */
export function partsFor(library: Readonly<Record<string, Part>>, names: readonly string[]): string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    const part = library[name];
    if (!part || found.has(name)) return;
    part.needs?.forEach(add);
    found.add(name);
  };
  names.forEach(add);
  return [...found].map((name) => library[name].text);
}
