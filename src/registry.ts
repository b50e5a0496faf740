/** Named rows of one kind, as the formats: who adds one writes its file and its row. */
import { suggestion } from "./suggestion.js";
import { UserError } from "./user-error.js";

/** What every row has. */
export interface Named {
  readonly name: string;
  /** Further names for it. */
  readonly aliases?: readonly string[];
}

/** Rows of one kind, each found by its name or one of its aliases. */
export class Registry<Row extends Named> {
  private readonly rows = new Map<string, Row>();
  /** The rows, in the order in which they are listed. */
  readonly all: readonly Row[];

  /**
   * Throws an Error where two rows share a name.
   * @param kind what a row is, for error lines: "format".
   * @param rows the rows, in the order in which they are listed.
   */
  constructor(
    private readonly kind: string,
    rows: readonly Row[],
  ) {
    for (const row of rows) this.add(row);
    this.all = rows;
  }

  /** Adds a row that is found by its name from now on, and not listed: a user's. Throws an Error where its name is taken. */
  add(row: Row): void {
    for (const name of namesOf(row)) {
      if (this.rows.has(name)) throw new Error(`two ${plural(this.kind)} are called "${name}"`);
      this.rows.set(name, row);
    }
  }

  /** Whether a row has that name. */
  has(name: string): boolean {
    return this.rows.has(name);
  }

  /**
   * The row called `name`. Throws a UserError that suggests a near name where there is none.
   * @param origin where the name came from: the error line begins with it.
   */
  named(name: string, origin = this.kind): Row {
    const row = this.rows.get(name);
    if (row) return row;
    const near = suggestion(name, [...this.rows.keys()]);
    const names = this.all.map((each) => each.name).join(", ");
    throw new UserError(`${origin}: unknown ${this.kind} "${name}"${near} (${plural(this.kind)}: ${names})`);
  }

  /** These rows and further ones. Throws an Error where two share a name. */
  with(...further: readonly Row[]): Registry<Row> {
    return new Registry(this.kind, [...this.all, ...further]);
  }
}

function plural(kind: string): string {
  return kind.endsWith("ch") ? `${kind}es` : `${kind}s`;
}

function namesOf({ name, aliases = [] }: Named): readonly string[] {
  return [name, ...aliases];
}
