/** A user's step that does not end, or a return that is never a number, ends the run with one line. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compileOwn } from "../../src/build/compile-own.js";
import { createPool } from "../../src/evaluate/pool.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { checkTask } from "../../src/own/check.js";
import { openTask } from "../../src/own/open.js";
import { Pcg64 } from "../../src/random/pcg64.js";
import { crossPlan } from "../../src/search/episodes.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const folder = temporaryFolder();
const LIMIT_MS = 400;
const SAYS = "a reset or a step has not ended after 0.4 s: expected one that ends";

/** A task whose step `when` something is so does not end. */
function endless(name: string, when: string): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    `import { defineTask } from "wann";
    export default defineTask({
      observation: 1, action: { kind: "continuous", low: [-1], high: [1] }, maxSteps: 4, scales: [1],
      reset(random) { this.seed = random.integers(0, 1000); return [1]; },
      step() { while (${when}); return { observation: [1], reward: this.seed, terminated: false }; },
    });`,
  );
  return file;
}

/** Has a pool with a short limit run episodes of a network. */
async function rolledOut(file: string, workers: number, episodes = 200) {
  const task = await openTask(file);
  const pool = await createPool(task, workers, undefined, undefined, LIMIT_MS);
  const network = pack(fixedTopology(task.inputs, [1], task.outputs, "linear")).words;
  try {
    return await pool.evaluate(
      [network],
      crossPlan(
        [1],
        Array.from({ length: episodes }, (_, i) => i),
      ),
    );
  } finally {
    await pool.close();
  }
}

describe("a step that does not end", () => {
  it("is told of with the file's name, once it has been given another try", async () => {
    const file = endless("stuck.ts", "this.seed === 500");
    const says = `${file}: ${SAYS}`;
    // Of seeds 0 to 199, one and only one draws 500.
    await expect(rolledOut(file, 2)).rejects.toThrow(says);
  });

  it("leaves no trace where it ends the second time", async () => {
    const usual = await rolledOut(endless("usual.ts", "false"), 2);
    const once = `${JSON.stringify(join(folder, "tried"))}`;
    const file = join(folder, "once.ts");
    writeFileSync(
      file,
      `import { existsSync, writeFileSync } from "node:fs";
      import { defineTask } from "wann";
      export default defineTask({
        observation: 1, action: { kind: "continuous", low: [-1], high: [1] }, maxSteps: 4, scales: [1],
        reset(random) { this.seed = random.integers(0, 1000); return [1]; },
        step() {
          if (this.seed === 500 && !existsSync(${once})) { writeFileSync(${once}, ""); for (;;); }
          return { observation: [1], reward: this.seed, terminated: false };
        },
      });`,
    );
    expect(await rolledOut(file, 2)).toEqual(usual);
  });

  it("is told of before there is a run, where it comes among the first", async () => {
    const file = endless("first.ts", "true");
    writeFileSync(join(folder, "top.ts"), "for (;;);");
    await expect(openTask(join(folder, "top.ts"), { limitMs: LIMIT_MS })).rejects.toThrow(`top.ts: ${SAYS}`);
    await expect(rolledOut(file, 1)).rejects.toThrow(`first.ts: ${SAYS}`);
  });

  it("is told of by the check", async () => {
    // The draw of seed 31, one of those that are run by themselves.
    const file = endless("checked-31.ts", `this.seed === ${new Pcg64(31).integers(0, 1000)}`);
    const stuck = await checkTask(file, LIMIT_MS);
    expect(stuck.at(-1)).toEqual({
      subject: "steps",
      found: SAYS,
      verdict: "problem",
    });
  });

  it("is told of in a wasm, too", async () => {
    const root = fileURLToPath(new URL("../../", import.meta.url));
    const file = join(folder, "stuck-wasm.ts");
    writeFileSync(
      file,
      `import { ROW_BYTES } from "wann/assembly/tasks/task";
      @final @unmanaged export default class Stuck {
        static readonly INPUTS: u32 = 1; static readonly OUTPUTS: u32 = 1; static readonly STATE: u32 = 0;
        static readonly MAX_STEPS: u32 = 4; static readonly TIME_STEP: f64 = 1; static readonly WORST_RETURN: f64 = -1;
        static readonly BYTES: u32 = ROW_BYTES;
        prepare(): i32 { return 0; }
        reset(_lane: u32, _seed: u32): void {}
        observe(inputs: usize, offset: u32): void { v128.store(inputs + offset, v128.splat<f64>(1)); }
        simulate(outputs: usize, _lanes: u32): void { while (load<f64>(outputs) != 12345) {} }
        reward(_outputs: usize, _offset: u32): v128 { return v128.splat<f64>(0); }
        terminated(_offset: u32): v128 { return v128.splat<i64>(0); }
        copyLane(_to: u32, _from: u32): void {}
        state(_lane: u32, _index: u32): f64 { return 0; }
      }`,
    );
    const wasm = await compileOwn({ root, file, variant: "debug" });
    if (typeof wasm === "string") throw new Error(wasm);
    writeFileSync(join(folder, "stuck.wasm"), wasm);
    await expect(rolledOut(join(folder, "stuck.wasm"), 1, 4)).rejects.toThrow(
      /stuck\.wasm: a reset or a step has not ended/,
    );
  });
});
