/**
 * Where everything lies in linear memory. Laid out once per shape and reused; memory grows when a larger shape comes and
 * then stays.
 *
 *     __heap_base ┌───────────────────────────────────────────────────────────┐
 *                 │ Plan, Forward, Batch   records the kernels read           │
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ of a task that is seen through an encoder: its file, and  │ reserveEncoder,
 *                 │ what seeing needs beside it                               │ reserveSight
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ seeds     u32[episodes]                                   │
 *                 │ weights   f64[episodes] or f64[episodes][connections]     │ reservePlan
 *                 │ returns   f64[networks][episodes]                         │
 *                 │ steps     u32[networks][episodes]                         │
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ of a classification: blocks of images, logits, labels     │ layOutImages
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ packed network; in a crowd several, each behind its       │ reserveNetwork
 *                 │ length in bytes (u32)                                     │
 *                 ├───────────────────────────────────────────────────────────┤
 *                 │ task      the lanes' state                                │
 *                 │ in a crowd, a Forward for each network                    │ prepareNetwork,
 *                 │ values    [node][lane]          ┐                         │ prepareCrowd
 *                 │ sums      [computed node][lane] │ for each network        │
 *                 │ weights   [lane] or             │                         │
 *                 │           [connection][lane]    ┘                         │
 *                 └───────────────────────────────────────────────────────────┘
 */
import { fillBias, Forward, ROW_BYTES } from "./network/forward";
import { NetworkStatus, PackedNetwork } from "./network/packed";
import { Batch, batchBytes, blockGradientBytes, layOutBatch } from "./classify";
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
export const batch = changetype<Batch>(changetype<usize>(forward) + aligned(offsetof<Forward>()));

/** Where an encoder's file is. */
export const encoderStart: usize = changetype<usize>(batch) + aligned(offsetof<Batch>());
/** Where plans start: behind the encoder, if there is one. */
let planStart: usize = encoderStart;

/** Where the packed network starts, and the task's lanes after `prepareNetwork`. */
export let networkStart: usize = 0;
export let taskStart: usize = 0;

let networkBytes: usize = 0;

function ensure(end: usize): void {
  const pages = <i32>((end + PAGE_BYTES - 1) / PAGE_BYTES);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
}

/** Makes room for an encoder's file, before any plan. */
export function reserveEncoder(bytes: u32): void {
  planStart = encoderStart + aligned(bytes);
  ensure(planStart);
}

/** Makes room for so many bytes behind the encoder's file; returns where. */
export function reserveSight(bytes: u32): usize {
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

/** Makes room for a batch of images behind the plan. */
export function layOutImages(images: u32, inputs: u32, classes: u32): void {
  const start = plan.steps + aligned(<usize>plan.episodes * 4);
  networkStart = start + aligned(batchBytes(images, inputs, classes));
  ensure(networkStart);
  layOutBatch(batch, start, images, inputs, classes);
}

/** Makes room for a packed network behind the plan, or for several with their lengths. */
export function reserveNetwork(bytes: u32): void {
  networkBytes = bytes;
  ensure(networkStart + aligned(bytes));
}

/** Lays out a network's rows from `start` on; returns their end. */
function layOut(rows: Forward, network: PackedNetwork, individual: bool, start: usize): usize {
  rows.network = network;
  rows.individual = individual;
  rows.values = start;
  rows.sources = start;
  rows.sums = rows.values + <usize>network.nodes * ROW_BYTES;
  rows.weights = rows.sums + <usize>network.computed * ROW_BYTES;
  const end = rows.weights + (individual ? <usize>network.connections : 1) * ROW_BYTES;
  ensure(end);
  fillBias<f64>(rows.sources);
  return end;
}

/** Checks the network that was written and lays out its rows and `taskBytes` of task memory. Returns a NetworkStatus. */
export function prepareNetwork(taskBytes: u32, individual: bool): i32 {
  const network = changetype<PackedNetwork>(networkStart);
  const status = network.check(<u32>networkBytes);
  if (status != 0) return status;
  taskStart = networkStart + aligned(networkBytes);
  layOut(forward, network, individual, taskStart + taskBytes);
  return 0;
}

/**
 * Behind the prepared network's rows: rows of adjoints [node], what blocks give, f64 [block][loss, then connection], and
 * additionGains, f64 [target node][source node].
 */
export let adjoints: usize = 0;
export let gradients: usize = 0;
export let additionGains: usize = 0;

/** Makes room for the gradients of `blocks` blocks with the prepared network. */
export function reserveGradients(blocks: u32): void {
  const nodes = forward.network.nodes;
  const connections = forward.network.connections;
  adjoints = forward.weights + (forward.individual ? <usize>connections : 1) * ROW_BYTES;
  gradients = adjoints + <usize>nodes * ROW_BYTES;
  additionGains = gradients + aligned(<usize>blocks * blockGradientBytes(connections));
  ensure(additionGains);
}

/** Makes room for `targets` rows of additionGains, all zero, and for a block's gradient. */
export function reserveAdditionGains(targets: u32): void {
  reserveGradients(1);
  const bytes = <usize>targets * forward.network.nodes * sizeof<f64>();
  ensure(additionGains + bytes);
  memory.fill(additionGains, 0, bytes);
}

/** The crowd's Forward records. */
export let crowdStart: usize = 0;

/** The same for `count` networks, each behind its length. */
export function prepareCrowd(count: u32, taskBytes: u32, individual: bool): i32 {
  taskStart = networkStart + aligned(networkBytes);
  crowdStart = taskStart + taskBytes;
  let rows = crowdStart + aligned(<usize>count * offsetof<Forward>());
  ensure(rows);
  let at = networkStart;
  const end = networkStart + networkBytes;
  for (let i: u32 = 0; i < count; i++) {
    if (at + 4 > end) return NetworkStatus.BAD_LENGTH;
    const bytes = load<u32>(at);
    if (<u64>at + 4 + bytes > <u64>end) return NetworkStatus.BAD_LENGTH;
    const network = changetype<PackedNetwork>(at + 4);
    const status = network.check(bytes);
    if (status != 0) return status;
    rows = layOut(changetype<Forward>(crowdStart + i * offsetof<Forward>()), network, individual, rows);
    at += 4 + bytes;
  }
  return at == end ? 0 : NetworkStatus.BAD_LENGTH;
}
