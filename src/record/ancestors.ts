/** A run's ancestors.json: how its champion came about. */
import * as z from "zod";
import type { DocumentKind } from "../document.js";
import type { Genome } from "../genome/genome.js";
import type { Ancestry } from "../search/descent.js";
import { SEARCHES } from "../search/registry.js";
import type { Shape } from "../search/search.js";

const schema = z.strictObject({
  /** The search's name. */
  search: z.string(),
  /** As that search keeps it: the champion as it is bred, and what takes back each of the changes that led to it. */
  ancestry: z.unknown(),
});

export type AncestorsFile = z.infer<typeof schema>;

export const ANCESTORS: DocumentKind<AncestorsFile> = {
  format: "wann-ancestors",
  version: 1,
  what: "the ancestors of a run's champion",
  schema,
  hashedFrom: 1,
  migrations: {},
};

/** The ancestry that a file holds, and its networks, the oldest first. Throws an Error where they are not that search's. */
export function ancestorsFrom(
  { search, ancestry }: AncestorsFile,
  shape: Shape,
  searches = SEARCHES,
): { readonly ancestry: Ancestry; readonly genomes: readonly Genome[] } {
  const kind = searches.named(search);
  const parsed = kind.ancestry.parse(ancestry);
  return { ancestry: parsed, genomes: kind.ancestors(parsed, shape) };
}
