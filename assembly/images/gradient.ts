/**
 * The reverse pass for f32 lanes with common individual weights (Rumelhart, Hinton & Williams 1986): from dL/dy of the
 * outputs to dL/dw of every connection, summed over the lanes. Nodes are gone through backwards; one's x = Σ w v is summed
 * anew rather than kept, since the forward pass keeps only y = f(x). And from dL/dx what a connection that is not there would
 * change.
 */
import { constant } from "../numeric/lanes";
import { cosPi32, sinPi32 } from "../numeric/single";
import { Activation } from "../network/activation";
import { Forward, ROW_BYTES } from "../network/forward";
import { NETWORK_NODE_BYTES, NETWORK_SOURCE_BYTES } from "../network/packed";

const ONE = memory.data<f32>([1]);
const PI = memory.data<f32>([3.14159265]);
const ZERO = memory.data<f32>([0]);

/** f'(x) for four lanes, y = f(x). Where f has a kink or a step it is taken from the left. */
// @ts-ignore: decorator
@inline
function derivative(activation: u32, x: v128, y: v128): v128 {
  switch (activation) {
    case Activation.STEP: return constant<f32>(ZERO);
    case Activation.SINE: return v128.mul<f32>(constant<f32>(PI), cosPi32(x));
    case Activation.GAUSSIAN: return v128.neg<f32>(v128.mul<f32>(x, y));
    case Activation.TANH: return v128.sub<f32>(constant<f32>(ONE), v128.mul<f32>(y, y));
    case Activation.SIGMOID: return v128.mul<f32>(y, v128.sub<f32>(constant<f32>(ONE), y));
    case Activation.INVERSE: return v128.neg<f32>(constant<f32>(ONE));
    case Activation.ABSOLUTE: {
      const one = constant<f32>(ONE);
      return v128.bitselect(one, v128.neg<f32>(one), v128.gt<f32>(x, constant<f32>(ZERO)));
    }
    case Activation.RELU: return v128.and(constant<f32>(ONE), v128.gt<f32>(x, constant<f32>(ZERO)));
    case Activation.COSINE: return v128.neg<f32>(v128.mul<f32>(constant<f32>(PI), sinPi32(x)));
    default: return constant<f32>(ONE);
  }
}

/** The row of a source's values: bias and inputs have their own place. */
// @ts-ignore: decorator
@inline
function valuesOf(forward: Forward, source: u32): usize {
  return (source <= forward.network.inputs ? forward.sources : forward.values) + source * ROW_BYTES;
}

// @ts-ignore: decorator
@inline
function sumOfLanes(lanes: v128): f64 {
  return <f64>v128.extract_lane<f32>(lanes, 0) + <f64>v128.extract_lane<f32>(lanes, 1) +
    <f64>v128.extract_lane<f32>(lanes, 2) + <f64>v128.extract_lane<f32>(lanes, 3);
}

/**
 * Adds to `gradient`, f64 [connection], what the lanes of the block in `forward` give.
 * @param adjoints rows [node][lane]: dL/dy of the outputs; overwritten by dL/dx of all computed nodes.
 */
export function backpropagate(forward: Forward, adjoints: usize, gradient: usize): void {
  const network = forward.network;
  const inputs = network.inputs;
  const firstOutput = network.nodes - network.outputs;
  memory.fill(adjoints + (inputs + 1) * ROW_BYTES, 0, (firstOutput - inputs - 1) * ROW_BYTES);
  let connection = network.connections;
  for (let node = network.nodes; node-- > inputs + 1; ) {
    const record = network.nodeTable + (node - inputs - 1) * NETWORK_NODE_BYTES;
    const activation = load<u32>(record);
    const count = load<u32>(record, 4) + load<u32>(record, 8);
    connection -= count;
    const table = network.sourceTable + connection * NETWORK_SOURCE_BYTES;
    const weights = forward.weights + connection * sizeof<f32>();
    const values = forward.values + node * ROW_BYTES;
    const slope = adjoints + node * ROW_BYTES;
    for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) {
      let x = v128.splat<f32>(0);
      for (let k: u32 = 0; k < count; k++) {
        const value = valuesOf(forward, load<u32>(table + k * NETWORK_SOURCE_BYTES)) + offset;
        x = v128.add<f32>(x, v128.mul<f32>(v128.load(value), v128.load_splat<f32>(weights + k * sizeof<f32>())));
      }
      const y = v128.load(values + offset);
      v128.store(slope + offset, v128.mul<f32>(v128.load(slope + offset), derivative(activation, x, y)));
    }
    for (let k: u32 = 0; k < count; k++) {
      const source = load<u32>(table + k * NETWORK_SOURCE_BYTES);
      const value = valuesOf(forward, source);
      const weight = v128.load_splat<f32>(weights + k * sizeof<f32>());
      const back = adjoints + source * ROW_BYTES;
      let sum = v128.splat<f32>(0);
      for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) {
        const dx = v128.load(slope + offset);
        sum = v128.add<f32>(sum, v128.mul<f32>(dx, v128.load(value + offset)));
        if (source > inputs) {
          v128.store(back + offset, v128.add<f32>(v128.load(back + offset), v128.mul<f32>(dx, weight)));
        }
      }
      const at = gradient + (connection + k) * sizeof<f64>();
      store<f64>(at, load<f64>(at) + sumOfLanes(sum));
    }
  }
}

/**
 * Adds to `additionGains`, f64 [target node from `from` up to `to`][source node], what the lanes of the block give: by how much a
 * connection of weight w would change the mean loss of `images`, g = w v dL/dx being an image's share of it to first order. The
 * second order takes the squares of gradients for the curvature (the empirical Fisher information: Martens 2020, section 11):
 * Σ g + ½ n Σ g². Sources are all that come before the target, but outputs; connections that are there have a figure, too.
 * @param slopes rows [node][lane]: dL/dx as `backpropagate` leaves it.
 * @param from a computed node.
 */
export function addAdditionGains(
  forward: Forward, slopes: usize, weight: f64, images: u32, from: u32, to: u32, additionGains: usize,
): void {
  const network = forward.network;
  const firstOutput = network.nodes - network.outputs;
  const curvature = 0.5 * weight * weight * <f64>images;
  for (let target = from; target < to; target++) {
    const slope = slopes + target * ROW_BYTES;
    // The squares of the tiniest would be subnormal numbers, which are slow, and count for nothing.
    for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) {
      const dx = v128.load(slope + offset);
      v128.store(slope + offset, v128.and(dx, v128.gt<f32>(v128.abs<f32>(dx), v128.splat<f32>(1e-16))));
    }
    const row = additionGains + (target - from) * network.nodes * sizeof<f64>();
    const sources = min(target, firstOutput);
    for (let source: u32 = 0; source < sources; source++) {
      const value = valuesOf(forward, source);
      let sum = v128.splat<f32>(0);
      let squares = v128.splat<f32>(0);
      for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) {
        const product = v128.mul<f32>(v128.load(slope + offset), v128.load(value + offset));
        sum = v128.add<f32>(sum, product);
        squares = v128.add<f32>(squares, v128.mul<f32>(product, product));
      }
      const at = row + source * sizeof<f64>();
      store<f64>(at, load<f64>(at) + weight * sumOfLanes(sum) + curvature * sumOfLanes(squares));
    }
  }
}
