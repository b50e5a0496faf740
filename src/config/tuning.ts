/** What a tuning is to do: with the champion it starts from and the seed, it determines every bit of it. */
import * as z from "zod";
import { UserError } from "../user-error.js";
import type { Task } from "./tasks.js";

/** How a shared weight is looked for: a sweep of so many weights evenly over [−2, 2], then its best ones again. */
export interface SharedWeightEffort {
  readonly grid: number;
  readonly gridEpisodes: number;
  readonly finalists: number;
  readonly finalEpisodes: number;
  /** How these episodes end early, as a search's may; see `Config`. */
  readonly early?: { readonly patience: number; readonly forecast: boolean };
}

/** One step of the grid is 0.01. */
export const THOROUGH: SharedWeightEffort = { grid: 401, gridEpisodes: 30, finalists: 16, finalEpisodes: 300 };
/** 0.05, where a rollout takes a core a quarter of a second. */
const SPARING: SharedWeightEffort = {
  grid: 81,
  gridEpisodes: 12,
  finalists: 8,
  finalEpisodes: 60,
  early: { patience: 100, forecast: true },
};

export function sharedWeightEffort({ encoded }: Task): SharedWeightEffort {
  return encoded ? SPARING : THOROUGH;
}

const count = z.int().min(1).max(1_000_000);

/** By evolution, whatever the task. */
const cma = z.strictObject({
  method: z.literal("cma"),
  /** Candidates a generation. */
  population: z.int().min(4).max(100_000),
  generations: count,
  /** Episodes for each candidate, the same for all of a generation. */
  episodes: count,
  /** Episodes that a new champion is confirmed over. */
  confirmEpisodes: count,
  /** How far the first candidates lie from the start, in each weight. */
  stepSize: z.number().positive(),
  /** Where set, an episode ends so many steps after its return's last new high. */
  patience: z.int().min(1).max(1_000_000).optional(),
  /** False where a walker's falls cost nothing. */
  fallPenalty: z.literal(false).optional(),
});

/** By gradients, of images. */
const adam = z.strictObject({
  method: z.literal("adam"),
  generations: count,
  /** Batches a generation, and as many steps down their gradients. */
  batches: count,
  /** The first step's size in each weight; it falls to zero over the run. */
  learningRate: z.number().positive(),
  /** Batches that a new champion is confirmed over. */
  confirmEpisodes: count,
});

const schema = z.discriminatedUnion("method", [cma, adam]);

export type CmaConfig = Readonly<z.infer<typeof cma>>;
export type AdamConfig = Readonly<z.infer<typeof adam>>;
export type TuneConfig = CmaConfig | AdamConfig;

/** Throws a UserError that names origin, key, value and what was expected. */
export function checkTuneConfig(given: unknown, origin: string): TuneConfig {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], given);
  throw new UserError(`${origin}: ${["tune", ...path.map(String)].join(".")}: ${JSON.stringify(value)}: ${message}`);
}
