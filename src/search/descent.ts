/** Where networks come from: each is its parent after mutations, and remembers what it earned in its first generation. */
import * as z from "zod";
import { type Change, change, undo } from "../genome/change.js";
import type { Genome } from "../genome/genome.js";

/** A network's birth. Lines of descent share what they have in common. */
export interface Birth {
  readonly parent: Birth | undefined;
  /** The generation that first ran it. */
  readonly generation: number;
  /** By name; null of a network that a run begins with. */
  readonly mutation: string | null;
  /** What makes its parent of it again; null without a parent. */
  readonly change: Change | null;
  /** Its mean return in its first generation, once that has been run. */
  mean: number | null;
}

/** A step of a line of descent, as it is kept. */
export interface Ancestor {
  readonly generation: number;
  readonly mutation: string | null;
  readonly mean: number | null;
  readonly change: Change | null;
}

/** Where a network comes from. */
export interface Ancestry {
  /** The network as it is bred, disabled connections too: what the last change made. */
  readonly genome: Genome;
  /** The oldest first. */
  readonly line: readonly Ancestor[];
}

/** The genomes of a line, the oldest first. */
export function ancestorGenomes({ genome, line }: Ancestry): Genome[] {
  const genomes = [genome];
  for (const { change: made } of line.slice(1).reverse())
    if (made) genomes.push(undo(genomes[genomes.length - 1], made));
  return genomes.reverse();
}

export const birthRow = z.strictObject({
  /** The parent's place among the rows before it. */
  parent: z.int().min(0).nullable(),
  generation: z.int().min(0),
  mutation: z.string().nullable(),
  mean: z.number().nullable(),
  change: change.nullable(),
});

export type BirthRow = z.infer<typeof birthRow>;

/** A network that a run begins with. */
export function founder(generation: number): Birth {
  return { parent: undefined, generation, mutation: null, change: null, mean: null };
}

/** The line that leads to `birth`, the oldest first. */
export function lineOf(birth: Birth): Ancestor[] {
  const line: Ancestor[] = [];
  for (let at: Birth | undefined = birth; at; at = at.parent) {
    const { generation, mutation, mean, change: made } = at;
    line.push({ generation, mutation, mean, change: made });
  }
  return line.reverse();
}

/** Births as rows, parents before children, and the place of each of `births` among them. */
export function birthRows(births: readonly Birth[]): { rows: BirthRow[]; places: number[] } {
  const rows: BirthRow[] = [];
  const placeOf = new Map<Birth, number>();
  const places = births.map((birth) => {
    const line: Birth[] = [];
    for (let at: Birth | undefined = birth; at && !placeOf.has(at); at = at.parent) line.push(at);
    for (const each of line.reverse()) {
      const { parent, generation, mutation, mean, change: made } = each;
      const row = { parent: parent ? (placeOf.get(parent) as number) : null, generation, mutation, mean, change: made };
      placeOf.set(each, rows.push(row) - 1);
    }
    return placeOf.get(birth) as number;
  });
  return { rows, places };
}

/** The births of rows. Throws a RangeError where a parent does not come before its child. */
export function birthsOf(rows: readonly BirthRow[]): Birth[] {
  const births: Birth[] = [];
  for (const { parent, ...rest } of rows) {
    if (parent !== null && parent >= births.length) throw new RangeError(`births.${births.length}: parent: ${parent}`);
    births.push({ ...rest, parent: parent === null ? undefined : births[parent] });
  }
  return births;
}
