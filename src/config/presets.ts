/** Named configurations. Those called after a task hold the paper's values. */
import { UserError } from "../user-error.js";
import { type Config, checkConfig, DEFAULTS } from "./config.js";
import { suggestion } from "./suggestion.js";

const SWINGUP = {
  ...DEFAULTS,
  task: "swingup",
  population: 192,
  generations: 1024,
  episodesPerWeight: 3,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.5,
  eliteRatio: 0.2,
  tournamentSize: 8,
} satisfies Config;

export const PRESETS: Readonly<Record<string, Config>> = {
  /** The paper's swing-up search. */
  swingup: SWINGUP,
  /** The original code's smaller swing-up search. */
  "swingup-laptop": { ...SWINGUP, population: 64, confirmEpisodes: 16, eliteRatio: 0.05, tournamentSize: 4 },
  /** The paper's search for twice as long: about three minutes on two cores. */
  quick: { ...SWINGUP, generations: 2048 },
};

/** The preset called `name`. Throws a UserError that suggests a near name. */
export function presetNamed(name: string): Config {
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name];
  const names = Object.keys(PRESETS);
  throw new UserError(`--preset: unknown preset "${name}"${suggestion(name, names)} (presets: ${names.join(", ")})`);
}

/**
 * A complete configuration from a preset and what is laid over it, later layers over earlier ones. Each layer names its
 * origin for error lines.
 */
export function resolveConfig(
  preset: Config,
  layers: readonly { origin: string; values: Record<string, unknown> }[],
): Config {
  let config = preset;
  for (const { origin, values } of layers) config = checkConfig({ ...config, ...values }, origin);
  return config;
}
