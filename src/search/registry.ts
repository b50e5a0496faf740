/** The searches. A new one is a folder here and a row. */
import { Registry } from "../registry.js";
import type { SearchKind } from "./search.js";
import { WANN } from "./wann/index.js";

export const SEARCHES: Registry<SearchKind> = new Registry<SearchKind>("search", [WANN as unknown as SearchKind]);
