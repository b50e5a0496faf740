/** Configurations of this search as earlier versions of the files had them. */
import { taskNamed } from "../../tasks/registry.js";

type Json = Record<string, unknown>;

/** A configuration with the task's options, of one whose stages say from when on falls cost. */
export function configFromStages({ fallPenalty, stages, ...values }: Json): Json {
  const old = (stages ?? []) as readonly ({ from: number } & Json)[];
  const rest = old.map(({ fallPenalty: _, ...stage }) => stage).filter((stage) => Object.keys(stage).length > 1);
  const config = { ...values, stages: rest.length > 0 ? rest : null };
  if (!("fallPenalty" in taskNamed(values.task as string).options)) return config;
  const steps = old.filter((stage) => "fallPenalty" in stage).map(({ from, fallPenalty: value }) => ({ from, value }));
  const before = fallPenalty === true ? [{ from: 0, value: true }] : [];
  return { ...config, fallPenalty: steps.length > 0 ? [...before, ...steps] : (fallPenalty ?? null) };
}
