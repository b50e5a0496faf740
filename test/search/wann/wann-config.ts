/** Configurations of the search `wann` for tests. */

import type { Values } from "../../../src/config/settings.js";
import { resolveConfig } from "../../../src/search/configuration.js";
import type { WannConfig } from "../../../src/search/wann/settings.js";
import { PRESETS } from "../../../src/tasks/presets.js";

/** The complete configuration of a preset with `changes`. */
export function wannConfig(preset: string, changes: Values = {}): WannConfig {
  return resolveConfig(PRESETS.named(preset), [{ origin: "test", values: changes }]) as WannConfig;
}
