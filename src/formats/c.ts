/** A network as one C99 header: a function without allocation, in numbers of 64 or 32 bits. */
import type { ActivationName } from "../genome/activation.js";
import type { Champion } from "../genome/champion.js";
import { VERSION } from "../version.js";
import type { Format, WriteOptions } from "./format.js";
import { C_DOUBLE, C_FLOAT } from "./parts/c.js";
import { partsFor } from "./parts/library.js";
import {
  activationsOf,
  countsUnits,
  decimal,
  type Step,
  type Steps,
  type Syntax,
  stepsOf,
  termLines,
  usualWeight,
} from "./parts/steps.js";

const SYNTAX: Syntax = {
  number: (value) => `WANN_C(${decimal(value)})`,
  input: (index) => `x[${index}]`,
  node: (id) => `h${id}`,
};

/** Of whole numbers: units and bias. */
const WHOLE: Syntax = { ...SYNTAX, number: String };

/** Activations that are an expression. */
const SIMPLE: Readonly<Partial<Record<ActivationName, (value: string) => string>>> = {
  step: (value) => `(wann_real)(${value} > 0)`,
  inverse: (value) => `-${value}`,
  absolute: (value) => `${value} < 0 ? -${value} : ${value} + 0`,
  relu: (value) => `${value} < 0 ? 0 : ${value}`,
};

/** The header's text. */
function headerText(champion: Champion, options: WriteOptions): string {
  const steps = stepsOf(champion, options.compact);
  const { inputs, outputs, shared } = steps;
  const wholes = options.compact && countsUnits(steps);
  const weight = usualWeight(champion, options.sharedWeight);
  const activations = activationsOf(steps);
  const [wide, narrow] = [partsFor(C_DOUBLE, activations), partsFor(C_FLOAT, activations)];
  const text = [
    headComment(champion, options, steps),
    "#ifndef WANN_H",
    "#define WANN_H",
    ...(wide.length > 0 ? ["", "#include <stdint.h>", "#include <string.h>"] : []),
    "",
    "#ifdef __clang__",
    "#pragma STDC FP_CONTRACT OFF",
    "#endif",
    "",
    "#ifdef WITH_FLOAT",
    "typedef float wann_real;",
    "#else",
    "typedef double wann_real;",
    "#endif",
    "#define WANN_C(value) ((wann_real)(value))",
    `#define WANN_INPUTS ${inputs}`,
    `#define WANN_OUTPUTS ${outputs}`,
    ...(shared && weight !== undefined ? [`#define WANN_TUNED_WEIGHT ${SYNTAX.number(weight)}`] : []),
    "",
    ...(wide.length > 0 ? ["#ifdef WITH_FLOAT", narrow.join("\n\n"), "#else", wide.join("\n\n"), "#endif", ""] : []),
    `/* The ${outputs} outputs y for an observation x of ${inputs} numbers${shared ? " and a shared weight w" : ""}. */`,
    `static inline void wann_act(const wann_real *x, ${shared ? "wann_real w, " : ""}wann_real *y) {`,
    ...(needsInputs(steps) ? [] : ["  (void)x;"]),
    ...steps.steps.flatMap((step) => (wholes ? countingLines(step, steps) : stepLines(step, steps))),
    ...steps.steps.slice(-outputs).map(({ id }, i) => `  y[${i}] = h${id};`),
    "}",
    "",
    "#endif",
    "",
  ].join("\n");
  const own = champion.task.replace(/\W/g, "_");
  return text
    .replace(/\bwann_(?=[a-z])/g, `wann_${own}_`)
    .replace(/\bWANN_(?=[A-Z])/g, `WANN_${own.toUpperCase()}_`)
    .replaceAll("WITH_FLOAT", "WANN_FLOAT");
}

function headComment({ task }: Champion, { inputLabels, outputLabels }: WriteOptions, steps: Steps): string {
  return `/*
 * A network for ${task}; wann ${VERSION} wrote it. C99, no allocation, no library. Numbers have 64 bits, or 32 where
 * WITH_FLOAT is defined before it is included. ${
   steps.gain !== undefined && countsUnits(steps)
     ? "Units are 1 where a sum of whole numbers times\n * inputs and units is above 0, else 0; only outputs have a weight."
     : "Sums begin with 0 and keep the program's order."
 }
 * To get the program's bits on a machine with fused multiply-add, compile with -ffp-contract=off.
 *
 * Inputs: ${comment(inputLabels.join(", "))}
 * Outputs: ${comment(outputLabels.join(", "))}
 */`;
}

function comment(text: string): string {
  return text.replaceAll("*/", "* /");
}

function needsInputs({ steps, inputs }: Steps): boolean {
  return steps.some(({ terms }) => terms.some(({ source }) => source > 0 && source <= inputs));
}

/** A node's lines in the function. */
function stepLines(step: Step, steps: Steps): string[] {
  const [first = "", ...others] = termLines(step, steps, SYNTAX);
  const sum = `s${step.id}`;
  const factor = { none: undefined, weight: "w", gain: `${gainOf(steps)} * w * w` }[step.scale];
  const scaled =
    factor === undefined ? [] : [`  ${sum} = ${step.scale === "gain" ? `${factor} * ${sum}` : `${sum} * ${factor}`};`];
  return [
    `  wann_real ${sum} = 0 ${first}`.trimEnd().concat(";"),
    ...others.map((line) => `  ${sum} = ${sum} ${line};`),
    ...scaled,
    `  const wann_real h${step.id} = ${applied(step.activation, sum)};`,
  ];
}

/** The same where units are 0 or 1: they are summed up as whole numbers. */
function countingLines(step: Step, steps: Steps): string[] {
  const isInput = (source: number) => source > 0 && source <= steps.inputs;
  const sumOf = (terms: Step["terms"], syntax: Syntax) =>
    termLines({ ...step, terms }, steps, syntax)
      .join("\n      ")
      .replace(/^\+ /, "")
      .replace(/^- /, "-");
  const real = sumOf(
    step.terms.filter(({ source }) => isInput(source)),
    SYNTAX,
  );
  const whole = sumOf(
    step.terms.filter(({ source }) => !isInput(source)),
    WHOLE,
  );
  const { id, scale, activation } = step;
  if (scale !== "gain") {
    const sum = real === "" || whole === "" ? `${real}${whole}` : `${real} + (${whole})`;
    return [`  const int h${id} = ${sum} > 0;`];
  }
  return [
    `  const wann_real s${id} = ${gainOf(steps)} * w * w * (wann_real)(${whole || "0"});`,
    `  const wann_real h${id} = ${applied(activation, `s${id}`)};`,
  ];
}

function gainOf({ gain = 1 }: Steps): string {
  return SYNTAX.number(gain);
}

function applied(activation: ActivationName, value: string): string {
  if (activation === "linear") return value;
  return SIMPLE[activation]?.(value) ?? `wann_${activation}(${value})`;
}

/** One header; it cannot be read. */
export const c: Format = {
  name: "c",
  title: "a header in C99: a function without allocation",
  extension: ".h",
  drawing: false,
  takes: ["sharedWeight", "compact"],
  write: headerText,
};
