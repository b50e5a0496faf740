import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChampion, writeChampion } from "../../src/formats/champion-json.js";
import type { Champion } from "../../src/genome/champion.js";
import type { Genome } from "../../src/genome/genome.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { UserError } from "../../src/user-error.js";
import { anyGrowth, grown, weighted } from "../genome/grown.js";
import { resealed } from "./resealed.js";

const LABELS = { inputLabels: ["x", "ẋ"], outputLabels: ["force"] };

/** Two inputs, one output (3), hidden nodes 4 and 5 joined 5 → 4. */
const GENOME: Genome = {
  inputs: 2,
  outputs: 1,
  activations: [1, 1, 1, 5, 9, 10],
  connections: [
    { source: 1, target: 5, enabled: true },
    { source: 5, target: 4, enabled: true, weight: -0.25 },
    { source: 4, target: 3, enabled: true },
    { source: 1, target: 3, enabled: false },
  ],
};

const PROFILE = { weights: 161, episodes: 50, seed: 0, best: 912.5, idle: -20, share: 0.75 };

const CHAMPION: Champion = {
  task: "swingup",
  genome: GENOME,
  tunedSharedWeight: 1.37,
  profile: PROFILE,
  fingerprint: [{ weight: -2, mean: 700.5, sd: 3, episodes: 60 }],
  provenance: { version: "0.1.0", seed: 1, generation: 12 },
};

interface File extends Record<string, unknown> {
  nodes: Record<string, unknown>[];
  connections: Record<string, unknown>[];
}

function written(): File {
  return JSON.parse(writeChampion(CHAMPION, LABELS)) as File;
}

/** The champion's file after `change`, with the hash that fits. */
function changed(change: (file: File) => unknown): string {
  const file = written();
  change(file);
  return resealed(file);
}

/** Changes the profile of a file. */
function profiled(change: Record<string, unknown>) {
  return (file: File) => Object.assign(file.profile as object, change);
}

describe("writeChampion", () => {
  it("writes the versioned format, nodes in order with kinds, activations and labels, enabled connections only", () => {
    expect(written()).toEqual({
      format: "wann-champion",
      version: 2,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      task: "swingup",
      tunedSharedWeight: 1.37,
      encoder: null,
      profile: CHAMPION.profile,
      scales: null,
      compact: null,
      nodes: [
        { id: 0, kind: "bias", activation: "linear" },
        { id: 1, kind: "input", activation: "linear", label: "x" },
        { id: 2, kind: "input", activation: "linear", label: "ẋ" },
        { id: 5, kind: "hidden", activation: "cosine" },
        { id: 4, kind: "hidden", activation: "relu" },
        { id: 3, kind: "output", activation: "tanh", label: "force" },
      ],
      connections: [
        { source: 1, target: 5 },
        { source: 5, target: 4, weight: -0.25 },
        { source: 4, target: 3 },
      ],
      fingerprint: CHAMPION.fingerprint,
      provenance: CHAMPION.provenance,
    });
  });

  it.each(["tunedSharedWeight", "profile"] as const)("says null for %s where it has not been measured", (key) => {
    const { [key]: _, ...unmeasured } = CHAMPION;
    const text = writeChampion(unmeasured, LABELS);
    expect(JSON.parse(text)[key]).toBeNull();
    expect(readChampion(text, "champion.json")).not.toHaveProperty(key);
  });

  it("refuses a cycle", () => {
    const connections = [...GENOME.connections, { source: 4, target: 5, enabled: true }];
    expect(() => writeChampion({ ...CHAMPION, genome: { ...GENOME, connections } }, LABELS)).toThrow("cycle");
  });

  const [, weighing] = GENOME.connections;
  it.each<[string, Partial<Champion>]>([
    ["tunedSharedWeight: NaN: expected a number or null", { tunedSharedWeight: Number.NaN }],
    ["profile.best: NaN: expected a number", { profile: { ...PROFILE, best: Number.NaN } }],
    [
      "connections.0.weight: Infinity: expected a number",
      { genome: { ...GENOME, connections: [{ ...weighing, weight: Number.POSITIVE_INFINITY }] } },
    ],
    [
      "fingerprint.0.mean: -Infinity: expected a number",
      { fingerprint: [{ weight: 1, mean: Number.NEGATIVE_INFINITY, sd: 0, episodes: 1 }] },
    ],
  ])("refuses “%s”", (line, part) => {
    const error = new Error(`a champion cannot be written: ${line}`);
    expect(() => writeChampion({ ...CHAMPION, ...part }, LABELS)).toThrow(error);
  });

  it("takes for null what provenance has that is no finite number", () => {
    const text = writeChampion(
      { ...CHAMPION, provenance: { best: Number.NaN, of: [Number.NEGATIVE_INFINITY] } },
      LABELS,
    );
    expect(readChampion(text, "champion.json").provenance).toEqual({ best: null, of: [null] });
  });
});

describe("readChampion", () => {
  it("gives back what was written, hidden nodes renumbered and disabled connections gone", () => {
    const { genome, ...rest } = readChampion(writeChampion(CHAMPION, LABELS), "champion.json");
    const { genome: _, ...expected } = CHAMPION;
    expect(rest).toEqual(expected);
    expect(genome).toEqual({
      inputs: 2,
      outputs: 1,
      activations: [1, 1, 1, 5, 10, 9],
      connections: [
        { source: 1, target: 4, enabled: true },
        { source: 4, target: 5, enabled: true, weight: -0.25 },
        { source: 5, target: 3, enabled: true },
      ],
    });
  });

  it("gives back a profile of accuracies, which has neither episodes nor a seed", () => {
    const profile = { ...PROFILE, episodes: null, seed: null, best: 0.9, idle: 0.1 };
    expect(readChampion(writeChampion({ ...CHAMPION, profile }, LABELS), "champion.json").profile).toEqual(profile);
  });

  it("gives back a network that packs to the same words and weights, whatever the genome", () => {
    fc.assert(
      fc.property(anyGrowth(), fc.boolean(), (growth, own) => {
        const genome = own ? weighted(grown(growth), growth.seed) : grown(growth);
        const read = readChampion(writeChampion({ ...CHAMPION, genome }, LABELS), "champion.json").genome;
        const before = pack(genome);
        const after = pack(read);
        expect(after.words).toEqual(before.words);
        expect(packedWeights(read, after.order)).toEqual(packedWeights(genome, before.order));
      }),
    );
  });

  it("takes nodes in any order and ids of any kind", () => {
    const nodes = [
      { id: "out", kind: "output", activation: "tanh" },
      { id: "in", kind: "input", activation: "linear" },
      { id: "one", kind: "bias", activation: "linear" },
    ];
    const text = changed((file) => Object.assign(file, { nodes, connections: [{ source: "in", target: "out" }] }));
    expect(readChampion(text, "champion.json").genome).toEqual({
      inputs: 1,
      outputs: 1,
      activations: [1, 1, 5],
      connections: [{ source: 1, target: 2, enabled: true }],
    });
  });

  it.each<[string, (file: File) => unknown]>([
    ['format: "other": expected "wann-champion", a champion', (file) => Object.assign(file, { format: "other" })],
    ['format: missing: expected "wann-champion", a champion', (file) => delete file.format],
    ["version: 3: expected 2 or below: a newer program wrote it", (file) => Object.assign(file, { version: 3 })],
    ["version: missing: expected a whole number from 1 to 2", (file) => delete file.version],
    ["tunedWeight: 1: expected no such key", (file) => Object.assign(file, { tunedWeight: 1 })],
    ['nodes.1.name: "x": expected no such key', (file) => Object.assign(file.nodes[1], { name: "x" })],
    ['encoder: "ab": expected 64 hexadecimal digits or null', (file) => Object.assign(file, { encoder: "ab" })],
    ["profile: missing: expected a weight profile or null", (file) => delete file.profile],
    ["profile: 0.5: expected a weight profile or null", (file) => Object.assign(file, { profile: 0.5 })],
    ["profile.width: 1: expected no such key", profiled({ width: 1 })],
    ["profile.weights: 0: expected at least 1", profiled({ weights: 0 })],
    ["profile.episodes: 1.5: expected a whole number", profiled({ episodes: 1.5 })],
    ["profile.seed: -1: expected a seed or null", profiled({ seed: -1 })],
    ["profile.idle: null: expected a number", profiled({ idle: null })],
    ["profile.share: 1.01: expected 1 or less", profiled({ share: 1.01 })],
    ["profile.share: -0.1: expected 0 or more", profiled({ share: -0.1 })],
    ["provenance: []: expected an object", (file) => Object.assign(file, { provenance: [] })],
    ["task: 3: expected a task's name", (file) => Object.assign(file, { task: 3 })],
    ["nodes: missing: expected a list", (file) => delete (file as Partial<File>).nodes],
    ["connections: {}: expected a list", (file) => Object.assign(file, { connections: {} })],
    [
      'nodes.3.kind: "secret": expected bias, input, output, hidden',
      (file) => Object.assign(file.nodes[3], { kind: "secret" }),
    ],
    ["nodes.0: null: expected a node", (file) => Object.assign(file.nodes, [null])],
    ["nodes.0.kind: missing: expected bias, input, output, hidden", (file) => delete file.nodes[0].kind],
    ["nodes.1.label: 7: expected a text", (file) => Object.assign(file.nodes[1], { label: 7 })],
    [
      'nodes.3.activation: "swish": expected one of linear, step, sine, gaussian, tanh, sigmoid, inverse, absolute, relu, cosine',
      (file) => Object.assign(file.nodes[3], { activation: "swish" }),
    ],
    ["nodes: 0 bias nodes: expected 1", (file) => file.nodes.shift()],
    ["nodes: 2 bias nodes: expected 1", (file) => file.nodes.push({ id: 9, kind: "bias", activation: "linear" })],
    ["nodes.1.id: missing: expected a node's id", (file) => delete file.nodes[1].id],
    ["nodes: two have the same id", (file) => Object.assign(file.nodes[4], { id: 5 })],
    ["connections.0.source: 7: expected a node's id", (file) => Object.assign(file.connections[0], { source: 7 })],
    ["connections.2.target: missing: expected a node's id", (file) => delete file.connections[2].target],
    ["connections.1: null: expected a connection", (file) => Object.assign(file.connections, { 1: null })],
    ['connections.1.weight: "1": expected a number', (file) => Object.assign(file.connections[1], { weight: "1" })],
    ["connections.1.weight: null: expected a number", (file) => Object.assign(file.connections[1], { weight: null })],
    ["connection 5 → 2: leads into an input", (file) => file.connections.push({ source: 4, target: 2 })],
    ["connection 1 → 4: stands twice", (file) => file.connections.push({ source: 1, target: 5 })],
    ["connections: form a cycle", (file) => file.connections.push({ source: 4, target: 5 })],
    [
      "outputs: expected at least 1, got 0",
      (file) => Object.assign(file, { nodes: file.nodes.slice(0, 5), connections: [] }),
    ],
    ['tunedSharedWeight: "1": expected a number or null', (file) => Object.assign(file, { tunedSharedWeight: "1" })],
    ["fingerprint: 3: expected a list", (file) => Object.assign(file, { fingerprint: 3 })],
    ["fingerprint.0: null: expected a point", (file) => Object.assign(file, { fingerprint: [null] })],
    ["fingerprint.0.weight: missing: expected a number", (file) => Object.assign(file, { fingerprint: [{}] })],
    [
      'fingerprint.0.sd: "3": expected a number',
      (file) => Object.assign(file, { fingerprint: [{ weight: 1, mean: 2, sd: "3", episodes: 4 }] }),
    ],
  ])("says “%s”", (line, change) => {
    expect(() => readChampion(changed(change), "some.json")).toThrow(new UserError(`some.json: ${line}`));
  });

  it("says that a file is not JSON, or cut short, or empty", () => {
    const cut = writeChampion(CHAMPION, LABELS).slice(0, -20);
    const line = "some.json: not JSON, or cut short: expected a champion";
    expect(() => readChampion(cut, "some.json")).toThrow(new UserError(line));
    expect(() => readChampion("", "some.json")).toThrow(new UserError("some.json: empty: expected a champion"));
  });

  it("says that a file is damaged where its content is not what the hash was taken of", () => {
    const text = writeChampion(CHAMPION, LABELS).replace('"swingup"', '"biped"');
    const line = "some.json: damaged: the content is not what its sha256 was taken of";
    expect(() => readChampion(text, "some.json")).toThrow(new UserError(line));
  });

  it("says that a hash is missing", () => {
    const { sha256: _, ...rest } = written();
    const line = "some.json: sha256: missing: expected the hash of the file's content";
    expect(() => readChampion(JSON.stringify(rest), "some.json")).toThrow(new UserError(line));
  });

  it.each(["3", "null", '"text"'])("says that %s is no champion", (text) => {
    expect(() => readChampion(text, "some.json")).toThrow(new UserError(`some.json: ${text}: expected a champion`));
  });
});

describe("readChampion of version 1", () => {
  const GOLDEN = new URL("../golden/old-files/champions/", import.meta.url);
  const COMMITTED = new URL("../../champions/", import.meta.url);

  it.each(readdirSync(GOLDEN))("reads %s as it was, as it is written now, and writes that again", (name) => {
    const [old, now] = [GOLDEN, COMMITTED].map((folder) => readFileSync(new URL(name, folder), "utf8"));
    expect([old, now].map((text) => JSON.parse(text).version)).toEqual([1, 2]);
    const champion = readChampion(old, name);
    expect(champion).toEqual(readChampion(now, name));
    const { connections, fingerprint, provenance, tunedSharedWeight } = JSON.parse(old);
    expect(champion.genome.connections).toHaveLength(connections.length);
    expect(champion).toMatchObject({ task: "swingup", fingerprint, provenance, tunedSharedWeight });
  });

  it("takes what such a file does not say for unknown", () => {
    const nodes = [
      { id: "out", kind: "output", activation: "tanh" },
      { id: "in", kind: "input", activation: "linear" },
      { id: "one", kind: "bias", activation: "linear" },
    ];
    const connections = [{ source: "in", target: "out" }];
    const text = JSON.stringify({ format: "wann-champion", version: 1, task: "swingup", nodes, connections });
    expect(readChampion(text, "champion.json")).toEqual({
      task: "swingup",
      genome: {
        inputs: 1,
        outputs: 1,
        activations: [1, 1, 5],
        connections: [{ source: 1, target: 2, enabled: true }],
      },
      fingerprint: [],
      provenance: {},
    });
  });

  it("says what is wrong in one, as in a new one", () => {
    const text = readFileSync(new URL("swingup.json", GOLDEN), "utf8").replace('"tanh"', '"tan"');
    expect(() => readChampion(text, "old.json")).toThrow(
      /^old\.json: nodes\.\d+\.activation: "tan": expected one of linear/,
    );
  });
});
