import { describe, expect, it } from "vitest";
import { writeChampion } from "../../src/formats/champion-json.js";
import { writeOut } from "../../src/formats/out.js";
import type { Champion } from "../../src/genome/champion.js";
import { championFrom } from "../../src/record/champion-text.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { genomeOf } from "../report/sample-genomes.js";

const SWINGUP = taskNamed("swingup");

const CHAMPION: Champion = {
  task: "swingup",
  genome: genomeOf(5, 1, [1, 1, 1, 1, 1, 1, 5], "1>6 3>6"),
  tunedSharedWeight: -1.5,
  fingerprint: [],
  provenance: {},
};
const JSON_TEXT = writeChampion(CHAMPION, SWINGUP);
const OUT_TEXT = writeOut(CHAMPION.genome, 2);

describe("championFrom", () => {
  it.each(["champion.json", "champion.out", "champion"])("tells by the content what %s is", (file) => {
    expect(championFrom(JSON_TEXT, file)).toEqual({ champion: CHAMPION, task: SWINGUP });
    const { champion, task } = championFrom(OUT_TEXT, file, "swingup");
    expect(task).toBe(SWINGUP);
    expect(champion).toEqual({
      task: "swingup",
      genome: CHAMPION.genome,
      tunedSharedWeight: 2,
      fingerprint: [],
      provenance: { file },
    });
  });

  it("takes a task by any of its names", () => {
    const mnist = taskNamed("mnist");
    const { inputs, outputs, activations } = { ...mnist, activations: Array<number>(267).fill(1) };
    const text = writeOut({ inputs, outputs, activations, connections: [] });
    expect(championFrom(text, "digits.out", "mnist256").task).toBe(mnist);
  });

  it.each<[string, string, string, string | undefined]>([
    [
      "x: names no task: expected the task's name with it",
      "x: names no task: expected --task with it",
      OUT_TEXT,
      undefined,
    ],
    ['x: task: "swingup": expected "biped"', 'x: task: "swingup": expected "biped" as --task says', JSON_TEXT, "biped"],
  ])("says “%s”, or where the name is from", (line, withOption, text, taskName) => {
    expect(() => championFrom(text, "x", taskName)).toThrow(new UserError(line));
    expect(() => championFrom(text, "x", taskName, { taskFrom: "--task" })).toThrow(new UserError(withOption));
  });

  it("names the file or the option that has an unknown task", () => {
    const near = 'unknown task "swngup", did you mean "swingup"?';
    const other = writeChampion({ ...CHAMPION, task: "swngup" }, SWINGUP);
    expect(() => championFrom(other, "x.json")).toThrow(`x.json: task: ${near}`);
    expect(() => championFrom(OUT_TEXT, "x.out", "swngup", { taskFrom: "--task" })).toThrow(`--task: ${near}`);
  });

  it("refuses a network that does not fit its task", () => {
    const walker = writeChampion({ ...CHAMPION, task: "biped" }, SWINGUP);
    expect(() => championFrom(walker, "x.json")).toThrow(
      "x.json: the network has 5 inputs and 1 outputs: expected 24 inputs and 4 outputs for biped",
    );
  });
});
