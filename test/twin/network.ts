/** The forward pass in plain scalar code: the twin that the wasm kernels are tested against. */
import type { Genome } from "../../src/genome/genome.js";
import { topologicalOrder } from "../../src/genome/order.js";

/** The activations by id; index 0 stands for none. */
export const ACTIVATE: readonly ((x: number) => number)[] = [
  () => Number.NaN,
  (x) => x,
  (x) => (x > 0 ? 1 : 0),
  sinPi,
  (x) => Math.exp((-x * x) / 2),
  Math.tanh,
  (x) => (Math.tanh(x / 2) + 1) / 2,
  (x) => -x,
  Math.abs,
  (x) => Math.max(x, 0),
  cosPi,
];

/** sin(πx), exactly zero at every integer. */
function sinPi(x: number): number {
  const r = halfTurns(x);
  if (Math.abs(r) <= 0.5) return Math.sin(Math.PI * r);
  return Math.sin(Math.PI * (Math.sign(r) - r));
}

/** cos(πx), exactly zero half-way between integers. */
function cosPi(x: number): number {
  return Math.sin(Math.PI * (0.5 - Math.abs(halfTurns(x))));
}

/** `x` less the nearest even number: in [−1, 1], without rounding. */
function halfTurns(x: number): number {
  return x - 2 * Math.round(x / 2);
}

export interface NetworkTwin {
  /** Every node's value by id. */
  readonly values: Float64Array;
  /** The sum of hidden or output node `id` by what `values` holds for its sources: what its activation is given. */
  nodeSum(id: number): number;
  /** Its value by the same. */
  nodeValue(id: number): number;
  /** Sets all values by an observation; returns the outputs' (a view, not a copy). */
  run(observation: ArrayLike<number>): Float64Array;
}

/** @param weight the shared weight; without it each connection has its own. Sums are taken in packed order. */
export function networkTwin(genome: Genome, weight?: number): NetworkTwin {
  const { inputs, outputs, activations, connections } = genome;
  const order = topologicalOrder(genome);
  if (!order) throw new Error("a genome with a cycle has no forward pass");
  const place = new Map(order.map((id, at) => [id, at]));
  const enabled = connections
    .filter((connection) => connection.enabled)
    .sort((a, b) => Number(place.get(a.source)) - Number(place.get(b.source)));
  const computed = order.slice(inputs + 1);
  const nodes = activations.map((activation, node) => {
    const incoming = enabled.filter(({ target }) => target === node);
    return {
      activate: ACTIVATE[activation],
      sources: incoming.map(({ source }) => source),
      weights: incoming.map((connection) => (weight === undefined ? Number(connection.weight) : 1)),
    };
  });
  const factor = weight ?? 1;
  const values = new Float64Array(activations.length);
  const answer = values.subarray(inputs + 1, inputs + 1 + outputs);
  values[0] = 1;

  function nodeSum(id: number): number {
    const { sources, weights } = nodes[id];
    let sum = 0;
    for (let k = 0; k < sources.length; k++) sum += weights[k] * values[sources[k]];
    return factor * sum;
  }

  function nodeValue(id: number): number {
    return nodes[id].activate(nodeSum(id));
  }

  function run(observation: ArrayLike<number>): Float64Array {
    for (let i = 0; i < inputs; i++) values[1 + i] = observation[i];
    for (const id of computed) values[id] = nodeValue(id);
    return answer;
  }

  return { values, nodeSum, nodeValue, run };
}
