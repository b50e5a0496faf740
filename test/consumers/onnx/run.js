/**
 * Runs ONNX models. Reads a JSON list of { model: path, double, weights: one or null each, asked: observations } on standard input,
 * prints their actions as JSON: [model][weight][observation][output]. With --timed, { answers, milliseconds: one a weight } each.
 */
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import * as ort from "onnxruntime-web";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

const results = [];
for (const { model, double, weights, asked } of JSON.parse(await text(process.stdin))) {
  const session = await ort.InferenceSession.create(readFileSync(model), { graphOptimizationLevel: "disabled" });
  const type = double ? "float64" : "float32";
  const values = (list) => (double ? Float64Array.from(list) : Float32Array.from(list));
  const answers = [];
  const milliseconds = [];
  for (const weight of weights) {
    const began = performance.now();
    const { actions } = await session.run({
      observations: new ort.Tensor(type, values(asked.flat()), [asked.length, asked[0].length]),
      ...(weight === null ? {} : { shared_weight: new ort.Tensor(type, values([weight]), []) }),
    });
    milliseconds.push(performance.now() - began);
    const [, outputs] = actions.dims;
    answers.push(asked.map((_, i) => [...actions.data.slice(i * outputs, (i + 1) * outputs)]));
  }
  results.push(process.argv.includes("--timed") ? { answers, milliseconds } : answers);
  await session.release();
}
process.stdout.write(JSON.stringify(results));
