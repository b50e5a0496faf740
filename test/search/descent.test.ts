import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Values } from "../../src/config/settings.js";
import { type Change, changeOf, change as changeSchema } from "../../src/genome/change.js";
import { type FlatGenome, flatten } from "../../src/genome/flat.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { type Birth, birthRowOf, birthRows, birthsOf, founder, lineOf } from "../../src/search/descent.js";
import { WANN } from "../../src/search/wann/index.js";
import type { WannAncestry } from "../../src/search/wann/state.js";
import { meanAndSd } from "../../src/statistics.js";
import { SHAPE, search, throughJson } from "./wann/play.js";

/** What a generation ran: each network's genome as it is bred, and what it earned then. */
type Generation = readonly { readonly genome: FlatGenome; readonly mean: number }[];

/** Plays a search that is put down and opened again before each of some generations. */
function played(changes: Values, seed: number, generations: number, stops: readonly number[]) {
  let wann = search(changes, seed);
  const seen: Generation[] = [];
  const ancestries: (WannAncestry | undefined)[] = [];
  while (wann.generation < generations) {
    const { generation } = wann;
    if (stops.includes(generation)) wann = search(changes, seed, throughJson(wann.state));
    const { population } = wann.state;
    const { seeds } = wann.ask();
    const random = new Stream(seed, Purpose.episodes, generation);
    for (let round = 0; wann.generation === generation; round++) {
      const { genomes, seeds: episodes } = wann.ask();
      // Larger networks earn more, so that champions come again and again.
      const sizes = genomes.map((genome) => genome.activations.length + genome.connections.length / 9);
      const returns = Float64Array.from({ length: genomes.length * episodes.length }, (_, i) => {
        return sizes[Math.floor(i / episodes.length)] + random.uniform(-3, 3);
      });
      if (round === 0) {
        const own = (i: number) => returns.subarray(i * seeds.length, (i + 1) * seeds.length);
        seen.push(population.map((genome, i) => ({ genome, mean: meanAndSd(own(i)).mean })));
      }
      wann.tell({ returns });
    }
    ancestries.push(wann.ancestry);
  }
  return { wann, seen, ancestries };
}

describe("a champion's line of descent", () => {
  const anySearch = fc.record({
    changes: fc.record({
      population: fc.constantFrom(6, 12),
      islands: fc.constantFrom(null, 2),
      averageReturns: fc.boolean(),
      finalists: fc.constantFrom(null, 3),
      disableConnection: fc.constantFrom(null, 0.3),
      maxConnections: fc.constantFrom(null, 12),
    }),
    seed: fc.nat(),
    stops: fc.array(fc.nat(14), { maxLength: 3 }),
  });

  it("leads from a network that the run began with, through the population of each generation it names", () => {
    let longest = 0;
    fc.assert(
      fc.property(anySearch, ({ changes, seed, stops }) => {
        const { wann, seen, ancestries } = played({ ...changes, confirmEpisodes: 1 }, seed, 15, stops);
        for (const ancestry of ancestries) {
          if (!ancestry) throw new Error("a generation without a champion");
          const { genome, line } = ancestry;
          const genomes = WANN.ancestors(WANN.ancestry.parse(JSON.parse(JSON.stringify(ancestry))), SHAPE);
          longest = Math.max(longest, line.length);
          expect(genomes).toHaveLength(line.length);
          expect(flatten(genomes[line.length - 1])).toEqual(genome);
          expect(line[0]).toMatchObject({ generation: 0, mutation: null, change: null });
          for (const [i, { generation, mutation, mean, change }] of line.entries()) {
            expect(genomeProblem(genomes[i])).toBeUndefined();
            if (mean === null) throw new Error("an ancestor that never ran");
            const own = seen[generation].filter((each) => Math.abs(each.mean - mean) < 1e-9);
            expect(own.map((each) => each.genome)).toContainEqual(flatten(genomes[i]));
            if (i === 0) continue;
            expect(generation).toBeGreaterThan(line[i - 1].generation);
            expect(mutation).not.toBeNull();
            expect(change).toEqual(changeOf(genomes[i - 1], genomes[i]));
          }
          expect(line[line.length - 1].generation).toBeLessThanOrEqual(wann.champion?.generation ?? 0);
        }
      }),
      { numRuns: 30 },
    );
    expect(longest).toBeGreaterThan(5);
  });

  it("is the same whether the run was put down or not", () => {
    const changes = { population: 12, averageReturns: true, confirmEpisodes: 1 };
    const whole = played(changes, 7, 15, []).wann;
    const put = played(changes, 7, 15, [1, 6, 7, 14]).wann;
    expect(put.ancestry).toEqual(whole.ancestry);
    expect(put.state).toEqual(whole.state);
  });

  it("is kept in rows that grow no faster than the networks that live or lead to them", () => {
    const { state } = played({ population: 12, confirmEpisodes: 1 }, 3, 40, []).wann;
    expect(state.births.length).toBeLessThan(12 * 40);
    const led = new Set(state.births.map(({ parent }) => parent));
    const alive = new Set([...state.lines, state.champion?.line]);
    for (const place of state.births.keys()) expect(led.has(place) || alive.has(place)).toBe(true);
  });
});

describe("births", () => {
  const change = { nodes: 0, connections: 0, activations: [], toggled: [0] };
  const first = { ...founder<Change>(0), mean: 1 };
  const child: Birth<Change> = { parent: first, generation: 1, mutation: "enableConnection", change, mean: 2 };
  const [one, other] = [3, 4].map((generation): Birth<Change> => {
    return { parent: child, generation, mutation: "disableConnection", change, mean: null };
  });

  it("are rows, parents before children, each once, and come back as they were", () => {
    const { rows, places } = birthRows([one, other, first, one]);
    expect(rows.map(({ parent, generation }) => [parent, generation])).toEqual([
      [null, 0],
      [0, 1],
      [1, 3],
      [1, 4],
    ]);
    expect(places).toEqual([2, 3, 0, 2]);
    for (const row of rows) expect(birthRowOf(changeSchema).parse(row)).toEqual(row);
    const births = birthsOf(JSON.parse(JSON.stringify(rows)));
    expect(places.map((place) => births[place])).toEqual([one, other, first, one]);
    // What they have in common is one and the same.
    expect(births[2].parent).toBe(births[3].parent);
  });

  it("are a line, the oldest first", () => {
    expect(lineOf(one)).toEqual([
      { generation: 0, mutation: null, mean: 1, change: null },
      { generation: 1, mutation: "enableConnection", mean: 2, change },
      { generation: 3, mutation: "disableConnection", mean: null, change },
    ]);
  });

  it("are refused where a parent does not come before its child", () => {
    const { rows } = birthRows([child]);
    expect(() => birthsOf([{ ...rows[0], parent: 0 }])).toThrow(new RangeError("births.0: parent: 0"));
  });
});
