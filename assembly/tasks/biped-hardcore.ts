import { Walker } from "./walker/walker";

/** Gymnasium's BipedalWalkerHardcore: among stumps, pits and stairs. */
@final
@unmanaged
export default class BipedHardcore extends Walker {
  static readonly MAX_STEPS: u32 = 2000;

  reset(lane: u32, seed: u32): void {
    this.start(lane, seed, true);
  }
}
