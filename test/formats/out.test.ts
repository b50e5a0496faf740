import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { out, readOut, writeOut } from "../../src/formats/out.js";
import type { Genome } from "../../src/genome/genome.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { UserError } from "../../src/user-error.js";
import { anyGrowth, grown, weighted } from "../genome/grown.js";

/** One input, output 2, hidden node 3. */
const GENOME: Genome = {
  inputs: 1,
  outputs: 1,
  activations: [1, 1, 5, 10],
  connections: [
    { source: 1, target: 3, enabled: true, weight: -1.5 },
    { source: 3, target: 2, enabled: true, weight: 0.123456789 },
    { source: 0, target: 2, enabled: true },
    { source: 1, target: 2, enabled: false, weight: 3 },
  ],
};

const TEXT = `0.00e+00,0.00e+00,0.00e+00,1.00e+00,1.00e+00
0.00e+00,0.00e+00,-1.50e+00,0.00e+00,1.00e+00
0.00e+00,0.00e+00,0.00e+00,1.23456789e-01,1.00e+01
0.00e+00,0.00e+00,0.00e+00,0.00e+00,5.00e+00
`;

describe("writeOut", () => {
  it("writes bias, inputs, hidden nodes, outputs; weights and activation ids like 1.00e+00", () => {
    expect(writeOut(GENOME)).toBe(TEXT);
  });

  it("gives connections without a weight the one it is told", () => {
    expect(writeOut(GENOME, -2).split("\n")[0]).toBe("0.00e+00,0.00e+00,0.00e+00,-2.00e+00,1.00e+00");
  });

  it("refuses a cycle", () => {
    const connections = [...GENOME.connections, { source: 3, target: 3, enabled: true }];
    expect(() => writeOut({ ...GENOME, connections })).toThrow("cycle");
  });
});

describe("readOut", () => {
  it("reads what was written", () => {
    expect(readOut(TEXT, 1, 1, "a.out")).toEqual({
      ...GENOME,
      connections: [
        { source: 0, target: 2, enabled: true, weight: 1 },
        { source: 1, target: 3, enabled: true, weight: -1.5 },
        { source: 3, target: 2, enabled: true, weight: 0.123456789 },
      ],
    });
  });

  it("gives back any network with all its weights, to the last bit", () => {
    fc.assert(
      fc.property(anyGrowth(80), (growth) => {
        const genome = weighted(grown(growth), growth.seed);
        const read = readOut(writeOut(genome), genome.inputs, genome.outputs, "a.out");
        const before = pack(genome);
        const after = pack(read);
        expect(after.words).toEqual(before.words);
        expect(packedWeights(read, after.order)).toEqual(packedWeights(genome, before.order));
        expect(writeOut(read)).toBe(writeOut(genome));
      }),
    );
  });

  it("takes 0 and nan for no connection", () => {
    const text = "nan,nan,1,1\nNaN,0,nan,1\n0.0e+00,nan,nan,5\n";
    expect(readOut(text, 1, 1, "a.out").connections).toEqual([{ source: 0, target: 2, enabled: true, weight: 1 }]);
  });

  it("takes bias and inputs as linear, whatever ids they have", () => {
    const text = "0,0,1,7\n0,0,1,0\n0,0,0,5\n";
    expect(readOut(text, 1, 1, "a.out").activations).toEqual([1, 1, 5]);
  });

  it("takes activation 0 for linear", () => {
    expect(readOut("0,0,1,1\n0,0,1,1\n0,0,0,0\n", 1, 1, "a.out").activations).toEqual([1, 1, 1]);
  });

  it("takes what follows # for a comment", () => {
    const commented = `# 1 input\n${TEXT.replaceAll("\n", " # a row\n")}#\n`;
    expect(readOut(commented, 1, 1, "a.out")).toEqual(readOut(TEXT, 1, 1, "a.out"));
    expect(out.reader?.recognizes(commented)).toBe(true);
  });

  it("takes Windows line ends and empty lines", () => {
    expect(readOut(`\r\n${TEXT.replaceAll("\n", "\r\n")}\r\n`, 1, 1, "a.out")).toEqual(readOut(TEXT, 1, 1, "a.out"));
  });

  it.each([
    ["row 2: 3 columns: expected 4 for 3 rows", "0,0,1,1\n0,0,1\n0,0,0,5\n"],
    ["row 1: 5 columns: expected 4 for 3 rows", "0,0,1,1,1\n0,0,1,1\n0,0,0,5\n"],
    ["2 nodes: expected at least 3 (bias, 1 inputs, 1 outputs)", "0,1,1\n0,0,5\n"],
    ["0 nodes: expected at least 3 (bias, 1 inputs, 1 outputs)", ""],
    ["row 3: activation 11, the square: expected an id from 0 to 10", "0,0,1,1\n0,0,1,1\n0,0,0,11\n"],
    ["row 3: activation 2.5: expected an id from 0 to 10", "0,0,1,1\n0,0,1,1\n0,0,0,2.5\n"],
    ['row 1: column 3: "one": expected a number or nan', "0,0,one,1\n0,0,1,1\n0,0,0,5\n"],
    ['row 1: column 2: "": expected a number or nan', "0,,1,1\n0,0,1,1\n0,0,0,5\n"],
    ["connections: form a cycle", "0,0,0,1,1\n0,0,1,0,1\n0,0,1,1,9\n0,0,0,0,5\n"],
    ["connection 2 → 1: leads into an input", "0,0,1,1\n0,0,1,1\n0,1,0,5\n"],
  ])("says “%s”", (line, text) => {
    expect(() => readOut(text, 1, 1, "a.out")).toThrow(new UserError(`a.out: ${line}`));
  });
});

describe("the format", () => {
  const CHAMPION = { task: "swingup", genome: GENOME, fingerprint: [], provenance: {} };
  const LABELS = { inputLabels: [], outputLabels: [] };

  it("gives connections without a weight the shared weight it is told, else the tuned one, else 1", () => {
    expect(out.write?.(CHAMPION, LABELS)).toBe(writeOut(GENOME, 1));
    const tuned = { ...CHAMPION, tunedSharedWeight: -0.5 };
    expect(out.write?.(tuned, LABELS)).toBe(writeOut(GENOME, -0.5));
    expect(out.write?.(tuned, { ...LABELS, sharedWeight: 3 })).toBe(writeOut(GENOME, 3));
  });

  const TASK = { name: "some", inputs: 1, outputs: 1, ...LABELS };
  const read = (text: string, task = TASK, tasks = [task]) =>
    out.reader?.read(text, "a.out", { task: () => task, tasks, topology: () => expect.unreachable() });

  it("reads a network of the task that the caller names", () => {
    expect(read(TEXT)).toEqual({
      task: "some",
      genome: readOut(TEXT, 1, 1, "a.out"),
      fingerprint: [],
      provenance: { file: "a.out" },
    });
  });

  it("says of weights that most connections share that they are the network's own, where they are", () => {
    const connections = GENOME.connections
      .slice(0, 3)
      .map((each, i) => ({ ...each, enabled: true, weight: i ? 1 : 7 }));
    const champion = { ...CHAMPION, genome: { ...GENOME, connections } };
    const text = out.write?.(champion, LABELS) ?? "";
    expect(text).toMatch(/^# weights of its own\n/);
    expect(read(text)?.genome.connections.map(({ weight }) => weight)).toEqual(
      readOut(text, 1, 1, "a.out").connections.map(({ weight }) => weight),
    );
    const wrong = connections.map((each) => ({ ...each, weight: Number.POSITIVE_INFINITY }));
    expect(() => out.write?.({ ...champion, genome: { ...GENOME, connections: wrong } }, LABELS)).toThrow(
      new UserError("a weight is Infinity: expected a finite number"),
    );
  });

  it("takes values that most connections share for no weights, and one that all share for a shared weight, unless it is 1", () => {
    const bare = GENOME.connections.slice(0, 3).map(({ source, target }) => ({ source, target, enabled: true }));
    const text = (...weights: number[]) =>
      writeOut({ ...GENOME, connections: bare.map((each, i) => ({ ...each, weight: weights[i] })) });
    const weightsOf = (...weights: number[]) => {
      const champion = read(text(...weights));
      return [champion?.tunedSharedWeight, champion?.genome.connections.map(({ weight }) => weight)];
    };
    expect(weightsOf(1, 1, 1)).toEqual([undefined, [undefined, undefined, undefined]]);
    expect(weightsOf(1, 1, -0.3)).toEqual([undefined, [undefined, undefined, undefined]]);
    expect(weightsOf(-0.5, -0.5, -0.5)).toEqual([-0.5, [undefined, undefined, undefined]]);
    expect(weightsOf(0.25, 1, -0.5)[1]).toHaveLength(3);
    expect(weightsOf(0.25, 1, -0.5)[1]).not.toContain(undefined);
  });

  describe("of another task's size", () => {
    const facts = (name: string, inputs: number) => ({ ...TASK, name, inputs });
    const [few, many] = [facts("few", 2), facts("many", 5)];
    /** The inputs, a hidden node and the output, each connected to the next but one. */
    const textFor = (inputs: number) => {
      const connections = Array.from({ length: inputs + 1 }, (_, source) => ({
        source,
        target: inputs + 2,
        enabled: true,
      }));
      const last = { source: inputs + 2, target: inputs + 1, enabled: true };
      const activations = [...Array<number>(inputs + 2).fill(1), 5];
      return writeOut({ inputs, outputs: 1, activations, connections: [...connections, last] });
    };

    it("is told of by what leads nowhere, and where it can be", () => {
      const line = (nodes: number, name: string, expected: string) =>
        `a.out: nothing leads into its first ${nodes} nodes behind the bias: it may have so many inputs (of ${name}): expected ${expected}`;
      expect(() => read(textFor(5), few, [few, many])).toThrow(line(5, "many", "2 for few"));
      expect(() => read(textFor(2), many, [few, many])).toThrow(line(2, "few", "5 for many"));
      expect(() => read(textFor(4), facts("more", 6), [few, many])).toThrow("a.out: 7 nodes: expected at least 8");
      expect(() => read(textFor(2), facts("odd", 3), [few, many])).toThrow(line(2, "few", "3 for odd"));
      expect(read(textFor(5), many)?.genome.inputs).toBe(5);
    });

    it("is not mistaken for a network whose first hidden node has lost its connections", () => {
      const { genome } = read(textFor(3), few) ?? {};
      expect(genome?.inputs).toBe(2);
    });
  });
});
