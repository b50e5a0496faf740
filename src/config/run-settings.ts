/** The settings that every run has, whatever its search or optimizer: how long it goes on. */
import * as z from "zod";
import { count, setting } from "./settings.js";

/** A run's budget. Parts of it may be raised when a run is resumed; nothing else of a configuration changes then. */
export const BUDGET = {
  generations: setting(count(), { meaning: "Generations the run goes to." }),
  untilReturn: setting(z.number().nullable(), {
    meaning: "The run also ends once its confirmed champion's mean return is this or more.",
    default: null,
  }),
  maxRollouts: setting(count(Number.MAX_SAFE_INTEGER).nullable(), {
    meaning: "No generation begins once the run has run so many rollouts.",
    default: null,
  }),
};

export const BUDGET_KEYS = Object.keys(BUDGET) as (keyof Budget)[];

/** How far a run goes: null is off. */
export interface Budget {
  readonly generations: number;
  readonly untilReturn: number | null;
  readonly maxRollouts: number | null;
}
