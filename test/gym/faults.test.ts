/** What is wrong with an environment, or with the Python that runs it, is said in one line, and nothing hangs. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { loadKernel } from "../../src/evaluate/task-files.js";
import type { GymSource } from "../../src/gym/source.js";
import { pack } from "../../src/network/pack.js";
import { openTask } from "../../src/own/open.js";
import { runHere } from "../cli/run-cli.js";
import { describeWith } from "../describe-with.js";
import { GYMNASIUM } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { showPython } from "./gymnasium.js";

const SMALL = ["--population", "4", "--generations", "1", "--set", "initialNetworks=4", "--workers", "1"];
const FAULTY = "gym:wann_test_envs:Faulty-v0";
/** The first seed of a search; faults come from there on. */
const LATER = 2 ** 31;

describeWith(GYMNASIUM, "an environment of Gymnasium's", () => {
  const folder = temporaryFolder();
  let python = "";
  let runs = 0;
  const evolve = (name: string, program = python) =>
    runHere(["evolve", name, "--python", program, ...SMALL, "--out", `run-${runs++}`], folder);
  const program = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
    return join(folder, name);
  };

  beforeAll(() => {
    python = showPython();
  });

  it.each([
    ["gym:CartPol-v1", "gym:CartPol-v1: Environment `CartPol` doesn't exist. Did you mean: `CartPole`?"],
    ["gym:CartPole-v1?weight=2", "gym:CartPole-v1?weight=2: TypeError: "],
    ["gym:CartPole-v1?fast", "gym:CartPole-v1?fast: option 'fast': expected key=value"],
    ["gym:CartPole-v1?render_mode=human", "option 'render_mode=human': expected key=value"],
    ["gym:nowhere:Room-v0", "No module named 'nowhere'"],
    ["gym:wann_test_envs:Packages-v0", "No module named 'a_package_that_is_nowhere'"],
    ["gym:wann_test_envs:Images-v0", "observations are images, 96 x 96 x 3: expected numbers"],
    ["gym:wann_test_envs:Texts-v0", "observations are Text: expected Box, Discrete"],
    ["gym:wann_test_envs:Large-v0", "observations of 1025 numbers: expected 1 to 1024"],
    ["gym:wann_test_envs:Unbounded-v0", "actions from [-inf] to [inf]: expected finite bounds"],
    [`${FAULTY}?fault=reset`, `${FAULTY}?fault=reset: reset: ValueError: no door to the room; all of it: `],
  ])("%s is told of", async (name, says) => {
    const { code, stdout, stderr } = await evolve(name);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
    expect(stderr.match(/error: /g)).toHaveLength(1);
    expect(stderr.trimEnd().split("\n").at(-1)).toContain("error: ");
    const [, report] = /all of it: (\S+)/.exec(stderr) ?? [];
    if (report) expect(textOf(report)).toMatch(/^Traceback [\s\S]*\n\S.*\n$/);
  });

  it.each([
    [
      "/nowhere/python3",
      () => "/nowhere/python3",
      "/nowhere/python3: cannot be started (ENOENT): expected Python 3.10",
    ],
    ["one that is too old", () => program("old", OLD(python)), "Python 3.9: expected 3.10 or later"],
    ["one without gymnasium", () => program("bare", `exec ${python} -I -S "$@"`), " -m pip install gymnasium"],
    ["one that ends", () => program("ends", "exit 3"), "before it said anything of the environment"],
  ])("a Python that is %s is told of", async (_, path, says) => {
    const { code, stderr } = await evolve("gym:CartPole-v1", path());
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr.match(/error: /g)).toHaveLength(1);
  });

  it.each([
    ["step", "step: KeyError: 'worn out'"],
    ["exit", "step: SystemExit: enough"],
    ["shape", "step: an observation of shape (3,): expected (2,)"],
    ["number", "step: an observation of shape (): expected (2,)"],
  ])("with the fault %s breaks off with a line", async (fault, says) => {
    const name = `${FAULTY}?fault=${fault}`;
    const fails = await played(name, 1).catch((error: Error) => error.message);
    expect(fails).toContain(`${name}: ${says}; all of it: `);
  });

  it("scores the worst return where an observation or a reward is no finite number", async () => {
    for (const [fault, expected] of [
      ["first", -1000],
      ["nan", -1000],
      ["reward", -1000],
      ["none", undefined],
    ] as const) {
      const { returns, nonFinite } = await played(`${FAULTY}?fault=${fault}`, 40);
      expect(new Set(returns).has(-1000)).toBe(expected !== undefined);
      if (expected !== undefined) expect([...returns]).toEqual(Array(40).fill(expected));
      expect(nonFinite).toBe(expected === undefined ? 0 : 40);
    }
  });

  it.each(["hang", "deep-hang"])("is given up where a step takes too long: %s", async (fault) => {
    const name = `${FAULTY}?fault=${fault}`;
    const fails = await played(name, 1, 2).catch((error: Error) => error);
    expect(String(fails)).toContain(`${name}: a step took longer than 2 s; all of it: `);
    const [, report] = /all of it: (\S+)/.exec(String(fails)) ?? [];
    expect(textOf(report)).toMatch(/wann_test_envs\.py", line \d+ in step/);
  });

  it("is given up where one of its first steps takes too long", async () => {
    await expect(openTask(`${FAULTY}?fault=early-hang`, { python, stepSeconds: 5 })).rejects.toThrow(
      "took longer than 5 s to begin, or for one of its first steps; all of it: ",
    );
  });

  it("goes on where Python is killed twice in a job, with the same returns; at the third time it is told of", async () => {
    const undisturbed = await played(`${FAULTY}?fault=none`, 4);
    for (const kills of [2, 3]) {
      const bullets = join(folder, `kills-${kills}`);
      mkdirSync(bullets);
      for (let i = 0; i < kills; i++) writeFileSync(join(bullets, String(i)), "");
      const name = `${FAULTY}?fault=kill&kills=${bullets}`;
      const outcome = played(name, 4);
      if (kills === 2) expect(await outcome).toEqual(undisturbed);
      else await expect(outcome).rejects.toThrow(`${name}: Python was ended 3 times in the midst of the same job`);
      expect(readdirSync(bullets)).toEqual([]);
    }
  });

  /** What a fixed network comes to in episodes of a search's seeds. */
  async function played(name: string, episodes: number, stepSeconds = 60) {
    const task = await openTask(name, { python });
    const own = { ...(task.own as GymSource), stepSeconds };
    const kernel = await loadKernel({ ...task, own });
    const seeds = Uint32Array.from({ length: episodes }, (_, i) => LATER + i);
    const genome = {
      inputs: 2,
      outputs: 2,
      activations: [1, 1, 1, 1, 1],
      connections: [{ source: 1, target: 3, enabled: true }],
    };
    const plan = { individual: false, weights: new Float64Array(episodes).fill(1), seeds };
    try {
      return kernel.evaluateAll([pack(genome).words], plan);
    } finally {
      kernel.world?.close?.();
    }
  }
});

/** The text of a report, which goes. */
function textOf(report: string): string {
  const text = readFileSync(report, "utf8");
  rmSync(report);
  return text;
}

/** A program that is a Python 3.9 as far as programs can tell. */
const OLD = (python: string) => `exec ${python} -c '
import runpy, sys
sys.version_info = (3, 9, 1, "final", 0)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")' "$@"`;
