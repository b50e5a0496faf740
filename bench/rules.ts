/** Gymnasium's endings and rewards, written a second time, against ours over 200 seeds of each task that has them. */
import { type Comparison, compareCar, compareWalker } from "../test/tasks/second-rules.js";

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

export async function rules(): Promise<object> {
  const found: Record<string, Comparison> = {
    biped: await compareWalker(SEEDS, false),
    "biped-hardcore": await compareWalker(SEEDS, true),
    "car-racing": await compareCar(SEEDS),
  };
  for (const [name, { differences }] of Object.entries(found)) {
    if (differences > 0) throw new Error(`${name}: ${differences} steps are not Gymnasium's`);
  }
  return found;
}
