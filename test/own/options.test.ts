/** Options of a user's wasm are settings of what is run with it. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { jsonOf, runHere } from "../cli/run-cli.js";
import { buildPendulum } from "../fixtures/pendulum/task.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const folder = temporaryFolder();
const SMALL = ["--population", "4", "--generations", "2", "--set", "initialNetworks=4", "--workers", "1"];

// A name of its own: a process opens a task of a name once, and other files' tests run in it.
beforeAll(async () => {
  copyFileSync(await buildPendulum("release"), join(folder, "clock.wasm"));
});

describe("an option of a user's wasm", () => {
  const digest = async (out: string, ...words: string[]) => {
    const ran = await runHere(["evolve", "./clock.wasm", ...SMALL, "--out", out, "--json", ...words], folder);
    return jsonOf<{ digest: string }>(ran).digest;
  };

  it("is its default unless set, and may follow a schedule", async () => {
    const usual = await digest("usual");
    expect(await digest("same", "--set", "gravity=10")).toBe(usual);
    const others = [
      await digest("none", "--set", "gravity=0"),
      await digest("later", "--set", 'gravity=[{"from":1,"value":5}]'),
    ];
    expect(new Set([usual, ...others]).size).toBe(3);
  });

  it("is listed with a task's settings, and refused where it is no number", async () => {
    expect((await runHere(["config", "./clock.wasm"], folder)).stdout).toMatch(/^gravity = 10/m);
    const wrong = await runHere(["evolve", "./clock.wasm", "--set", "gravity=moon"], folder);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('gravity: "moon": expected number')]);
  });
});

it("figures that are not of a run's own options say so", async () => {
  const words = ["evolve", "./clock.wasm", ...SMALL, "--out", "told", "--set", "gravity=5"];
  expect((await runHere(words, folder)).stdout).toContain("figures are of gravity 10, the run ended with 5");
  expect((await runHere(["evolve", "./clock.wasm", ...SMALL, "--out", "untold"], folder)).stdout).not.toContain(
    "figures are of",
  );
});
