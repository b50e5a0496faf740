/** The activation functions by the original WANN code's ids; the wasm side has the same numbers. */
export const ACTIVATIONS = [
  "linear",
  "step",
  "sine",
  "gaussian",
  "tanh",
  "sigmoid",
  "inverse",
  "absolute",
  "relu",
  "cosine",
] as const;

/** One of `ACTIVATIONS`. */
export type ActivationName = (typeof ACTIVATIONS)[number];

/** The id of an activation: 1 for linear up to 10 for cosine. */
export function activationId(name: ActivationName): number {
  return ACTIVATIONS.indexOf(name) + 1;
}

/** The name of an activation id, or undefined where there is none. */
export function activationName(id: number): ActivationName | undefined {
  return ACTIVATIONS[id - 1];
}
