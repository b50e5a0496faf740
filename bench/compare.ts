/** Two results of one bench side by side: each figure's ratio, and whether its rounds overlap. */
import { readFileSync } from "node:fs";
import { markdownTable } from "markdown-table";
import type { Context, Spread } from "./context.js";

type Result = Readonly<Record<string, unknown>> & Context;

/** Throws an Error where there are not two results of one bench. */
export function compare(files: readonly string[]): string {
  if (files.length !== 2) throw new Error(`compare: ${files.length} files: expected two results`);
  const [before, after] = files.map((file): Result => JSON.parse(readFileSync(file, "utf8")));
  if (before.bench !== after.bench) throw new Error(`${files[1]}: bench: ${after.bench}: expected ${before.bench}`);
  const theirs = new Map(figuresOf({ ...after, cores: null }));
  const rows = figuresOf({ ...before, cores: null }).flatMap(([name, mine]) => {
    const other = theirs.get(name);
    if (!other) return [];
    const overlap = mine.min <= other.max && other.min <= mine.max;
    const ranged = mine.min < mine.max || other.min < other.max;
    const ratio = (other.median / mine.median).toFixed(3);
    return [
      [name, show(mine), show(other), ratio, !ranged ? "" : overlap ? "rounds overlap" : "rounds do not overlap"],
    ];
  });
  const on = ({ commit, cpu, node, date }: Result) => `${commit} on ${cpu}, Node ${node}, ${date}`;
  const table = markdownTable([["figure", "before", "after", "ratio", ""], ...rows], {
    align: ["l", "r", "r", "r", "l"],
  });
  return `${table}\n\nbefore: ${on(before)}\nafter: ${on(after)}`;
}

/** Every number in a result by its path, with the range of its rounds where it has one. */
function figuresOf(value: unknown, path: readonly string[] = []): [string, Spread][] {
  if (typeof value === "number") return [[path.join("."), { median: value, min: value, max: value }]];
  if (typeof value !== "object" || value === null) return [];
  if (isSpread(value)) return [[path.join("."), value]];
  return Object.entries(value).flatMap(([key, inner]) => figuresOf(inner, [...path, key]));
}

function isSpread(value: object): value is Spread {
  return ["median", "min", "max"].every((key) => typeof (value as Record<string, unknown>)[key] === "number");
}

function show({ median, min, max }: Spread): string {
  const text = (figure: number) => String(Number(figure.toPrecision(4)));
  return min === max ? text(median) : `${text(median)} (${text(min)}–${text(max)})`;
}
