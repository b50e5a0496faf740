/**
 * The packed network: what the host sends, one buffer a network. All fields are little-endian u32.
 *
 *     byte   ┌──────────────────────────────────────────────────────────┐
 *        0   │ magic "WANN"                                             │
 *        4   │ version                                                  │
 *        8   │ inputs (the bias apart)                                  │
 *       12   │ outputs                                                  │
 *       16   │ nodes: bias, inputs, hidden in topological order, outputs│
 *       20   │ connections                                              │
 *       24   ├──────────────────────────────────────────────────────────┤
 *            │ for each hidden and output node, 12 bytes:               │
 *            │   activation │ sources among bias and inputs │ the rest  │
 *            ├──────────────────────────────────────────────────────────┤
 *            │ for each connection its source's index, grouped by       │
 *            │ target in node order, ascending within a target, so that │
 *            │ bias and inputs come first                               │
 *            └──────────────────────────────────────────────────────────┘
 */
import { Activation } from "./activation";

export const NETWORK_MAGIC: u32 = 0x4e4e4157;
export const NETWORK_VERSION: u32 = 1;
export const NETWORK_HEADER_BYTES: u32 = 24;
export const NETWORK_NODE_BYTES: u32 = 12;
export const NETWORK_SOURCE_BYTES: u32 = 4;

export namespace NetworkStatus {
  export const OK = 0;
  export const BAD_MAGIC = 1;
  export const BAD_VERSION = 2;
  export const BAD_LENGTH = 3;
  export const BAD_ACTIVATION = 4;
  export const BAD_SOURCE = 5;
}

@unmanaged
export class PackedNetwork {
  magic: u32;
  version: u32;
  inputs: u32;
  outputs: u32;
  nodes: u32;
  connections: u32;

  /** Hidden and output nodes: those that are computed. */
  // @ts-ignore: decorator
  @inline
  get computed(): u32 {
    return this.nodes - this.inputs - 1;
  }

  // @ts-ignore: decorator
  @inline
  get nodeTable(): usize {
    return changetype<usize>(this) + NETWORK_HEADER_BYTES;
  }

  // @ts-ignore: decorator
  @inline
  get sourceTable(): usize {
    return this.nodeTable + this.computed * NETWORK_NODE_BYTES;
  }

  /** Checks everything that could lead a forward pass out of its memory or out of order. */
  check(bytes: u32): i32 {
    if (bytes < NETWORK_HEADER_BYTES) return NetworkStatus.BAD_LENGTH;
    if (this.magic != NETWORK_MAGIC) return NetworkStatus.BAD_MAGIC;
    if (this.version != NETWORK_VERSION) return NetworkStatus.BAD_VERSION;
    if (u64(this.inputs) + u64(this.outputs) + 1 > u64(this.nodes)) return NetworkStatus.BAD_LENGTH;
    const tables = u64(this.computed) * NETWORK_NODE_BYTES + u64(this.connections) * NETWORK_SOURCE_BYTES;
    if (u64(NETWORK_HEADER_BYTES) + tables != u64(bytes)) return NetworkStatus.BAD_LENGTH;
    const firstComputed = this.inputs + 1;
    const firstOutput = this.nodes - this.outputs;
    let source = this.sourceTable;
    let left = u64(this.connections);
    for (let i: u32 = 0; i < this.computed; i++) {
      const record = this.nodeTable + i * NETWORK_NODE_BYTES;
      const activation = load<u32>(record);
      if (activation < Activation.LINEAR || activation > Activation.COSINE) return NetworkStatus.BAD_ACTIVATION;
      const fromInputs = load<u32>(record, 4);
      const fromHidden = load<u32>(record, 8);
      if (u64(fromInputs) + u64(fromHidden) > left) return NetworkStatus.BAD_LENGTH;
      left -= u64(fromInputs) + u64(fromHidden);
      const end = min(firstComputed + i, firstOutput);
      for (let k: u32 = 0; k < fromInputs + fromHidden; k++, source += NETWORK_SOURCE_BYTES) {
        const index = load<u32>(source);
        if (k < fromInputs ? index >= firstComputed : index < firstComputed || index >= end) {
          return NetworkStatus.BAD_SOURCE;
        }
      }
    }
    return left == 0 ? NetworkStatus.OK : NetworkStatus.BAD_LENGTH;
  }
}
