/** Signals, in every phase of what takes long: one line at once, the way to go on, and 128 + the signal's number. */
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, type Outcome, runHere, startCli } from "./run-cli.js";

const folder = temporaryFolder();
const WALKER = fileURLToPath(new URL("../../champions/biped.json", import.meta.url));
const SMALL = ["--preset", "quick", "--population", "16", "--workers", "1", "--set", "islands=null"];
const STOPPED = /^stopped[^\n]*$/m;

/** Sends `signal`, so many times, once standard error says `when`. */
async function signalled(args: readonly string[], when: RegExp, signal: NodeJS.Signals, times = 1): Promise<Outcome> {
  const { child, outcome } = startCli(args, folder);
  let said = "";
  let sent = 0;
  child.stderr?.on("data", (part) => {
    said += part;
    if (!when.test(said) || sent > 0) return;
    for (; sent < times; sent++) setTimeout(() => child.kill(signal), 100 * sent);
  });
  return outcome;
}

beforeAll(() => {
  cpSync(fileURLToPath(new URL("../../docs/quick.json", import.meta.url)), join(folder, "champion.json"));
});

describe("a signal", () => {
  it("ends a run at once where it comes again, from its last checkpoint on", async () => {
    const args = ["evolve", "swingup", ...SMALL, "--generations", "100000", "--out", "twice"];
    const { code, stdout, stderr } = await signalled(args, /^generation/m, "SIGINT", 2);
    // The generation in hand may have ended between the two.
    expect(code).toBe(130);
    expect(stdout).toBe("");
    expect(stderr).toContain("stopping after this generation; again to stop now\n");
    expect(stderr.split("\n").at(-2)).toMatch(/^stopped .*; go on with: wann evolve --resume twice$/);
    expect(existsSync(join(folder, "twice", "checkpoint"))).toBe(true);
    // So it is told of a run that has been gone on with.
    const again = await signalled(["evolve", "--resume", "twice"], /^generation/m, "SIGINT");
    expect(again.stderr.split("\n").at(-2)).toMatch(/^stopped .*; go on with: wann evolve --resume twice$/);
  });

  it("in the closing report leaves the run whole, with the way to another report", async () => {
    const args = ["evolve", "biped", "--preset", "biped", "--population", "16", "--generations", "1", "--workers", "1"];
    const few = ["--set", "islands=null", "--set", "confirmEpisodes=1", "--out", "closing"];
    const { code, stdout, stderr } = await signalled([...args, ...few], /^tuning the shared weight/m, "SIGTERM");
    expect([code, stdout]).toEqual([143, ""]);
    expect(stderr.split("\n").at(-2)).toBe(
      "stopped in the closing report, which is made anew; go on with: wann evolve --resume closing",
    );
    expect(JSON.parse(readFileSync(join(folder, "closing", "checkpoint"), "utf8")).state.generation).toBe(1);
  });

  it.each([
    ["evaluate --rows", ["evaluate", WALKER, "--rows", "--episodes", "2000", "--workers", "1"]],
    ["sweep", ["sweep", WALKER, "--weights", "33", "--episodes", "2000", "--workers", "1"]],
    ["table", ["table", "biped", "--episodes", "2000", "--workers", "1"]],
    ["profile", ["profile", "biped", "--rounds", "1000", "--workers", "1"]],
    ["train-vae", ["train-vae", "--frames", "100000", "--out", "encoder.bin"]],
  ])("ends %s with a line", async (_name, args) => {
    const { code, stdout, stderr } = await signalled(args, /%|frames/, "SIGHUP");
    expect([code, stdout]).toEqual([129, ""]);
    expect(stderr).toMatch(STOPPED);
  });

  it("ends a batch with the way to go on with all of it, which comes to what it would have come to", async () => {
    const args = ["evolve", "swingup", ...SMALL, "--generations", "6", "--seeds", "1..3"];
    const whole = jsonOf<{ runs: { digest: string }[] }>(await runHere([...args, "--json", "--out", "whole"], folder));
    const stopped = await signalled([...args, "--out", "batch"], /seed 2 \(2 of 3\)[\s\S]*generation/, "SIGINT");
    expect(stopped.code).toBe(130);
    expect(stopped.stderr.split("\n").at(-2)).toMatch(/go on with: wann evolve --resume batch$/);
    const resumed = await runHere(["evolve", "--resume", "batch", "--json"], folder);
    const digests = whole.runs.map(({ digest }) => digest);
    const { runs } = jsonOf<{ runs: { digest: string; run: string }[] }>(resumed);
    expect(runs.map(({ digest }) => digest)).toEqual(digests);
    expect(runs.map(({ run }) => run)).toEqual([1, 2, 3].map((seed) => join("batch", `seed${seed}`)));
    // The command itself goes on with what stands there, too; other seeds are another batch.
    const again = jsonOf<typeof whole>(await runHere([...args, "--json", "--out", "batch"], folder));
    expect(again.runs.map(({ digest }) => digest)).toEqual(digests);
    const { code, stderr } = await runHere([...args.slice(0, -1), "1..4", "--out", "batch"], folder);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--out batch: has runs of another configuration")]);
    // Stopped while it is made longer, all of it still goes to its new end.
    const longer = ["evolve", "--resume", "batch", "--generations", "9"];
    await signalled(longer, /seed 1 \(1 of 3\)[\s\S]*generation/, "SIGINT");
    const ended = jsonOf<{ runs: { generations: number }[] }>(
      await runHere(["evolve", "--resume", "batch", "--json"], folder),
    );
    expect(ended.runs.map(({ generations }) => generations)).toEqual([9, 9, 9]);
    // It cannot end before where a run of it stands, and stays as it was.
    const kept = readFileSync(join(folder, "batch", "batch.json"), "utf8");
    const shorter = await runHere(["evolve", "--resume", "batch", "--generations", "5"], folder);
    const stands = `${join("batch", "seed1")}: the run has 9 generations already: expected generations of at least 9`;
    expect([shorter.code, shorter.stderr]).toEqual([2, `error: ${stands}\n`]);
    expect(readFileSync(join(folder, "batch", "batch.json"), "utf8")).toBe(kept);
    const { stdout } = await runHere(["curve", "batch", "--svg", "median.svg"], folder);
    expect(stdout).toContain("median and quartiles of 3 seeds");
    expect(readFileSync(join(folder, "median.svg"), "utf8")).toContain("batch, median of 3 seeds");
  });
});
