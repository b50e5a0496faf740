/** What the wasm of a control task says of itself. */
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
}

/** Rejects with an Error where it is none, has imports that a task's has not, or is of another version of the contract. */
export async function wasmFacts(bytes: Uint8Array<ArrayBuffer>): Promise<WasmFacts> {
  const module = await WebAssembly.compile(bytes);
  const [foreign] = WebAssembly.Module.imports(module).filter((each) => each.module !== "host");
  if (foreign) throw new Error(`it imports ${foreign.module}.${foreign.name}`);
  const border = (await Border.open(module)) as Border<ControlExports & { taskCompares(): number }>;
  const { exports, inputs, outputs } = border;
  const labels = (name: string, count: number) => {
    const text = border.text((exports[name] as () => number)());
    if (text === "") return undefined;
    const list = text.split(",").map((label) => label.trim());
    if (list.length !== count) throw new Error(`it has ${list.length} labels for ${count} numbers: ${text}`);
    return list;
  };
  return {
    inputs,
    outputs,
    inputLabels: labels("taskInputLabels", inputs),
    outputLabels: labels("taskOutputLabels", outputs),
    compares: exports.taskCompares() !== 0,
  };
}
