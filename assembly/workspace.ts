/**
 * Where everything lies in linear memory. Laid out once per shape and reused; memory grows when a larger shape comes and
 * then stays.
 *
 *     __heap_base ┌───────────────────────────────────────────────────────────┐
 *                 │ Plan, Forward          records the kernels read           │
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ seeds     u32[episodes]                                   │
 *                 │ weights   f64[episodes] or f64[episodes][connections]     │ reservePlan
 *                 │ returns   f64[episodes]                                   │
 *                 │ steps     u32[episodes]                                   │
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ packed network                                            │ reserveNetwork
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ task      the lanes' state                                │
 *                 │ values    [node][lane]                                    │ prepareNetwork
 *                 │ sums      [computed node][lane]                           │
 *                 │ weights   [lane] or [connection][lane]                    │
 *                 └───────────────────────────────────────────────────────────┘
 */
import { Forward, prepareForward, ROW_BYTES } from "./network/forward";
import { PackedNetwork } from "./network/packed";
import { Plan } from "./rollout";

const ALIGN: usize = 16;
const PAGE_BYTES: usize = 65536;

// @ts-ignore: decorator
@inline
function aligned(bytes: usize): usize {
  return (bytes + ALIGN - 1) & ~(ALIGN - 1);
}

export const plan = changetype<Plan>(aligned(__heap_base));
export const forward = changetype<Forward>(changetype<usize>(plan) + aligned(offsetof<Plan>()));

/** Where the packed network starts, and the task's lanes after `prepareNetwork`. */
export let networkStart: usize = 0;
export let taskStart: usize = 0;

let networkBytes: usize = 0;

function ensure(end: usize): void {
  const pages = <i32>((end + PAGE_BYTES - 1) / PAGE_BYTES);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
}

/** Lays out a plan of `episodes` with `weights` values each (1 where one value is shared). */
export function reservePlan(episodes: u32, weights: u32): void {
  plan.episodes = episodes;
  plan.seeds = changetype<usize>(forward) + aligned(offsetof<Forward>());
  plan.weights = plan.seeds + aligned(<usize>episodes * 4);
  plan.returns = plan.weights + aligned(<usize>episodes * weights * 8);
  plan.steps = plan.returns + aligned(<usize>episodes * 8);
  networkStart = plan.steps + aligned(<usize>episodes * 4);
  ensure(networkStart);
}

/** Makes room for a packed network behind the plan. */
export function reserveNetwork(bytes: u32): void {
  networkBytes = bytes;
  ensure(networkStart + aligned(bytes));
}

/** Checks the network that was written and lays out its rows and `taskBytes` of task memory. Returns a NetworkStatus. */
export function prepareNetwork(taskBytes: u32, individual: bool): i32 {
  const network = changetype<PackedNetwork>(networkStart);
  const status = network.check(<u32>networkBytes);
  if (status != 0) return status;
  taskStart = networkStart + aligned(networkBytes);
  forward.network = network;
  forward.individual = individual;
  forward.values = taskStart + taskBytes;
  forward.sums = forward.values + <usize>network.nodes * ROW_BYTES;
  forward.weights = forward.sums + <usize>network.computed * ROW_BYTES;
  ensure(forward.weights + (individual ? <usize>network.connections : 1) * ROW_BYTES);
  prepareForward<f64>(forward);
  return 0;
}
