/**
 * What answers in the lanes: one network for all of them, or one of many for each. `runLanes` calls the same methods of both:
 * `jobs`, `take`, `answer`, `leave`, `copyLane`, `close`, and reads `inputs`, `outputs` and `outputCount`.
 *
 * A job is an episode of a network: job = network · episodes + episode.
 */
import { BLOCK_BYTES, Forward, LANES, pass, ROW_BYTES } from "../network/forward";
import { tallyPasses } from "../network/tally";
import { lanesOfCall } from "./ledger";
import { manyCount, manyInputs, manyOutputs } from "./memory";
import { copyWeights, loadWeights, Plan } from "./plan";

/** Laid over the network's Forward record. The lanes are its own rows. */
@final
@unmanaged
export class OneNetwork {
  // @ts-ignore: decorator
  @inline
  private get forward(): Forward {
    return changetype<Forward>(changetype<usize>(this));
  }

  /** Where the task writes its observations, rows of f64. */
  // @ts-ignore: decorator
  @inline
  get inputs(): usize {
    return this.forward.inputs;
  }

  /** Where the answers are, rows of f64. */
  // @ts-ignore: decorator
  @inline
  get outputs(): usize {
    return this.forward.outputs;
  }

  // @ts-ignore: decorator
  @inline
  get outputCount(): u32 {
    return this.forward.network.outputs;
  }

  jobs(plan: Plan): u32 {
    return plan.episodes;
  }

  /** Gives `lane` a job's weights. */
  take(plan: Plan, lane: u32, job: u32): void {
    loadWeights(this.forward, plan, lane, job);
  }

  /** Answers the observations of all lanes, `bytes` of each row. */
  // @ts-ignore: decorator
  @inline
  answer(_alive: u32, bytes: u32): void {
    pass(this.forward, 0, bytes);
  }

  /** A lane's episode has ended. */
  // @ts-ignore: decorator
  @inline
  leave(_lane: u32): void {}

  copyLane(to: u32, from: u32): void {
    copyWeights(this.forward, to, from);
  }

  /** Counts all passes of the call. */
  close(): void {
    tallyPasses(this.forward, lanesOfCall());
  }
}

const BLOCK_LANES: u32 = BLOCK_BYTES / 8;

/** The network of a lane that holds no episode. */
const NONE: u32 = u32.MAX_VALUE;

/** Of each lane, its network, and its column in that network's rows. */
const networkOf: usize = memory.data(LANES * 4, 16);
const columnOf: usize = memory.data(LANES * 4, 16);

/**
 * Laid over the Forward records of all networks. For tasks that cost more than their networks: lanes stay full while some episodes
 * live long and most end early. The lanes of a network have its first columns, so that each block of them is answered once and for
 * nobody else. A lane's bits do not depend on its neighbours, nor on its column.
 */
@final
@unmanaged
export class ManyNetworks {
  // @ts-ignore: decorator
  @inline
  private forwardOf(network: u32): Forward {
    return changetype<Forward>(changetype<usize>(this) + network * offsetof<Forward>());
  }

  // @ts-ignore: decorator
  @inline
  get inputs(): usize {
    return manyInputs;
  }

  // @ts-ignore: decorator
  @inline
  get outputs(): usize {
    return manyOutputs;
  }

  get outputCount(): u32 {
    return this.forwardOf(0).network.outputs;
  }

  jobs(plan: Plan): u32 {
    return manyCount * plan.episodes;
  }

  take(plan: Plan, lane: u32, job: u32): void {
    const network = job / plan.episodes;
    const forward = this.forwardOf(network);
    const column = forward.lanes++;
    loadWeights(forward, plan, column, job % plan.episodes);
    store<u32>(networkOf + lane * 4, network);
    store<u32>(columnOf + lane * 4, column);
  }

  answer(alive: u32, _bytes: u32): void {
    const first = this.forwardOf(0).network;
    const inputCount = first.inputs;
    const outputCount = first.outputs;
    for (let lane: u32 = 0; lane < alive; lane++) {
      const to = this.forwardOf(load<u32>(networkOf + lane * 4)).inputs + load<u32>(columnOf + lane * 4) * 8;
      for (let i: u32 = 0; i < inputCount; i++) {
        store<f64>(to + i * ROW_BYTES, load<f64>(manyInputs + i * ROW_BYTES + lane * 8));
      }
    }
    for (let lane: u32 = 0; lane < alive; lane++) {
      const column = load<u32>(columnOf + lane * 4);
      if (column % BLOCK_LANES != 0) continue;
      const forward = this.forwardOf(load<u32>(networkOf + lane * 4));
      pass(forward, column * 8, column * 8 + BLOCK_BYTES);
      tallyPasses(forward, BLOCK_LANES);
    }
    for (let lane: u32 = 0; lane < alive; lane++) {
      const from = this.forwardOf(load<u32>(networkOf + lane * 4)).outputs + load<u32>(columnOf + lane * 4) * 8;
      for (let i: u32 = 0; i < outputCount; i++) {
        store<f64>(manyOutputs + i * ROW_BYTES + lane * 8, load<f64>(from + i * ROW_BYTES));
      }
    }
  }

  /** The lane's episode has ended: its network's last column takes its place. */
  leave(lane: u32): void {
    const network = load<u32>(networkOf + lane * 4);
    const forward = this.forwardOf(network);
    const column = load<u32>(columnOf + lane * 4);
    const last = --forward.lanes;
    store<u32>(networkOf + lane * 4, NONE);
    if (column == last) return;
    copyWeights(forward, column, last);
    for (let other: u32 = 0; other < LANES; other++) {
      if (load<u32>(networkOf + other * 4) == network && load<u32>(columnOf + other * 4) == last) {
        store<u32>(columnOf + other * 4, column);
      }
    }
  }

  copyLane(to: u32, from: u32): void {
    store<u32>(networkOf + to * 4, load<u32>(networkOf + from * 4));
    store<u32>(columnOf + to * 4, load<u32>(columnOf + from * 4));
    store<u32>(networkOf + from * 4, NONE);
  }

  close(): void {}
}
