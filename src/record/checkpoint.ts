/** The checkpoint: where a run stands, and how far its log went then. */
import * as z from "zod";
import { type DocumentKind, writeDocument } from "../document.js";
import { EMPTY_TALLY, type Tally } from "../journey.js";
import type { Learner } from "../search/search.js";
import { configFromZeros, stateFromPopulation, stateWithoutBred } from "../search/wann/migrations.js";
import type { LogPosition } from "./log-chain.js";
import { hash, idOf, type RunFile, runId, tuningFromMethod } from "./run-file.js";

type Json = Record<string, unknown>;

const whole = z.int().min(0);

const schema = z.strictObject({
  /** The run it belongs to: `runId`. */
  run: hash,
  /** The log's lines so far and their chained hash; null where an earlier version did not note it. */
  log: z.strictObject({ lines: whole, sha256: hash }).nullable(),
  /** Of the search or the optimizer, which has a schema of its own. */
  state: z.record(z.string(), z.unknown()),
  digest: hash,
  rollouts: whole,
  steps: whole,
  /** That its generations took, whichever processes ran them. They play no part in the run. */
  seconds: z.number().min(0),
});

export type Checkpoint = Readonly<z.infer<typeof schema>>;

/** Nobody knows how long the run took. */
function withoutSeconds(old: Json): Json {
  return { ...old, seconds: 0 };
}

/** Of a search. */
export const SEARCH_CHECKPOINT: DocumentKind<Checkpoint> = {
  format: "wann-checkpoint",
  version: 5,
  what: "the checkpoint of a search",
  schema,
  hashedFrom: 3,
  migrations: {
    2: (old) => {
      const { digest, rollouts, steps, seed } = old;
      const run = runId({ seed: seed as number, config: configFromZeros(old.config as Json), start: null });
      return { run, log: null, state: stateFromPopulation(old), digest, rollouts, steps };
    },
    3: withoutSeconds,
    4: ({ state, ...old }) => ({ ...old, state: stateWithoutBred(state as Json) }),
  },
};

/** Of a tuning. */
export const TUNING_CHECKPOINT: DocumentKind<Checkpoint> = {
  format: "wann-tuning",
  version: 3,
  what: "the checkpoint of a tuning",
  schema,
  hashedFrom: 2,
  migrations: {
    1: ({ strategy, champion, config, seed, digest, rollouts, steps }) => {
      // The champion's file names the task: a run of old has no word of it here.
      const run = runId({ seed: seed as number, config: tuningFromMethod(config as Json), start: null });
      return { run, log: null, state: { ...(strategy as Json), champion }, digest, rollouts, steps };
    },
    2: withoutSeconds,
  },
};

/** Where a run stands. */
export interface Standing {
  /** Of its search or optimizer. */
  readonly state: unknown;
  readonly tally: Tally;
  /** That it took so far. */
  readonly seconds: number;
}

/** A checkpoint's text. @param log how far the run's log has been written. */
export function checkpointText(
  kind: DocumentKind<Checkpoint>,
  file: RunFile,
  log: LogPosition,
  { state, tally, seconds }: Standing,
): string {
  return writeDocument(kind, { run: idOf(file), log, state: state as Json, ...tally, seconds });
}

/** A checkpoint's text as a run would write it with `learner`: for estimates and profiles. */
export function sampleCheckpoint({ state }: Learner<unknown>): string {
  const none = "0".repeat(64);
  const log = { lines: 0, sha256: none };
  return writeDocument(SEARCH_CHECKPOINT, { run: none, log, state: state as Json, ...EMPTY_TALLY, seconds: 0 });
}
