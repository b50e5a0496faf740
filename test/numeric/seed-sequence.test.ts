import { expect, it } from "vitest";
import golden from "../golden/generator.json" with { type: "json" };
import { probes } from "./probes.js";

it.each(golden.generators)("seed $seed spreads into the state that NumPy's SeedSequence generates", (expected) => {
  const words = expected.state.length;
  probes.seedPool(expected.seed);
  probes.generateState(probes.scratchOffset(), words);
  expect([...new Uint32Array(probes.memory.buffer, probes.scratchOffset(), words)]).toEqual(expected.state);
});
