import { describe, expect, it } from "vitest";
import { type DocumentKind, readDocument, writeDocument } from "../../src/document.js";
import { readChampion } from "../../src/formats/champion-json.js";
import { EMPTY_TALLY } from "../../src/journey.js";
import { OPTIMIZERS } from "../../src/optimize/registry.js";
import {
  type Checkpoint,
  SEARCH_CHECKPOINT,
  sampleCheckpoint,
  TUNING_CHECKPOINT,
} from "../../src/record/checkpoint.js";
import { RUN_FILE } from "../../src/record/run-file.js";
import { WANN } from "../../src/search/wann/index.js";
import type { WannState } from "../../src/search/wann/state.js";
import { UserError } from "../../src/user-error.js";
import { playGeneration, search } from "../search/wann/play.js";
import { oldFile } from "./old-files.js";

type Json = Record<string, unknown>;

const CHECKPOINT: Checkpoint = {
  run: "a".repeat(64),
  log: { lines: 3, sha256: "b".repeat(64) },
  state: { generation: 3, values: [1.5, null] },
  digest: "c".repeat(64),
  rollouts: 30,
  steps: 300,
  seconds: 1.5,
};

const KINDS: [string, DocumentKind<Checkpoint>][] = [
  ["search", SEARCH_CHECKPOINT],
  ["tuning", TUNING_CHECKPOINT],
];

describe.each(KINDS)("the checkpoint of a %s", (what, kind) => {
  const read = (text: string) => readDocument(kind, text, "checkpoint");
  const text = writeDocument(kind, CHECKPOINT);

  it("gives back where the run stands", () => {
    expect(read(text)).toEqual(CHECKPOINT);
    expect(text.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each<[line: string, change: Json]>([
    ['run: "a": expected 64 hexadecimal digits', { run: "a" }],
    ["log.lines: -1: expected number to be >=0", { log: { lines: -1, sha256: "b".repeat(64) } }],
    ["state: 3: expected record", { state: 3 }],
    ["digest: missing: expected string", { digest: undefined }],
    ["rollouts: 0.5: expected int", { rollouts: 0.5 }],
    ["steps: -1: expected number to be >=0", { steps: -1 }],
    ["colour: 3: expected no such key", { colour: 3 }],
  ])("is refused with “%s”", (line, change) => {
    const changed = writeDocument(kind, { ...CHECKPOINT, ...change } as Checkpoint);
    expect(() => read(changed)).toThrow(new UserError(`checkpoint: ${line}`));
  });

  it("is refused where it is damaged, cut short, newer or of another kind of run", () => {
    const refused = (content: string, line: string) =>
      expect(() => read(content)).toThrow(new UserError(`checkpoint: ${line}`));
    refused(text.replace("1.5", "1.6"), "damaged: the content is not what its sha256 was taken of");
    refused(text.slice(0, -3), `not JSON, or cut short: expected the checkpoint of a ${what}`);
    refused("null", `null: expected the checkpoint of a ${what}`);
    const { version } = kind;
    refused(
      text.replace(`"version":${version}`, '"version":9'),
      `version: 9: expected ${version} or below: a newer program wrote it`,
    );
    const other = KINDS.find(([, each]) => each !== kind)?.[1] as DocumentKind<Checkpoint>;
    refused(
      writeDocument(other, CHECKPOINT),
      `format: "${other.format}": expected "${kind.format}", the checkpoint of a ${what}`,
    );
  });
});

describe("a search's checkpoint of version 2", () => {
  const old = JSON.parse(oldFile("search", "checkpoint"));
  const { state, ...checkpoint } = readDocument(SEARCH_CHECKPOINT, oldFile("search", "checkpoint"), "checkpoint");

  it("belongs to its run's config.json, and does not know its log", () => {
    const file = readDocument(RUN_FILE, oldFile("search", "config.json"), "config.json");
    const { digest, rollouts, steps } = old;
    expect(checkpoint).toEqual({ run: file.id, log: null, digest, rollouts, steps, seconds: 0 });
  });

  it("has the state that it had, and lines of descent that begin there", () => {
    const { population, returns, births, lines, champion } = WANN.state.parse(state) as WannState;
    expect([population, returns]).toEqual([old.population, old.earnings]);
    expect(births).toHaveLength(population.length + 1);
    for (const birth of births) expect(birth).toMatchObject({ parent: null, mutation: null, change: null });
    expect(lines.map((place) => births[place].generation)).toEqual(population.map(() => old.generation));
    expect(champion).toEqual({ ...old.champion, line: population.length });
    expect(births[population.length].generation).toBe(old.champion.generation);
  });

  it("may have no champion yet", () => {
    const { champion: _, ...without } = old;
    const migrated = readDocument(SEARCH_CHECKPOINT, JSON.stringify(without), "checkpoint");
    expect((WANN.state.parse(migrated.state) as WannState).champion).toBeNull();
  });

  it.each([
    ["no population", { population: undefined }],
    ["no configuration", { config: undefined }],
    ["a task that there is not", { config: { ...old.config, task: "pole" } }],
  ])("is refused with one line where it has %s", (_, change) => {
    const text = JSON.stringify({ ...old, ...change });
    expect(() => readDocument(SEARCH_CHECKPOINT, text, "checkpoint")).toThrow(UserError);
    expect(() => readDocument(SEARCH_CHECKPOINT, text, "checkpoint")).toThrow(/^checkpoint: [^\n]*$/);
  });
});

describe("a search's checkpoint of version 4", () => {
  const wann = search({ confirmEpisodes: 1 });
  while (wann.generation < 3) playGeneration(wann);
  const fourth = (bred: unknown) => {
    const { champion, ...rest } = wann.state;
    const state = { ...rest, champion: champion && { ...champion, bred } };
    return writeDocument({ ...SEARCH_CHECKPOINT, version: 4 }, { ...CHECKPOINT, state });
  };

  it("has lost what its champion was bred as, which was the champion", () => {
    expect(wann.state.champion).not.toBeNull();
    expect(readDocument(SEARCH_CHECKPOINT, fourth(null), "checkpoint").state).toEqual(wann.state);
  });

  it("is refused where that was another network", () => {
    expect(() => readDocument(SEARCH_CHECKPOINT, fourth(wann.state.champion?.genome), "checkpoint")).toThrow(
      new UserError("checkpoint: state.champion.bred: expected null: this version has no such networks"),
    );
  });
});

describe("a tuning's checkpoint of version 1", () => {
  const old = JSON.parse(oldFile("tuning", "checkpoint"));
  const { state, ...checkpoint } = readDocument(TUNING_CHECKPOINT, oldFile("tuning", "checkpoint"), "checkpoint");

  it("belongs to its run's config.json, and does not know its log", () => {
    const file = readDocument(RUN_FILE, oldFile("tuning", "config.json"), "config.json");
    const { digest, rollouts, steps } = old;
    expect(checkpoint).toEqual({ run: file.id, log: null, digest, rollouts, steps, seconds: 0 });
  });

  it("has the state that it had", () => {
    expect(state).toEqual({ ...old.strategy, champion: old.champion });
    const { genome } = readChampion(oldFile("tuning", "start.json"), "start.json");
    expect(OPTIMIZERS.named("cma").state(genome).parse(state)).toEqual(state);
  });

  it("is refused with one line where it has no strategy", () => {
    const { config: _, ...without } = old;
    expect(() => readDocument(TUNING_CHECKPOINT, JSON.stringify(without), "checkpoint")).toThrow(
      new UserError("checkpoint: not the checkpoint of a tuning of version 1, or damaged"),
    );
  });
});

it("a sample is as a search writes it", () => {
  const wann = search();
  const sample = readDocument(SEARCH_CHECKPOINT, sampleCheckpoint(wann), "sample");
  expect(sample).toMatchObject({ state: wann.state, ...EMPTY_TALLY });
});
