/** A run with Gymnasium from its start to its end, however it ends; its commands; what it notes of the programs that ran it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import { readDocument, writeDocument } from "../../src/document.js";
import { RUN_FILE } from "../../src/record/run-file.js";
import { jsonOf, runHere, startCli, withoutProgress } from "../cli/run-cli.js";
import { describeWith } from "../describe-with.js";
import { GYMNASIUM } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { showPython } from "./gymnasium.js";

const CARTPOLE = "gym:CartPole-v1?sutton_barto_reward=false&max_episode_steps=8";
const SMALL = ["--population", "8", "--generations", "2", "--set", "initialNetworks=8", "--set", "confirmEpisodes=4"];
/** Longer than any test. */
const ENDLESS = [...SMALL.with(3, "100000"), "--workers", "2"];

interface Evaluated {
  readonly rows: readonly { readonly row: string; readonly returns: readonly number[] }[];
}

describeWith(GYMNASIUM, "a run with Gymnasium", () => {
  const folder = temporaryFolder();
  let python: string[] = [];
  const run = (...words: string[]) => runHere([...words, ...python], folder);
  const evolved = async (...words: string[]) =>
    jsonOf<{ digest: string }>(await run("evolve", ...words, "--json")).digest;

  beforeAll(() => {
    python = ["--python", showPython()];
  });

  it("comes to the same bits with any number of workers, interrupted and resumed or not", async () => {
    const whole = await evolved(CARTPOLE, ...SMALL.with(3, "3"), "--workers", "1", "--out", "whole");
    const begun = await evolved(CARTPOLE, ...SMALL, "--workers", "2", "--out", "run");
    expect(begun).not.toBe(whole);
    expect(await evolved("--resume", "run", "--generations", "3", "--workers", "1")).toBe(whole);
  });

  it.each([
    ["evaluate", "run", "--episodes", "3", "--rows", "--workers", "1"],
    ["sweep", "run", "--weights", "3", "--episodes", "2", "--workers", "1"],
    ["tune", "run", "--out", "tuned", "--generations", "1", "--set", "population=4", "--workers", "1"],
    ["show", "run", "--svg", "network.svg"],
    ["export", "run", "--format", "python", "--out", "network.py"],
    ["config", CARTPOLE],
    ["estimate", CARTPOLE, ...SMALL, "--workers", "1"],
    ["profile", CARTPOLE, "--population", "4", "--rounds", "1", "--workers", "1"],
    ["evolve", "--config", "run/config.json", "--generations", "1", "--workers", "1", "--out", "again"],
  ])("is taken by %s", async (...words) => {
    const { code, stdout, stderr } = await run(...words);
    expect([code, withoutProgress(stderr)]).toEqual([0, expect.not.stringContaining("error")]);
    if (words[0] !== "profile") return;
    for (const row of ["environment, in Python", "transfer to Python and back", "forward pass"]) {
      expect(stdout).toContain(`| ${row}`);
    }
  });

  it("has a table where its networks are made for that", async () => {
    const { code, stderr } = await run("table", CARTPOLE);
    expect([code, stderr]).toEqual([
      2,
      `error: table: ${CARTPOLE}: no champion comes with the program: expected --from-scratch\n`,
    ]);
  });

  it("is read by wann curve without a Python", async () => {
    expect((await runHere(["curve", "run"], folder)).code).toBe(0);
  });

  it("notes what ran it, and says in a line where that is not the same any more", async () => {
    const path = join(folder, "run", "config.json");
    const file = readDocument(RUN_FILE, readFileSync(path, "utf8"), path);
    const { environment = { python: "", numpy: "", gymnasium: "", spec: "" } } = file;
    expect(environment).toEqual({
      python: expect.stringMatching(/^3\.\d+\.\d+/),
      numpy: expect.stringMatching(/^\d+\./),
      gymnasium: expect.stringMatching(/^\d+\./),
      spec: expect.stringContaining('"max_episode_steps": 8'),
    });
    const { stderr: quiet } = await run("evolve", "--resume", "run", "--generations", "3", "--workers", "1");
    expect(quiet).not.toContain("began with");
    const other = { ...environment, numpy: "1.0.1", spec: "{}" };
    writeFileSync(path, writeDocument(RUN_FILE, { ...file, environment: other }, 2));
    const { code, stderr } = await run("evolve", "--resume", "run", "--generations", "3", "--workers", "1");
    expect(code).toBe(0);
    expect(stderr).toContain(
      `note: run: began with numpy 1.0.1, not ${environment.numpy}, another specification of the environment: ` +
        "episodes may come to other returns\n",
    );
  });

  it("is shown in the environment's window, with the returns that it has without", async () => {
    const seen = join(folder, "seen.txt");
    const name = `gym:Faulty-v0?fault=none&seen=${seen}`;
    await run("evolve", name, "--gym-import", "wann_test_envs", ...SMALL, "--workers", "1", "--out", "shown");
    const words = ["evaluate", "shown/champion.json", "--episodes", "2", "--json"];
    const plain = jsonOf<Evaluated>(await run(...words, "--workers", "1"));
    expect(existsSync(seen)).toBe(false);
    const shown = jsonOf<Evaluated>(await run(...words, "--render", "human"));
    expect(shown).toEqual(plain);
    expect(readFileSync(seen, "utf8").trim().split("\n")).toHaveLength(40);
  });

  it("refuses options for Python where none is asked", async () => {
    for (const option of ["--python", "--gym-import"]) {
      const { code, stderr } = await runHere(["show", "champions/swingup.json", option, "x"], folder);
      expect([code, stderr]).toEqual([2, `error: ${option} x: has no effect: no task of Gymnasium's is named\n`]);
    }
  });

  it("keeps what an environment prints off its standard output", async () => {
    const words = [
      "evolve",
      "gym:wann_test_envs:Prints-v0",
      ...SMALL,
      "--workers",
      "1",
      "--out",
      "prints",
      "--json",
      ...python,
    ];
    const { code, stdout, stderr } = await startCli(words, folder).outcome;
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ generations: 2 })]);
    expect(stderr).toContain("step by print\n");
    expect(stderr).toContain("step by write\n");
  });

  it("ends at a second Ctrl-C, and its Pythons with it, while a step hangs", async () => {
    const [pids, seen] = ["hung pids", "hung"].map((name) => join(folder, name));
    mkdirSync(pids);
    const name = `gym:wann_test_envs:Faulty-v0?fault=hang&seen=${seen}&pids=${pids}`;
    const { child, outcome } = startCli(
      ["evolve", name, ...SMALL, "--workers", "1", "--out", "hang", ...python],
      folder,
    );
    await vi.waitFor(() => expect(existsSync(seen)).toBe(true), 30_000);
    child.kill("SIGINT");
    child.stderr?.once("data", () => child.kill("SIGINT"));
    const { code, stderr } = await outcome;
    expect([code, stderr]).toEqual([130, expect.stringContaining("stopped in the midst of a generation")]);
    await vi.waitFor(() => expect(readdirSync(pids).filter(isAlive)).toEqual([]), 10_000);
  });

  it.each([
    ["in the end", SMALL, undefined, 0],
    ["after Ctrl-C", ENDLESS, "SIGINT", 130],
    ["after it has been killed", ENDLESS, "SIGKILL", null],
  ] as const)("leaves no Python behind %s", async (how, size, signal, code) => {
    const pids = join(folder, `pids ${how}`);
    mkdirSync(pids);
    const name = `gym:wann_test_envs:Started-v0?pids=${pids}`;
    const { child, outcome } = startCli(["evolve", name, ...size, "--out", how, ...python], folder);
    if (signal !== undefined) {
      // The first is asked for the facts, the second of how the environment behaves; then the workers'.
      await vi.waitFor(() => expect(readdirSync(pids).length).toBeGreaterThanOrEqual(4), 30_000);
      child.kill(signal);
    }
    const { code: ended, stderr } = await outcome;
    expect([ended, stderr]).toEqual([code, expect.not.stringContaining("Traceback")]);
    expect(readdirSync(pids).length).toBeGreaterThanOrEqual(4);
    await vi.waitFor(() => expect(readdirSync(pids).filter(isAlive)).toEqual([]), 10_000);
    expect(readdirSync(tmpdir()).filter((file) => file.startsWith(`wann-gym-${child.pid}-`))).toEqual([]);
  });
});

function isAlive(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}
