/** What a network's passes are made of, for the ledger. */
import { COUNT_ACTIVATIONS, COUNT_CONNECTIONS, COUNT_FORWARD_LANES, tally } from "../core/ledger";
import { Forward } from "./forward";
import { NETWORK_NODE_BYTES } from "./packed";

/** Counts passes over `lanes` lanes in all. */
// @ts-ignore: decorator
@inline
export function tallyPasses(forward: Forward, lanes: f64): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) count(forward, lanes);
}

function count(forward: Forward, lanes: f64): void {
  const network = forward.network;
  tally(COUNT_FORWARD_LANES, lanes);
  tally(COUNT_CONNECTIONS, <f64>network.connections * lanes);
  for (let record = network.nodeTable; record < network.sourceTable; record += NETWORK_NODE_BYTES) {
    tally(COUNT_ACTIVATIONS + load<u32>(record), lanes);
  }
}
