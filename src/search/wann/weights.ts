/** The shared weights that generations and confirmations are run with. */
import type { Stream } from "../../random/stream.js";
import type { WannConfig } from "./settings.js";

type Weights = Pick<WannConfig, "sampledWeights" | "sharedWeights">;

/** How many there are. */
export function weightCount({ sampledWeights, sharedWeights }: Weights): number {
  return sampledWeights ?? (sharedWeights as number[]).length;
}

export function generationWeights({ sampledWeights, sharedWeights }: Weights, random: Stream): readonly number[] {
  if (sampledWeights === null) return sharedWeights as number[];
  return stratified(sampledWeights, () => random.unit());
}

/** The weights champions are confirmed with: those configured, or the middles of the parts that weights are sampled from. */
export function confirmWeights({ sampledWeights, sharedWeights }: Weights): readonly number[] {
  return sampledWeights === null ? (sharedWeights as number[]) : stratified(sampledWeights, () => 0.5);
}

/** A weight from each of `count` equal parts of (−2, 2); `place` gives its place in the part, from 0 to 1. */
function stratified(count: number, place: () => number): number[] {
  return Array.from({ length: count }, (_, part) => (4 * (part + place())) / count - 2);
}
