/**
 * What answers in the lanes: one network for all of them, or one of many for each. `runLanes` calls the same methods of both:
 * `jobs`, `take`, `answer`, `copyLane`, `close`, and reads `inputs`, `outputs` and `outputCount`.
 *
 * A job is an episode of a network: job = network · episodes + episode.
 */
import { BLOCK_BYTES, Forward, LANES, propagate, ROW_BYTES, sumInputs } from "../network/forward";
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
    sumInputs<f64>(this.forward, bytes);
    propagate<f64>(this.forward, bytes);
  }

  copyLane(to: u32, from: u32): void {
    copyWeights(this.forward, to, from);
  }

  /** Counts all passes of the call. */
  close(): void {
    tallyPasses(this.forward, lanesOfCall());
  }
}

const BLOCK_LANES: u32 = BLOCK_BYTES / 8;

/** A network's answer in the block of lanes at `offset` of the rows. */
function answerBlock(forward: Forward, offset: u32): void {
  forward.values += offset;
  forward.sources += offset;
  forward.sums += offset;
  forward.weights += offset;
  sumInputs<f64>(forward, BLOCK_BYTES);
  propagate<f64>(forward, BLOCK_BYTES);
  tallyPasses(forward, BLOCK_LANES);
  forward.values -= offset;
  forward.sources -= offset;
  forward.sums -= offset;
  forward.weights -= offset;
}

/** The network of each lane. */
const networkOf: usize = memory.data(LANES * 4, 16);

/**
 * Laid over the Forward records of all networks. For tasks that cost more than their networks: lanes stay full while some episodes
 * live long and most end early. A lane's bits do not depend on its neighbours.
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
    loadWeights(this.forwardOf(network), plan, lane, job % plan.episodes);
    store<u32>(networkOf + lane * 4, network);
  }

  answer(alive: u32, _bytes: u32): void {
    const first = this.forwardOf(0).network;
    const inputCount = first.inputs;
    const outputCount = first.outputs;
    for (let lane: u32 = 0; lane < alive; lane++) {
      const to = this.forwardOf(load<u32>(networkOf + lane * 4)).inputs + lane * 8;
      for (let i: u32 = 0; i < inputCount; i++) {
        store<f64>(to + i * ROW_BYTES, load<f64>(manyInputs + i * ROW_BYTES + lane * 8));
      }
    }
    for (let lane: u32 = 0; lane < alive; lane++) {
      const network = load<u32>(networkOf + lane * 4);
      const forward = this.forwardOf(network);
      // The block has been answered already where an earlier lane of it has the same network.
      let earlier = false;
      const block = lane & ~(BLOCK_LANES - 1);
      for (let other = block; other < lane; other++) earlier = earlier || load<u32>(networkOf + other * 4) == network;
      if (!earlier) answerBlock(forward, block * 8);
      const from = forward.outputs + lane * 8;
      for (let i: u32 = 0; i < outputCount; i++) {
        store<f64>(manyOutputs + i * ROW_BYTES + lane * 8, load<f64>(from + i * ROW_BYTES));
      }
    }
  }

  copyLane(to: u32, from: u32): void {
    const network = load<u32>(networkOf + from * 4);
    copyWeights(this.forwardOf(network), to, from);
    store<u32>(networkOf + to * 4, network);
  }

  close(): void {}
}
