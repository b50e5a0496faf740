/** What the wasm of a control task says of itself. */
import { activationId } from "../genome/activation.js";
import { pack } from "../network/pack.js";
import { Border } from "./border.js";
import type { ControlExports } from "./rollouts.js";

export interface WasmFacts {
  readonly inputs: number;
  readonly outputs: number;
  /** Undefined where it does not say. */
  readonly inputLabels: readonly string[] | undefined;
  readonly outputLabels: readonly string[] | undefined;
  /** Whether the largest output is taken. */
  readonly compares: boolean;
  /** Of each option, in the wasm's order, its key and its value in reported figures. */
  readonly options: readonly { readonly key: string; readonly reported: number }[];
}

const MEBIBYTE = 2 ** 20;
/** Each worker thread has as much. */
const MOST_MEMORY = 256 * MEBIBYTE;

/** Rejects with an Error where it is none, takes too much memory, has imports that a task's has not, or is of another version of the contract. */
export async function wasmFacts(bytes: Uint8Array<ArrayBuffer>): Promise<WasmFacts> {
  const module = await WebAssembly.compile(bytes);
  const [foreign] = WebAssembly.Module.imports(module).filter((each) => each.module !== "host");
  if (foreign) throw new Error(`it imports ${foreign.module}.${foreign.name}`);
  const border = (await Border.open(module)) as Border<ControlExports & { taskCompares(): number }>;
  const { exports, inputs, outputs } = border;
  // A network of no connections: what memory there is now, the task wants.
  const activations = Array<number>(1 + inputs + outputs).fill(activationId("linear"));
  border.setPlan({ individual: false, weights: new Float64Array(), seeds: new Uint32Array() });
  border.prepare(pack({ inputs, outputs, activations, connections: [] }).words);
  if (border.memoryBytes > MOST_MEMORY) {
    const [has, most] = [border.memoryBytes, MOST_MEMORY].map((bytes) => Math.ceil(bytes / MEBIBYTE));
    throw new Error(`it takes ${has} MiB of memory for its lanes, more than ${most}`);
  }
  const optionCount = exports.taskOptions();
  const labels = (name: string, count: number) => {
    const text = border.text((exports[name] as () => number)());
    if (text === "") return undefined;
    const list = text.split(",").map((label) => label.trim());
    if (list.length !== count) throw new Error(`it has ${list.length} labels for ${count} numbers: ${text}`);
    return list;
  };
  const keys = labels("taskOptionLabels", optionCount) ?? [];
  const wrong = keys.find((key, i) => !/^[A-Za-z][A-Za-z0-9]*$/.test(key) || keys.indexOf(key) < i);
  if (wrong !== undefined)
    throw new Error(`its option ${JSON.stringify(wrong)} is no key of its own: a letter, then letters and digits`);
  if (keys.length < optionCount)
    throw new Error(`it does not say what its ${optionCount} options are called: OPTION_LABELS`);
  return {
    inputs,
    outputs,
    inputLabels: labels("taskInputLabels", inputs),
    outputLabels: labels("taskOutputLabels", outputs),
    compares: exports.taskCompares() !== 0,
    options: keys.map((key, i) => ({ key, reported: exports.optionDefault(i) })),
  };
}
