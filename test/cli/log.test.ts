import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../record/temporary-folder.js";
import { runHere, startCli } from "./run-cli.js";

const RUN = fileURLToPath(new URL("../golden/old-files/biped-third", import.meta.url));
const TUNING = fileURLToPath(new URL("../golden/old-files/tuning", import.meta.url));

const folder = temporaryFolder();
const lines = readFileSync(join(RUN, "log.jsonl"), "utf8").trimEnd().split("\n");

describe("wann log", () => {
  it("prints CSV with a header: every value of every generation, to the last digit", async () => {
    const { code, stdout } = await runHere(["log", RUN], folder);
    const [header, ...rows] = stdout.trimEnd().split("\n");
    const columns = header.split(",");
    const parsed = rows.map((row) =>
      Object.fromEntries(row.split(",").flatMap((cell, i) => (cell === "" ? [] : [[columns[i], Number(cell)]]))),
    );
    expect(code).toBe(0);
    expect(parsed).toEqual(lines.map((line) => JSON.parse(line)));
  });

  it("prints a tuning's, and JSON lines", async () => {
    expect((await runHere(["log", TUNING], folder)).stdout).toMatch(/^generation,mean,best,stepSize,champion,/);
    const { stdout } = await runHere(["log", RUN, "--format", "jsonl"], folder);
    expect(stdout.trimEnd().split("\n").length).toBe(lines.length);
  });

  it("says in a line what is no run, or no format", async () => {
    expect((await runHere(["log", "none"], folder)).stderr).toMatch(/^error: none: cannot be read .*\n$/);
    expect((await runHere(["log", RUN, "--format", "xml"], folder)).code).toBe(2);
  });

  it("waits for the first generation of a run that has just begun", async () => {
    const begun = join(folder, "begun");
    mkdirSync(begun);
    writeFileSync(join(begun, "config.json"), "{}");
    const { child, outcome } = startCli(["log", begun, "--follow"], folder);
    let ended = false;
    void outcome.then(() => {
      ended = true;
    });
    await wait(1000);
    expect(ended).toBe(false);
    const printed = once(child.stdout as Readable, "data");
    writeFileSync(join(begun, "log.jsonl"), `${lines[0]}\n`);
    await printed;
    child.kill("SIGINT");
    expect((await outcome).stdout).toMatch(/^generation,/);
    expect((await runHere(["log", join(folder, "none"), "--follow"], folder)).code).toBe(2);
  });

  it("goes on with what the run writes, until it is interrupted", async () => {
    const path = join(folder, "log.jsonl");
    writeFileSync(path, `${lines.slice(0, 2).join("\n")}\n`);
    const { child, outcome } = startCli(["log", path, "--follow"], folder);
    const printed: string[] = [];
    await new Promise<void>((resolve) => {
      child.stdout?.on("data", (chunk: Buffer) => {
        const before = printed.join("").split("\n").length - 1;
        printed.push(chunk.toString());
        const count = printed.join("").split("\n").length - 1;
        if (before < 3 && count >= 3) appendFileSync(path, `${lines[2]}\n`);
        if (count >= 4) resolve();
      });
    });
    child.kill("SIGINT");
    await outcome;
    expect(
      printed
        .join("")
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((row) => row.split(",")[0]),
    ).toEqual(["0", "1", "2"]);
  });
});

describe("wann completion", () => {
  it("for bash offers commands, tasks, presets, settings and options", async () => {
    const { stdout } = await runHere(["completion", "bash"], folder);
    writeFileSync(join(folder, "wann.bash"), stdout);
    cpSync(join(folder, "wann.bash"), join(folder, "swing"));
    const offered = (...words: string[]) => {
      const script = `source ./wann.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _wann; echo "\${COMPREPLY[@]}"`;
      const { stdout } = spawnSync("bash", ["-c", script, "bash", "wann", ...words], { cwd: folder, encoding: "utf8" });
      return stdout.trim().split(" ");
    };
    expect(offered("exp")).toEqual(["export"]);
    expect(offered("evolve", "swing")).toEqual(["swing", "swingup"]);
    expect(offered("evolve", "swingup", "--preset", "quick")).toContain("quick-homogeneous");
    expect(offered("evolve", "swingup", "--set", "popul")).toEqual(["population="]);
    expect(offered("export", "a.json", "--comp")).toEqual(["--compact"]);
    expect(offered("export", "a.json", "--format", "on")).toEqual(["onnx"]);
  });

  it.each(["zsh", "fish"])("for %s holds the same names", async (shell) => {
    const { stdout } = await runHere(["completion", shell], folder);
    for (const name of ["export", "biped-hardcore", "quick-homogeneous", "population=", "onnx"]) {
      expect(stdout).toContain(name);
    }
  });

  it("names the shells that there are", async () => {
    expect((await runHere(["completion", "csh"], folder)).stderr).toContain("bash, zsh, fish");
  });
});
