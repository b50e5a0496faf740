/** The class of python/wann_gym.py that reads a champion.json, against the kernel. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readChampion, writeChampion } from "../../src/formats/champion-json.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { describeWith } from "../describe-with.js";
import { championOf, kernelAnswers, observations } from "../formats/subjects.js";
import { grown, weighted } from "../genome/grown.js";
import { GYMNASIUM } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { MODULES, python } from "./gymnasium.js";

describeWith(GYMNASIUM, "a champion.json in plain Python", () => {
  const folder = temporaryFolder();

  it.each([
    [1, 20, -1.37, undefined],
    [2, 100, 0.7331, undefined],
    [3, 200, 2, undefined],
    [4, 150, undefined, 9],
  ])(
    "answers as the kernel does, to the bit: network %i of %i mutations, shared weight %s",
    async (seed, mutations, weight, own) => {
      const made = grown({ inputs: 5, outputs: 1, mutations, seed });
      const champion = championOf(own === undefined ? made : weighted(made, own));
      const file = join(folder, `${seed}.json`);
      const text = writeChampion(champion, taskNamed("swingup"));
      writeFileSync(file, text);
      const inputs = observations(5, 50);

      const answers = python<number[][]>("driven.py", [file, MODULES], { inputs, weight: weight ?? null });
      expect(answers).toEqual(await kernelAnswers(readChampion(text, file), weight, inputs));
    },
  );
});
