import { Walker } from "./walker/walker";

/** Gymnasium's BipedalWalker: over rough ground. */
@final
@unmanaged
export default class Biped extends Walker {
  static readonly MAX_STEPS: u32 = 1600;

  reset(lane: u32, seed: u32): void {
    this.start(lane, seed, false);
  }
}
