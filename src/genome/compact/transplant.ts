/** What leads to one of a genome's outputs, taken over from another genome: recombination that leaves what it takes whole. */
import { type CompactConnection, type CompactGenome, compact, firstUnit, unitsOf } from "./genome.js";

/** What a unit listens to: connections by their source and weight. */
type Listened = readonly Omit<CompactConnection, "target">[];

/**
 * The genome `to`, its output fed as in `from`: all units that lead there come with it. One that listens to the same as a unit of `to` is
 * that unit, so that of genomes with much in common little is added; no two are the same one.
 * @param output the output's id.
 */
export function transplanted(to: CompactGenome, from: CompactGenome, output: number): CompactGenome {
  const first = firstUnit(to);
  const theirs = listenedByTarget(from);
  const ours = listenedByTarget(to);
  const known = new Map(unitsOf(to).map((unit) => [keyOf(ours.get(unit) ?? []), unit]));
  const added: CompactConnection[] = [];
  const places = new Map<number, number>();
  let next = Math.max(first - 1, ...unitsOf(to)) + 1;

  /** What a node of `from` is here. */
  function placeOf(id: number): number {
    if (id < first) return id;
    const placed = places.get(id);
    if (placed !== undefined) return placed;
    const listened = heard(id);
    const key = keyOf(listened);
    const same = known.get(key);
    known.delete(key);
    const unit = same ?? next++;
    if (same === undefined) for (const { source, weight } of listened) added.push({ source, target: unit, weight });
    places.set(id, unit);
    return unit;
  }

  /** What a node of `from` listens to, as it is here. */
  function heard(id: number): Listened {
    return (theirs.get(id) ?? []).map(({ source, weight }) => ({ source: placeOf(source), weight }));
  }

  const fed = heard(output).map(({ source, weight }) => ({ source, target: output, weight }));
  return compact(to, [...to.connections.filter(({ target }) => target !== output), ...added, ...fed]);
}

function listenedByTarget({ connections }: CompactGenome): Map<number, CompactConnection[]> {
  const listened = new Map<number, CompactConnection[]>();
  for (const each of connections) {
    const list = listened.get(each.target);
    if (list) list.push(each);
    else listened.set(each.target, [each]);
  }
  return listened;
}

/** The same for units that listen to the same. */
function keyOf(listened: Listened): string {
  return listened
    .map(({ source, weight }) => `${source},${weight}`)
    .sort()
    .join(" ");
}
