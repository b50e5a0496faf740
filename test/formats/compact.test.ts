import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChampion, writeChampion } from "../../src/formats/champion-json.js";
import { compact } from "../../src/formats/compact.js";
import type { Champion } from "../../src/genome/champion.js";
import { express } from "../../src/genome/compact/express.js";
import { flattenCompact } from "../../src/genome/compact/genome.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { anyGrowth, grown } from "../search/homogeneous/grown.js";
import { resealed } from "./resealed.js";

const TASK = taskNamed("swingup");
const SIZE = { inputs: TASK.inputs, outputs: TASK.outputs };
const GROWTH = { ...SIZE, mutations: 40, seed: 3, largestWeight: 3 };

function champion(growth = GROWTH, gain = 16): Champion {
  const bred = grown(growth);
  return {
    task: TASK.name,
    genome: express(bred, gain, TASK.outputActivation),
    fingerprint: [],
    compact: { gain, connections: flattenCompact(bred) },
    provenance: {},
  };
}

interface File extends Record<string, unknown> {
  compact: { gain: number; connections: number[] };
}

describe("a compact genome in a champion.json", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(anyGrowth(40, SIZE), fc.integer({ min: 1, max: 30 }), (growth, gain) => {
        const written = champion(growth, gain);
        const read = readChampion(writeChampion(written, TASK), "a.json");
        expect(read.compact).toEqual(written.compact);
        // Nodes have other ids now.
        expect(readChampion(writeChampion(read, TASK), "a.json")).toEqual(read);
      }),
      { numRuns: 30 },
    );
  });

  it.each<[string, (file: File) => unknown]>([
    ["compact: expected what makes these nodes and connections", ({ compact }) => compact.gain--],
    ["compact.gain: 0: expected", ({ compact }) => Object.assign(compact, { gain: 0 })],
    ["compact.gain: 1000000000: expected", ({ compact }) => Object.assign(compact, { gain: 1e9 })],
    ["weight: 1000000000: expected 100 at most", ({ compact }) => Object.assign(compact.connections, { 2: 1e9 })],
    ["compact: connection ", ({ compact }) => Object.assign(compact.connections, { 0: 9e15 })],
    ["compact: connections: ", ({ compact }) => compact.connections.pop()],
  ])("is refused with: %s", (line, change) => {
    const file = JSON.parse(writeChampion(champion(), TASK)) as File;
    change(file);
    const read = () => readChampion(resealed(file), "a.json");
    expect(read).toThrow(UserError);
    expect(read).toThrow(line);
  });
});

describe("its drawing", () => {
  it("has a line for each of its connections, with its whole number, and a node for each unit", () => {
    const drawn = champion();
    const numbers = (drawn.compact?.connections ?? []).filter((_, i) => i % 3 === 2);
    const svg = compact.write?.(drawn, TASK) ?? "";
    const labels = [...svg.matchAll(/>([+−])(\d+)<\/text>/g)].map(([, sign, size]) => (sign === "+" ? 1 : -1) * +size);
    expect(labels.sort()).toEqual(numbers.sort());
    const units = new Set((drawn.compact?.connections ?? []).filter((id, i) => i % 3 === 1 && id > 6));
    expect(svg.match(/<title>node \d+: step<\/title>/g)).toHaveLength(units.size);
  });

  it("cannot be made of a champion that has none", () => {
    const { compact: _, ...none } = champion();
    expect(() => compact.write?.(none, TASK)).toThrow(
      new UserError("it has no compact genome: expected a champion that was bred as one"),
    );
  });
});
