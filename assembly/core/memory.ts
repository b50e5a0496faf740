/**
 * Where everything lies in linear memory. Laid out once per shape and reused; memory grows when a larger shape comes and
 * then stays.
 *
 *     __heap_base ┌───────────────────────────────────────────────────────────┐
 *                 │ Plan, Forward   records the kernels read                  │
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ the task's assets: each file, and what it needs beside it │ reserveAsset
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ seeds     u32[episodes]                                   │
 *                 │ weights   f64[episodes] or f64[episodes][connections]     │ reservePlan
 *                 │ returns   f64[networks][episodes]                         │
 *                 │ steps     u32[networks][episodes]                         │
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ of image tasks: the batch (images/memory.ts)              │ reserveBehindPlan
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ packed network; where there are many, each behind its     │ reserveNetwork
 *                 │ length in bytes (u32)                                     │
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ task      the lanes' state                                │
 *                 │ state     f64[state variables], of a session              │
 *                 │ of many networks: a Forward for each; then the rows that  │ layOutNetwork,
 *                 │ they share, [input][lane] and [output][lane]              │ layOutNetworks
 *                 │ values    [node][lane]          ┐                         │
 *                 │ sums      [computed node][lane] │ for each network        │
 *                 │ weights   [lane] or             │                         │
 *                 │           [connection][lane]    ┘                         │
 *                 └───────────────────────────────────────────────────────────┘
 */
import { fillBias, Forward, ROW_BYTES } from "../network/forward";
import { NetworkStatus, PackedNetwork } from "../network/packed";
import { Plan } from "./plan";
import { STATUS_OK, STATUS_WRONG_SIZE } from "./status";

const ALIGN: usize = 16;
const PAGE_BYTES: usize = 65536;

// @ts-ignore: decorator
@inline
export function aligned(bytes: usize): usize {
  return (bytes + ALIGN - 1) & ~(ALIGN - 1);
}

export const plan = changetype<Plan>(aligned(__heap_base));
export const forward = changetype<Forward>(changetype<usize>(plan) + aligned(offsetof<Plan>()));

/** Where plans start: behind the assets. */
let planStart: usize = changetype<usize>(forward) + aligned(offsetof<Forward>());

/** Where the packed network starts, and after `layOutNetwork` the task's lanes and the session's state. */
export let networkStart: usize = 0;
export let taskStart: usize = 0;
export let stateStart: usize = 0;

let networkBytes: usize = 0;

export function ensure(end: usize): void {
  const pages = <i32>((end + PAGE_BYTES - 1) / PAGE_BYTES);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
}

/** Makes room for so many bytes of an asset, before any plan; returns where. */
export function reserveAsset(bytes: u32): usize {
  const start = planStart;
  planStart += aligned(bytes);
  ensure(planStart);
  return start;
}

/** Lays out a plan of `episodes` with `weights` values each (1 where one value is shared), for `networks` networks at once. */
export function reservePlan(episodes: u32, weights: u32, networks: u32): void {
  plan.episodes = episodes;
  plan.seeds = planStart;
  plan.weights = plan.seeds + aligned(<usize>episodes * 4);
  plan.returns = plan.weights + aligned(<usize>episodes * weights * 8);
  plan.steps = plan.returns + aligned(<usize>networks * episodes * 8);
  networkStart = plan.steps + aligned(<usize>networks * episodes * 4);
  ensure(networkStart);
}

/** Makes room for so many bytes behind the plan of one network; returns where. */
export function reserveBehindPlan(bytes: usize): usize {
  const start = plan.steps + aligned(<usize>plan.episodes * 4);
  networkStart = start + aligned(bytes);
  ensure(networkStart);
  return start;
}

/** Makes room for a packed network behind the plan, or for several with their lengths. */
export function reserveNetwork(bytes: u32): void {
  networkBytes = bytes;
  ensure(networkStart + aligned(bytes));
}

/** Lays out a network's rows from `start` on; returns their end. */
function layOutRows(rows: Forward, network: PackedNetwork, individual: bool, start: usize): usize {
  rows.network = network;
  rows.individual = individual;
  rows.lanes = 0;
  rows.values = start;
  rows.sources = start;
  rows.sums = rows.values + <usize>network.nodes * ROW_BYTES;
  rows.weights = rows.sums + <usize>network.computed * ROW_BYTES;
  const end = rows.weights + (individual ? <usize>network.connections : 1) * ROW_BYTES;
  ensure(end);
  fillBias<f64>(rows.sources);
  return end;
}

/** The end of the rows of the network that was laid out last. */
export function endOfRows(): usize {
  return aligned(forward.weights + (forward.individual ? <usize>forward.network.connections : 1) * ROW_BYTES);
}

/** Checks a network of `bytes` that is to have so many inputs and outputs. */
function check(network: PackedNetwork, bytes: u32, inputs: u32, outputs: u32): i32 {
  const status = network.check(bytes);
  if (status != NetworkStatus.OK) return status;
  return network.inputs == inputs && network.outputs == outputs ? STATUS_OK : STATUS_WRONG_SIZE;
}

/** Lays out what a task needs behind the networks; returns the end. */
function layOutTask(taskBytes: u32, state: u32): usize {
  taskStart = networkStart + aligned(networkBytes);
  stateStart = taskStart + aligned(taskBytes);
  const end = stateStart + aligned(state * sizeof<f64>());
  ensure(end);
  return end;
}

/** Checks the network that was written and lays out its rows, `taskBytes` of task memory, and its state. Returns a status. */
export function layOutNetwork(inputs: u32, outputs: u32, taskBytes: u32, state: u32, individual: bool): i32 {
  const network = changetype<PackedNetwork>(networkStart);
  const status = check(network, <u32>networkBytes, inputs, outputs);
  if (status != STATUS_OK) return status;
  layOutRows(forward, network, individual, layOutTask(taskBytes, state));
  return STATUS_OK;
}

/** Of many networks: their Forward records, how many there are, and the rows of inputs and outputs that they share. */
export let manyStart: usize = 0;
export let manyCount: u32 = 0;
export let manyInputs: usize = 0;
export let manyOutputs: usize = 0;

/** The same for `count` networks, each behind its length. */
export function layOutNetworks(count: u32, inputs: u32, outputs: u32, taskBytes: u32, state: u32, individual: bool): i32 {
  manyCount = count;
  manyStart = layOutTask(taskBytes, state);
  manyInputs = manyStart + aligned(<usize>count * offsetof<Forward>());
  manyOutputs = manyInputs + inputs * ROW_BYTES;
  let rows = manyOutputs + outputs * ROW_BYTES;
  ensure(rows);
  let at = networkStart;
  const end = networkStart + networkBytes;
  for (let i: u32 = 0; i < count; i++) {
    if (at + 4 > end) return NetworkStatus.BAD_LENGTH;
    const bytes = load<u32>(at);
    if (<u64>at + 4 + bytes > <u64>end) return NetworkStatus.BAD_LENGTH;
    const network = changetype<PackedNetwork>(at + 4);
    const status = check(network, bytes, inputs, outputs);
    if (status != STATUS_OK) return status;
    rows = layOutRows(changetype<Forward>(manyStart + i * offsetof<Forward>()), network, individual, rows);
    at += 4 + bytes;
  }
  return at == end ? STATUS_OK : NetworkStatus.BAD_LENGTH;
}
