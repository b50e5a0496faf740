/** A network as one Python file: pure Python for one observation, NumPy for arrays of them where it is there. */
import type { Champion } from "../genome/champion.js";
import { VERSION } from "../version.js";
import type { Format, WriteOptions } from "./format.js";
import { partsFor } from "./parts/library.js";
import { PYTHON } from "./parts/python.js";
import {
  activationsOf,
  decimal,
  type Step,
  type Steps,
  type Syntax,
  stepsOf,
  termLines,
  usualWeight,
} from "./parts/steps.js";

const SYNTAX: Syntax = {
  number: decimal,
  input: (index) => `x[${index}]`,
  node: (id) => `h${id}`,
};

/** The file's text. */
function fileText(champion: Champion, options: WriteOptions): string {
  const { inputLabels, outputLabels } = options;
  const steps = stepsOf(champion, options.compact);
  const { inputs, outputs, shared } = steps;
  const weight = usualWeight(champion, options.sharedWeight);
  const parameters = `observation${shared ? `, weight${weight === undefined ? "" : "=TUNED_SHARED_WEIGHT"}` : ""}`;
  const given = `observation${shared ? ", weight" : ""}`;
  const results = steps.steps.slice(-outputs).map(({ id }) => SYNTAX.node(id));
  return `# coding: utf-8
"""A network for ${champion.task}, ${inputs} inputs, ${outputs} outputs; wann ${VERSION} wrote it.

Pure Python. Where NumPy is there, act takes arrays of observations, too. The arithmetic is that of the program's kernels, operation
by operation: sums begin with 0 and keep their order, in numbers of 64 bits.
"""
import math
import struct

try:
    import numpy
except ImportError:
    numpy = None

TASK = ${JSON.stringify(champion.task)}
INPUT_LABELS = ${JSON.stringify(inputLabels)}
OUTPUT_LABELS = ${JSON.stringify(outputLabels)}
TUNED_SHARED_WEIGHT = ${weight === undefined ? "None" : decimal(weight)}


${partsFor(PYTHON, activationsOf(steps))
  .map((text) => `${text}\n\n\n`)
  .join("")}def act(${parameters}):
    """The ${outputs} outputs for an observation of ${inputs} numbers${shared ? " and a shared weight" : ""}: a list for a list, an array [..., ${outputs}] for an array
    [..., ${inputs}]."""
    if numpy is None or not isinstance(observation, numpy.ndarray):
        return _network([float(value) for value in observation]${shared ? ", float(weight)" : ""})
    values = numpy.asarray(observation, dtype=numpy.float64)
    with numpy.errstate(all="ignore"):
        columns = [numpy.array(values[..., i]) for i in range(${inputs})]
        outputs = _network(columns${shared ? ", weight" : ""})
    return numpy.stack([numpy.broadcast_to(each, values.shape[:-1]) for each in outputs], axis=-1)


def _network(${given.replace("observation", "x").replace("weight", "w")}):
${steps.steps.flatMap((step) => stepLines(step, steps)).join("\n")}
    return [${results.join(", ")}]
`;
}

/** A node's lines in the function. */
function stepLines(step: Step, steps: Steps): string[] {
  const { id, scale, activation } = step;
  const [first = "", ...others] = termLines(step, steps, SYNTAX);
  const name = SYNTAX.node(id);
  const scaled = { none: name, weight: `${name} * w`, gain: `${decimal(steps.gain ?? 1)} * w * w * ${name}` }[scale];
  const result = activation === "linear" ? scaled : `_${activation}(${scaled})`;
  return [
    `    ${name} = 0.0 ${first}`.trimEnd(),
    ...others.map((line) => `    ${name} = ${name} ${line}`),
    ...(result === name ? [] : [`    ${name} = ${result}`]),
  ];
}

/** One file; it cannot be read. */
export const python: Format = {
  name: "python",
  title: "a file in Python, with or without NumPy",
  extension: ".py",
  drawing: false,
  takes: ["sharedWeight", "compact"],
  write: fileText,
};
