/** The campaigns in short form; `npm run campaign` runs longer ones. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../describe-with.js";
import { REDIS } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { files } from "./files.js";
import { kills } from "./kills.js";
import { copyProgram, type Program } from "./program.js";
import { queue } from "./queue.js";
import { size } from "./size.js";

/** Kills a process of each kind once. */
const SEED = 10;
/** A row of processes takes its time on a busy machine. */
const LONGEST_MS = 240_000;
const folder = temporaryFolder();
let program: Program;

beforeAll(async () => {
  for (const name of ["program", "files", "kills", "size"]) mkdirSync(join(folder, name));
  program = await copyProgram(join(folder, "program"));
});

it(
  "files that are damaged are refused in one line, or change nothing",
  async () => {
    const { counts, faults } = await files({ seed: 5, rounds: 20, program, folder: join(folder, "files") });
    expect(faults).toEqual([]);
    const refused = Object.values(counts).flatMap((of) => Object.values(of).map((count) => count.refused ?? 0));
    expect(refused.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
  },
  LONGEST_MS,
);

it(
  "processes that are killed leave nothing, or a run that is resumed to the undisturbed end",
  async () => {
    const { counts, faults } = await kills({ seed: SEED, rounds: 3, program, folder: join(folder, "kills") });
    expect(faults).toEqual([]);
    expect(Object.values(counts).reduce((sum, { kills }) => sum + kills, 0)).toBeGreaterThan(1);
  },
  LONGEST_MS,
);

it(
  "what is too large is refused in one line with the bound",
  async () => {
    const { inputs, faults } = await size({ seed: 1, rounds: 5, program, folder: join(folder, "size") });
    expect(faults).toEqual([]);
    expect(Object.keys(inputs)).toHaveLength(5);
  },
  LONGEST_MS,
);

describeWith(REDIS, "a queue", () => {
  it(
    "comes to the undisturbed digest whatever happens, and names who forges",
    async () => {
      const { forged, untilNamed, faults } = await queue({ seed: 3, rounds: 3, minutes: 0 });
      expect(faults).toEqual([]);
      expect(forged).toEqual({ rounds: 2, named: 2 });
      expect(untilNamed).toHaveLength(2);
    },
    LONGEST_MS,
  );
});
