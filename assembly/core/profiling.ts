/** What a profiling build exports besides: the ledger, and what unit costs are calibrated with. */
import { pass, propagate, ROW_BYTES, sumInputs } from "../network/forward";
import { lap, PHASE_LANES } from "./ledger";
import { forward } from "./memory";

export {
  clockReads, COUNT_ACTIVATIONS, COUNT_CONNECTIONS, COUNT_FORWARD_LANES, COUNT_IMPACTS, COUNT_MANIFOLDS, COUNT_POSITION_ITERATIONS, COUNT_RAYS, COUNT_SUB_STEPS, COUNT_VELOCITY_ITERATIONS, COUNT_WORLD_STEPS,
  COUNTS, emptyLedger, ledgerRows, MOMENTS, PHASE_ENCODER, PHASE_FORWARD, PHASE_IMPACTS, PHASE_LANES, PHASE_LIDAR, PHASE_MANIFOLDS,
  PHASE_MOTION, PHASE_OBSERVE, PHASE_PAIRS, PHASE_POSITIONS, PHASE_RASTER, PHASE_RESET, PHASE_REWARD, PHASE_SETUP, PHASE_VELOCITIES,
  PHASES, stepsPerMoment, timeOneOf,
} from "./ledger";

/** Ends a phase `times` times: what that costs is in the phases' times. */
export function endPhases(times: u32): void {
  for (let i: u32 = 0; i < times; i++) lap(PHASE_LANES);
}

function prepare<T>(): void {
  // What stood there before may be no ordinary numbers, which are slow.
  const half = v128.splat<T>(<T>0.5);
  for (let offset: u32 = 0; offset < forward.network.inputs * ROW_BYTES; offset += 16) {
    v128.store(forward.inputs + offset, half);
  }
  for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) v128.store(forward.weights + offset, half);
}

/** Passes of the prepared network, which shares a weight, over rows of `bytes`: of f32 lanes where `narrow`, else of f64 ones. */
export function passForward(passes: u32, bytes: u32, narrow: bool): void {
  if (narrow) prepare<f32>();
  else prepare<f64>();
  for (let i: u32 = 0; i < passes; i++) {
    if (narrow) {
      sumInputs(forward, 0, bytes);
      propagate(forward, 0, bytes);
    } else pass(forward, 0, bytes);
  }
}
