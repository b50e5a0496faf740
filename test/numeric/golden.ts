/** How far the numeric functions are from the true values in test/golden/numeric.json. */
import golden from "../golden/numeric.json" with { type: "json" };
import { map, probes } from "./probes.js";

type Name = Exclude<keyof typeof golden, "generatedBy">;
type Domain = (x: number) => boolean;

function errors(name: Name, domain: Domain): { error: number; truth: number }[] {
  const { inputs, outputs } = golden[name];
  const values = map(probes[name], inputs);
  return inputs.flatMap((x, i) => (domain(x) ? [{ error: Math.abs(values[i] - outputs[i]), truth: outputs[i] }] : []));
}

export function absoluteError(name: Name, domain: Domain = () => true): number {
  return Math.max(...errors(name, domain).map(({ error }) => error));
}

/** Where the true value is zero, so must the function's be. */
export function relativeError(name: Name, domain: Domain = () => true): number {
  return Math.max(...errors(name, domain).map(({ error, truth }) => (error === 0 ? 0 : error / Math.abs(truth))));
}
