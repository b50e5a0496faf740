/** The profiling build's exports: the release build's, the ledger's, and what unit costs are calibrated with. */
import { lap, PHASE_LANES } from "./ledger";
import { propagate, sumInputs } from "./network/forward";
import { forward } from "./workspace";

export * from "./index";
export {
  COUNT_ACTIVATIONS, COUNT_CONNECTIONS, COUNT_FORWARD_LANES, COUNT_IMPACTS, COUNT_MANIFOLDS, COUNT_POSITION_ITERATIONS, COUNT_RAYS, COUNT_SUB_STEPS, COUNT_VELOCITY_ITERATIONS, COUNT_WORLD_STEPS,
  COUNTS, emptyLedger, ledgerRows, MOMENTS, PHASE_FORWARD, PHASE_IMPACTS, PHASE_LANES, PHASE_LIDAR, PHASE_MANIFOLDS,
  PHASE_MOTION, PHASE_OBSERVE, PHASE_PAIRS, PHASE_POSITIONS, PHASE_RESET, PHASE_REWARD, PHASE_SETUP, PHASE_VELOCITIES,
  PHASES, stepsPerMoment,
} from "./ledger";

/** Ends a phase `times` times: what that costs is in the phases' times. */
export function endPhases(times: u32): void {
  for (let i: u32 = 0; i < times; i++) lap(PHASE_LANES);
}

/** Passes of the prepared network over rows of `bytes`: of f32 lanes where `narrow`, else of f64 ones. */
export function passForward(passes: u32, bytes: u32, narrow: bool): void {
  for (let i: u32 = 0; i < passes; i++) {
    if (narrow) {
      sumInputs<f32>(forward, bytes);
      propagate<f32>(forward, bytes);
    } else {
      sumInputs<f64>(forward, bytes);
      propagate<f64>(forward, bytes);
    }
  }
}
