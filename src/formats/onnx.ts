/**
 * A network as an ONNX model, written by onnx.proto3's field numbers (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3). Its
 * operators are those of the default domain that every runtime has. Each value is a column [N, 1]; sums are chains of Add in the
 * kernels' order.
 */
import type { ActivationName } from "../genome/activation.js";
import type { Champion } from "../genome/champion.js";
import { BIAS } from "../genome/genome.js";
import { UserError } from "../user-error.js";
import { VERSION } from "../version.js";
import type { Format, WriteOptions } from "./format.js";
import { Message } from "./parts/protobuf.js";
import { type Step, type Steps, stepsOf, usualWeight } from "./parts/steps.js";

/** The IR of ONNX 1.7 with its operators: what has come since is not needed. */
const IR_VERSION = 7;
const OPSET = 13;

/** TensorProto.DataType. */
const [FLOAT, DOUBLE] = [1, 11];

/** AttributeProto.AttributeType. */
const [ATTRIBUTE_INT, ATTRIBUTE_TENSOR] = [2, 4];

const [OBSERVATIONS, WEIGHT, ACTIONS] = ["observations", "shared_weight", "actions"];

/** A graph as it grows: nodes, and the constants that they ask for. */
class Graph {
  readonly nodes: Message[] = [];
  readonly constants = new Map<string, Message>();
  private count = 0;

  constructor(readonly type: number) {}

  /** Adds a node with one output; returns its name. */
  add(operator: string, inputs: readonly string[], attributes: readonly Message[] = [], output?: string): string {
    const name = output ?? `v${this.count++}`;
    this.addTo([name], operator, inputs, attributes);
    return name;
  }

  addTo(
    outputs: readonly string[],
    operator: string,
    inputs: readonly string[],
    attributes: readonly Message[] = [],
  ): void {
    const node = new Message();
    for (const each of inputs) node.text(1, each);
    for (const each of outputs) node.text(2, each);
    node.text(4, operator);
    for (const each of attributes) node.message(5, each);
    this.nodes.push(node);
  }

  /** The name of a scalar constant. */
  constant(value: number): string {
    const held = this.type === FLOAT ? Math.fround(value) : value;
    if (!Number.isFinite(held)) {
      const size = this.type === FLOAT ? "of 32 bits, or --double" : "that is finite";
      throw new UserError(`a weight is ${value}: expected a number ${size}`);
    }
    const name = `c${value}`;
    if (!this.constants.has(name)) this.constants.set(name, tensor(this.type, [], value).text(8, name));
    return name;
  }
}

function tensor(type: number, dimensions: readonly number[], value: number): Message {
  const message = new Message();
  for (const each of dimensions) message.int(1, each);
  const raw = type === DOUBLE ? Float64Array.of(value) : Float32Array.of(value);
  return message.int(2, type).chunk(9, littleEndian(raw));
}

function littleEndian(values: Float64Array | Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, i) => {
    if (values instanceof Float64Array) view.setFloat64(8 * i, value, true);
    else view.setFloat32(4 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

function intAttribute(name: string, value: number): Message {
  return new Message().text(1, name).int(3, value).int(20, ATTRIBUTE_INT);
}

/** The model's bytes. */
function modelBytes(champion: Champion, options: WriteOptions): Uint8Array {
  const steps = stepsOf(champion, options.compact);
  const graph = new Graph(options.double ? DOUBLE : FLOAT);
  addNetwork(graph, steps);
  const { inputs, outputs, shared } = steps;
  const text = new Message();
  for (const node of graph.nodes) text.message(1, node);
  text.text(2, "network");
  for (const constant of graph.constants.values()) text.message(5, constant);
  text.message(11, valueInfo(OBSERVATIONS, graph.type, ["N", inputs]));
  if (shared) text.message(11, valueInfo(WEIGHT, graph.type, []));
  text.message(12, valueInfo(ACTIONS, graph.type, ["N", outputs]));
  const model = new Message()
    .int(1, IR_VERSION)
    .text(2, "wann")
    .text(3, VERSION)
    .text(6, `A weight agnostic network for ${champion.task}: ${inputs} inputs, ${outputs} outputs.`)
    .message(7, text)
    .message(8, new Message().text(1, "").int(2, OPSET));
  for (const [key, value] of Object.entries(metadataOf(champion, options))) {
    model.message(14, new Message().text(1, key).text(2, value));
  }
  return model.finish();
}

function metadataOf(champion: Champion, { inputLabels, outputLabels, sharedWeight }: WriteOptions) {
  const weight = usualWeight(champion, sharedWeight);
  return {
    task: champion.task,
    input_labels: JSON.stringify(inputLabels),
    output_labels: JSON.stringify(outputLabels),
    ...(weight !== undefined && { tuned_shared_weight: String(weight) }),
    provenance: JSON.stringify(champion.provenance),
  };
}

function valueInfo(name: string, type: number, dimensions: readonly (string | number)[]): Message {
  const shape = new Message();
  for (const each of dimensions) {
    shape.message(1, typeof each === "string" ? new Message().text(2, each) : new Message().int(1, each));
  }
  const tensorType = new Message().int(1, type).message(2, shape);
  return new Message().text(1, name).message(2, new Message().message(1, tensorType));
}

function addNetwork(graph: Graph, { inputs, outputs, steps, gain, scales }: Steps): void {
  const columns = Array.from({ length: inputs }, (_, i) => `x${i}`);
  graph.addTo(columns, "Split", [OBSERVATIONS], [intAttribute("axis", 1)]);
  const shape = graph.add("Shape", [columns[0]]);
  /** A column of a number. */
  const filled = (value: number) => {
    const attribute = new Message().text(1, "value").message(5, tensor(graph.type, [1], value));
    return graph.add("ConstantOfShape", [shape], [attribute.int(20, ATTRIBUTE_TENSOR)]);
  };
  const seen = columns.map((name, i) => {
    const scale = scales?.[i] ?? 1;
    return scale === 1 ? name : graph.add("Div", [name, graph.constant(scale)]);
  });
  const values = new Map([[BIAS, filled(1)], ...seen.map((name, i): [number, string] => [i + 1, name])]);
  const factors = {
    none: undefined,
    weight: WEIGHT,
    gain: gain && graph.add("Mul", [graph.add("Mul", [graph.constant(gain), WEIGHT]), WEIGHT]),
  };
  for (const step of steps) {
    const sum = sumOf(graph, step, values) ?? filled(0);
    const scale = factors[step.scale];
    values.set(step.id, activated(graph, step.activation, scale ? graph.add("Mul", [sum, scale]) : sum));
  }
  const results = steps.slice(-outputs).map(({ id }) => values.get(id) as string);
  graph.add("Concat", results, [intAttribute("axis", 1)], ACTIONS);
}

/** The sum of a step's terms; undefined where it has none. */
function sumOf(graph: Graph, { terms }: Step, values: ReadonlyMap<number, string>): string | undefined {
  let sum: string | undefined;
  for (const { source, factor } of terms) {
    const value = values.get(source) as string;
    const term = factor === 1 ? value : graph.add("Mul", [value, graph.constant(factor)]);
    sum = sum === undefined ? term : graph.add("Add", [sum, term]);
  }
  return sum;
}

/** The activation of a column: sine and cosine by whole half-turns first, as the kernels have them. */
function activated(graph: Graph, activation: ActivationName, x: string): string {
  switch (activation) {
    case "linear":
      return x;
    case "step":
      return graph.add("Cast", [graph.add("Greater", [x, graph.constant(0)])], [intAttribute("to", graph.type)]);
    case "sine": {
      const turns = graph.add("Round", [x]);
      return sinPi(graph, graph.add("Sub", [x, turns]), turns);
    }
    case "cosine": {
      const turns = graph.add("Round", [x]);
      const off = graph.add("Abs", [graph.add("Sub", [x, turns])]);
      return sinPi(graph, graph.add("Sub", [graph.constant(0.5), off]), turns);
    }
    case "gaussian":
      return graph.add("Exp", [graph.add("Mul", [graph.add("Mul", [x, x]), graph.constant(-0.5)])]);
    case "tanh":
      return graph.add("Tanh", [x]);
    case "sigmoid":
      return graph.add("Sigmoid", [x]);
    case "inverse":
      return graph.add("Neg", [x]);
    case "absolute":
      return graph.add("Abs", [x]);
    case "relu":
      return graph.add("Relu", [x]);
  }
}

/** sin(πr), its sign changed where `turns`, a whole number, is odd. */
function sinPi(graph: Graph, r: string, turns: string): string {
  const half = graph.add("Mul", [turns, graph.constant(0.5)]);
  const parity = graph.add("Sub", [half, graph.add("Floor", [half])]);
  const sign = graph.add("Sub", [graph.constant(1), graph.add("Mul", [parity, graph.constant(4)])]);
  return graph.add("Mul", [graph.add("Sin", [graph.add("Mul", [r, graph.constant(Math.PI)])]), sign]);
}

/** A model; it cannot be read. */
export const onnx: Format = {
  name: "onnx",
  title: "an ONNX model",
  extension: ".onnx",
  drawing: false,
  takes: ["sharedWeight", "double", "compact"],
  writeBytes: async (champion, options) => modelBytes(champion, options),
};
