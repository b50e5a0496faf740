/** The command line as one program: a command after another in one process, and each as a process of its own. */
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../record/temporary-folder.js";
import { type Outcome, runCli, runHere, withoutProgress } from "./run-cli.js";

const SEARCH = [
  "evolve",
  "swingup",
  "--preset",
  "swingup",
  "--population",
  "8",
  "--generations",
  "2",
  "--workers",
  "2",
];
const folder = temporaryFolder();

async function errorOf(command: string): Promise<string> {
  const { code, stderr } = await runHere(command.split(" "), folder);
  expect(code).toBe(2);
  return stderr;
}

beforeAll(async () => {
  cpSync(fileURLToPath(new URL("../../docs/quick.json", import.meta.url)), join(folder, "champion.json"));
  expect((await runHere([...SEARCH, "--out", "run"], folder)).code).toBe(0);
});

describe("a command after another", () => {
  it("has none of the other's options", async () => {
    expect((await runHere(["show", "champion.json", "--svg", "a.svg", "--json"], folder)).stdout).toMatch(/^\{/);
    const { stdout } = await runHere(["show", "champion.json", "--dot", "b.dot"], folder);
    expect(stdout).toMatch(/^champion .*\n[\s\S]*\ndrawing +b\.dot\n$/);
    expect(stdout).not.toContain("a.svg");
  });

  it.each([
    ["evolve --resume missing --start other", "--resume and --start", "evolve --resume missing"],
    ["tune --resume missing --optimizer cma", "--resume and --optimizer", "tune --resume missing"],
    ["evolve --resume missing --set population=9", "--resume and --set", "evolve --resume missing"],
    ["evolve --resume missing --seed 3", "--resume and --seed", "evolve --resume missing"],
    ["evolve swingup --resume missing --seeds 1..2", "--resume and --seeds", "evolve --resume missing"],
  ])("has not what %s had", async (first, refused, second) => {
    expect(await errorOf(first)).toContain(refused);
    expect(await errorOf(second)).toContain(`${join("missing", "config.json")}: cannot be read`);
  });

  it("collects no setting of the other's", async () => {
    expect(await errorOf("evolve swingup --preset swingup --set colour=blue --set shade=dark")).toContain('"colour"');
    expect(await errorOf("evolve swingup --preset swingup --set shade=dark")).not.toContain("colour");
  });

  it("has none of the other's options below a command of commands", async () => {
    const nowhere = "--queue redis://127.0.0.1:1";
    expect(await errorOf(`queue status ${nowhere}`)).toContain("cannot be reached");
    expect(await errorOf("queue status")).toContain("--queue: no URL");
  });
});

describe("a command that runs here", () => {
  const listeners = () => (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => process.listenerCount(signal));
  const place = () => [process.cwd(), process.exit, process.stdout.write, process.stderr.write, console.log];

  it.each([
    ["ends", SEARCH, 0],
    ["fails", ["evolve", "--resume", "run", "--generations", "1"], 2],
    ["fails as it runs", ["tune", "run", "--generations", "1", "--out", join("run", "config.json", "x")], 2],
    ["does not reach a queue", ["worker", "--queue", "redis://127.0.0.1:1"], 2],
  ])("leaves the process as it was where it %s", async (_title, args, code) => {
    const before = [listeners(), place()];
    expect((await runHere(args, folder)).code).toBe(code);
    expect([listeners(), place()]).toEqual(before);
  });

  it("is not disturbed by one that is given at the same time", async () => {
    const [help, version] = await Promise.all([runHere(["--help"], folder), runHere(["--version"], folder)]);
    expect(help.stdout).toMatch(/^Usage: wann /);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("wann as a process", () => {
  it.each([
    ["evaluate", ["champion.json", "--rows", "--episodes", "2"]],
    ["sweep", ["champion.json", "--weights", "2", "--episodes", "2"]],
    ["show", ["champion.json"]],
    ["curve", ["run"]],
    ["table", ["swingup", "--quick"]],
  ])("%s prints what it prints here, and ends", async (command, args) => {
    // How far it is after a second depends on the machine.
    const told = ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr: withoutProgress(stderr) });
    const outcome = told(await runCli([command, ...args], folder));
    expect(outcome).toEqual(told(await runHere([command, ...args], folder)));
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    [...SEARCH, "--out", "evolved"],
    ["tune", "champion.json", "--generations", "1", "--set", "population=4", "--set", "episodes=1", "--out", "tuned"],
    ["profile", "swingup", "--preset", "swingup", "--population", "4", "--rounds", "1", "--workers", "2"],
    ["estimate", "swingup", "--preset", "swingup", "--workers", "2"],
    ["train-vae", "--frames", "8", "--epochs", "1", "--channels", "8,8,8,8", "--latents", "8", "--out", "tiny.bin"],
  ])("%s ends", async (...args) => {
    const { code, stdout } = await runCli(args, folder);
    expect(code).toBe(0);
    expect(stdout).not.toBe("");
  });

  it.each([
    [["evaluate", "missing.json"], "missing.json"],
    [["sweep", "champion.json", "--weights", "2", "--svg", join("missing", "a.svg")], "a.svg"],
    [["evolve", "swingup", "--preset", "swingup", "--population", "1"], "--population"],
  ])("%j ends with exit code 2 and one line", async (args, named) => {
    const { code, stdout, stderr } = await runCli(args, folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(named);
    expect(existsSync(join(folder, "missing"))).toBe(false);
  });
});
