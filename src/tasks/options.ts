/**
 * A task's options as settings of whatever runs it. Each holds for the whole run, or follows a schedule over its generations:
 * [{ "from": 45, "value": true }] is off before generation 45.
 */
import * as z from "zod";
import { meaningOf, rangeOf, type Settings, setting, type Values } from "../config/settings.js";

/** An option: its schema, for one generation, which also accepts null, off; and its meaning, whose default a search has. */
export type TaskOption = z.ZodType;

type Options = Readonly<Record<string, TaskOption>>;

const expected = (range: string) => `expected ${range}, or a schedule such as [{"from":45,"value":true}]`;

/** The options as settings of a search, with schedules. */
export function scheduledOptions(options: Options): Settings {
  return Object.fromEntries(
    Object.entries(options).map(([key, schema]) => {
      const step = z.strictObject({ from: z.int().min(0), value: schema });
      const either = z.union([schema, z.array(step).min(1)], {
        error: ({ input }) => (Array.isArray(input) ? undefined : expected(rangeOf(schema))),
      });
      return [key, setting(either, meaningOf(schema))];
    }),
  );
}

/** The options as settings of a tuning: one value each, that of reported figures unless told otherwise. */
export function reportedOptions(options: Options): Settings {
  return Object.fromEntries(
    Object.entries(options).map(([key, schema]) => {
      const { reported, ...meaning } = meaningOf(schema);
      return [key, setting(schema.clone(), { ...meaning, default: reported })];
    }),
  );
}

/** An option's values over a run, from a configuration: each from a generation on. */
function stepsOf(value: unknown): readonly { readonly from: number; readonly value: unknown }[] {
  return Array.isArray(value) ? value : [{ from: 0, value }];
}

/** The options of a generation as the wasm takes them, in its order: off is 0, true is 1. Undefined where the task has none. */
export function optionsAt(options: Options, config: object, generation: number): number[] | undefined {
  const keys = Object.keys(options);
  if (keys.length === 0) return undefined;
  return keys.map((key) => {
    const passed = stepsOf((config as Values)[key]).filter(({ from }) => from <= generation);
    const value = passed.at(-1)?.value ?? 0;
    return typeof value === "number" ? value : Number(value === true);
  });
}

/** How the options that a run ends with differ from those of reported figures, in a line; undefined where they do not. */
export function unreportedOptions(options: Options, config: object, generations: number): string | undefined {
  const last = optionsAt(options, config, generations - 1) ?? [];
  const differing = Object.entries(options).flatMap(([key, schema], i) => {
    const { reported } = meaningOf(schema);
    return last[i] === Number(reported) ? [] : [`${key} ${String(reported)}, the run ended with ${last[i]}`];
  });
  return differing.length > 0 ? `figures are of ${differing.join("; ")}` : undefined;
}

/** Why a layer names an option that another task has and `task` has not, as the end of an error line; undefined where it names none. */
export function foreignOption(
  values: Values,
  task: { readonly options: Options },
  tasks: readonly { readonly name: string; readonly options: Options }[],
): string | undefined {
  for (const key of Object.keys(values)) {
    const having = tasks.filter(({ options }) => Object.hasOwn(options, key)).map(({ name }) => name);
    if (having.length === 0 || Object.hasOwn(task.options, key)) continue;
    return `${key}: ${JSON.stringify(values[key])}: has no effect here: it is an option of ${having.join(", ")}`;
  }
  return undefined;
}

/** What is wrong with the schedules of options, or undefined. */
export function schedulesProblem(options: Options, config: object): string | undefined {
  for (const key of Object.keys(options)) {
    let last = -1;
    for (const [place, { from }] of stepsOf((config as Values)[key]).entries()) {
      if (from <= last) return `${key}.${place}.from: ${from}: expected more than ${last}: steps follow each other`;
      last = from;
    }
  }
  return undefined;
}
