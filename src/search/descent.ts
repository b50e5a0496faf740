/**
 * Where networks come from: each is its parent after mutations, and remembers what it earned in its first generation. What a change is,
 * and how it is taken back, is each search's own.
 */
import * as z from "zod";

/** A network's birth. Lines of descent share what they have in common. */
export interface Birth<Change = unknown> {
  readonly parent: Birth<Change> | undefined;
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
export type Ancestor<Change = unknown> = Readonly<Omit<Birth<Change>, "parent">>;

/** Where a network comes from: plain data. */
export interface Ancestry<Genome = unknown, Change = unknown> {
  /** The network as it is bred: what the last change made. */
  readonly genome: Genome;
  /** The oldest first. */
  readonly line: readonly Ancestor<Change>[];
}

const whole = z.int().min(0);

/** Of an ancestry as files hold it. */
export function ancestryOf<Genome, Change>(genome: z.ZodType<Genome>, change: z.ZodType<Change>) {
  return z.strictObject({ genome, line: z.array(z.strictObject(ancestorOf(change))) });
}

/** Of a birth as files hold it. */
export function birthRowOf<Change>(change: z.ZodType<Change>) {
  /** The parent's place among the rows before it. */
  return z.strictObject({ parent: whole.nullable(), ...ancestorOf(change) });
}

function ancestorOf<Change>(change: z.ZodType<Change>) {
  return {
    generation: whole,
    mutation: z.string().nullable(),
    mean: z.number().nullable(),
    change: change.nullable(),
  };
}

export type BirthRow<Change = unknown> = Ancestor<Change> & { readonly parent: number | null };

/** The genomes of a line, the oldest first. */
export function genomesOf<Genome, Change>(
  { genome, line }: Ancestry<Genome, Change>,
  undo: (child: Genome, change: Change) => Genome,
): Genome[] {
  const genomes = [genome];
  for (const { change } of line.slice(1).reverse()) {
    if (change !== null) genomes.push(undo(genomes[genomes.length - 1], change));
  }
  return genomes.reverse();
}

/** A network that a run begins with. */
export function founder<Change>(generation: number): Birth<Change> {
  return { parent: undefined, generation, mutation: null, change: null, mean: null };
}

/** The line that leads to `birth`, the oldest first. */
export function lineOf<Change>(birth: Birth<Change>): Ancestor<Change>[] {
  const line: Ancestor<Change>[] = [];
  for (let at: Birth<Change> | undefined = birth; at; at = at.parent) {
    const { generation, mutation, mean, change } = at;
    line.push({ generation, mutation, mean, change });
  }
  return line.reverse();
}

/** Births as rows, parents before children, and the place of each of `births` among them. */
export function birthRows<Change>(births: readonly Birth<Change>[]): { rows: BirthRow<Change>[]; places: number[] } {
  const rows: BirthRow<Change>[] = [];
  const placeOf = new Map<Birth<Change>, number>();
  const places = births.map((birth) => {
    const line: Birth<Change>[] = [];
    for (let at: Birth<Change> | undefined = birth; at && !placeOf.has(at); at = at.parent) line.push(at);
    for (const each of line.reverse()) {
      const { parent, generation, mutation, mean, change } = each;
      const row = { parent: parent ? (placeOf.get(parent) as number) : null, generation, mutation, mean, change };
      placeOf.set(each, rows.push(row) - 1);
    }
    return placeOf.get(birth) as number;
  });
  return { rows, places };
}

/** The births of rows. Throws a RangeError where a parent does not come before its child. */
export function birthsOf<Change>(rows: readonly BirthRow<Change>[]): Birth<Change>[] {
  const births: Birth<Change>[] = [];
  for (const { parent, ...rest } of rows) {
    if (parent !== null && parent >= births.length) throw new RangeError(`births.${births.length}: parent: ${parent}`);
    births.push({ ...rest, parent: parent === null ? undefined : births[parent] });
  }
  return births;
}
