/** A network as one ES module: a function in plain arithmetic, without dependencies, for Node, Deno, Bun and browsers. */
import type { Champion } from "../genome/champion.js";
import { VERSION } from "../version.js";
import type { Format, WriteOptions } from "./format.js";
import { JAVASCRIPT } from "./parts/javascript.js";
import { partsFor } from "./parts/library.js";
import {
  activationsOf,
  finite,
  type Step,
  type Steps,
  type Syntax,
  stepsOf,
  termLines,
  usualWeight,
} from "./parts/steps.js";

const SYNTAX: Syntax = {
  number: (value) => String(finite(value)),
  input: (index) => `x[${index}]`,
  node: (id) => `h${id}`,
};

/** The module's text. */
function moduleText(champion: Champion, options: WriteOptions): string {
  const steps = stepsOf(champion, options.compact);
  const { inputs, outputs, shared } = steps;
  const weight = usualWeight(champion, options.sharedWeight);
  const parameters = shared ? `x, w${weight === undefined ? "" : ` = ${weight}`}` : "x";
  const results = steps.steps.slice(-outputs).map(({ id }) => SYNTAX.node(id));
  return `${[
    `// A network for ${champion.task}, ${inputs} inputs, ${outputs} outputs; wann ${VERSION} wrote it. Its arithmetic is that of the`,
    "// program's kernels, operation by operation: sums begin with 0 and keep their order, in numbers of 64 bits.",
    ...partsFor(JAVASCRIPT, activationsOf(steps)),
    ...factsOf(champion, options, weight),
    [
      `/** The outputs for an observation of ${inputs} numbers${shared ? " and a shared weight" : ""}. */`,
      `export function act(${parameters}) {`,
      ...steps.steps.flatMap((step) => stepLines(step, steps)),
      `  return [${results.join(", ")}];`,
      "}",
    ].join("\n"),
  ].join("\n")}\n`;
}

/** What is known of the network, as constants of the module. */
function factsOf(
  { task }: Champion,
  { inputLabels, outputLabels }: WriteOptions,
  weight: number | undefined,
): string[] {
  return [
    `export const task = ${JSON.stringify(task)};`,
    `export const inputLabels = ${JSON.stringify(inputLabels)};`,
    `export const outputLabels = ${JSON.stringify(outputLabels)};`,
    `/** What the network works best with, where that is known. */`,
    `export const tunedSharedWeight = ${weight ?? null};`,
  ];
}

/** A node's lines in the function. */
function stepLines(step: Step, steps: Steps): string[] {
  const { id, scale, activation } = step;
  const lines = termLines(step, steps, SYNTAX);
  const name = SYNTAX.node(id);
  const scaled = (sum: string) => {
    if (scale === "weight") return `${sum} * w`;
    return scale === "gain" ? `${steps.gain} * w * w * ${sum}` : sum;
  };
  const applied = (sum: string) => (activation === "linear" ? sum : `${activation}(${sum})`);
  if (lines.length <= 1) {
    const sum = ["0", ...lines].join(" ");
    return [`  const ${name} = ${applied(scaled(scale === "none" ? sum : `(${sum})`))};`];
  }
  const [first, ...others] = lines;
  return [
    `  let ${name} = 0 ${first};`,
    ...others.map((line) => `  ${name} = ${name} ${line};`),
    ...(scale === "none" && activation === "linear" ? [] : [`  ${name} = ${applied(scaled(name))};`]),
  ];
}

/** The types of the module. */
function typesText(champion: Champion, options: WriteOptions): string {
  const { inputs, shared, outputs } = stepsOf(champion, options.compact);
  const known = usualWeight(champion, options.sharedWeight) !== undefined;
  const weight = shared ? `, weight${known ? "?" : ""}: number` : "";
  return `/** The ${outputs} outputs for an observation of ${inputs} numbers. */
export function act(observation: ArrayLike<number>${weight}): number[];
export const task: string;
export const inputLabels: readonly string[];
export const outputLabels: readonly string[];
export const tunedSharedWeight: number | null;
`;
}

/** One ES module, with its types beside it; it cannot be read. */
export const js: Format = {
  name: "js",
  title: "an ES module: a function in JavaScript",
  extension: ".mjs",
  drawing: false,
  takes: ["sharedWeight", "compact"],
  write: moduleText,
  beside: { extension: ".d.mts", write: typesText },
};
