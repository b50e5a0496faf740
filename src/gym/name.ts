/** Names of tasks that are Gymnasium's environments: gym:CartPole-v1, gym:MountainCarContinuous-v0?goal_velocity=0.1, gym:module:MyEnv-v0. */

const PREFIX = "gym:";

export function isGymName(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** What `gymnasium.make` takes, and the options behind it: CartPole-v1?sutton_barto_reward=true. */
export function environmentOf(name: string): string {
  return name.slice(PREFIX.length);
}

/** The module that registers the environment, where the name has one. */
export function moduleOf(name: string): string | undefined {
  return /^gym:([^?]*):/.exec(name)?.[1];
}

/** The same environment, registered by `module`. */
export function registeredBy(name: string, module: string): string {
  return `${PREFIX}${module}:${environmentOf(name)}`;
}
