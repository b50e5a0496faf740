/** What is drawn of a network: its compact genome, where it has one. */
import { unitsAndNumbers } from "../formats/parts/units.js";
import type { CompactOrigin } from "../genome/compact/genome.js";
import type { Genome } from "../genome/genome.js";

export function drawnOf({ genome, compact }: { readonly genome: Genome; readonly compact?: CompactOrigin }): Genome {
  if (!compact) return genome;
  return unitsAndNumbers({ task: "", fingerprint: [], provenance: {}, genome, compact });
}
