/** Opens the world of a task whose episodes are played on the host, where there is Node. */
import type { HostWorld } from "../evaluate/border.js";
import { Environments } from "../own/environments.js";
import type { HostedWorld } from "../tasks/task.js";
import { GymWorld } from "./world.js";

export async function openWorld(world: HostedWorld, stepped: () => void): Promise<HostWorld> {
  return "code" in world ? Environments.open(world, stepped) : new GymWorld(world);
}
