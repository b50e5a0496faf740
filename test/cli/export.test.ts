import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";
import { beforeEach, describe, expect, it } from "vitest";
import { readChampion } from "../../src/formats/champion-json.js";
import { FORMATS } from "../../src/formats/registry.js";
import { ACTIVATIONS } from "../../src/genome/activation.js";
import { committed, kernelAnswers, observations } from "../formats/subjects.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, runCli, runHere } from "./run-cli.js";

const CLI = fileURLToPath(new URL("../../dist/cli/index.js", import.meta.url));
const champion = (name: string) => fileURLToPath(new URL(`../../champions/${name}`, import.meta.url));
const FIXED = champion("swingup-fixed.json");
const SWINGUP = champion("swingup-homogeneous.json");
const OLD = fileURLToPath(new URL("../golden/old-files/champions/swingup.json", import.meta.url));

const folder = temporaryFolder();
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const run = (...args: string[]) => runHere(["export", ...args], folder);

async function errorOf(...args: string[]): Promise<string> {
  const before = readdirSync(folder);
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout, files: readdirSync(folder) }).toEqual({ code: 2, stdout: "", files: before });
  return stderr;
}

describe("wann export", () => {
  it.each(FORMATS.all.filter(({ write, writeBytes }) => write ?? writeBytes))(
    "writes $name, named or by its file's name",
    async (format) => {
      const path = `net-${format.name}${format.extension}`;
      const result = jsonOf<{ files: string[]; bytes: number }>(
        await run(SWINGUP, "--format", format.name, "--out", path, "--json"),
      );
      expect(result.files[0]).toBe(path);
      expect(readFileSync(join(folder, path)).length).toBe(result.bytes);
      expect(result.bytes).toBeGreaterThan(500);
    },
  );

  it("takes the format from the file's name, and writes types beside a module", async () => {
    expect((await run(SWINGUP, "--out", "walk.mjs")).stdout).toBe("walk.mjs\nwalk.d.mts\n");
    expect(read("walk.d.mts")).toContain("weight?: number");
  });

  it("writes to standard output without --out, or with -", async () => {
    const { stdout } = await run(SWINGUP, "--format", "c");
    expect(stdout).toMatch(/^\/\*[\s\S]*#endif\n$/);
    expect((await run(SWINGUP, "--format", "c", "--out", "-")).stdout).toBe(stdout);
  });

  it("reads the champion from standard input, and hands bytes on", () => {
    const input = readFileSync(SWINGUP);
    const model = execFileSync(process.execPath, [CLI, "export", "-", "--format", "onnx"], { input });
    expect(model.subarray(0, 2)).toEqual(Buffer.from([8, 7]));
    expect(model.includes("shared_weight")).toBe(true);
  });

  it("makes an old champion.json one of today that says the same", async () => {
    await run(OLD, "--format", "json", "--out", "new.json");
    expect(JSON.parse(read("new.json")).version).toBe(2);
    expect(readChampion(read("new.json"), "new")).toEqual(readChampion(readFileSync(OLD, "utf8"), "old"));
  });

  it("refuses what has no effect", async () => {
    expect(await errorOf(SWINGUP, "--format", "svg", "--double")).toBe("error: --double: has no effect on svg\n");
    expect(await errorOf(SWINGUP, "--format", "dot", "--weight", "1")).toBe(
      "error: --weight 1: has no effect on dot\n",
    );
    expect(await errorOf(FIXED, "--format", "js", "--weight", "1")).toBe(
      "error: --weight 1: has no effect: each connection has a weight of its own\n",
    );
    expect(await errorOf(SWINGUP, "--format", "js", "--json")).toContain("--json: expected --out FILE");
  });

  it("says in a line what is wrong, and leaves nothing half-written", async () => {
    expect(await errorOf(SWINGUP)).toContain("error: --format: missing: expected champion-json, out,");
    expect(await errorOf(SWINGUP, "--format", "onx")).toContain('unknown format "onx", did you mean "onnx"?');
    expect(await errorOf(SWINGUP, "--format", "js", "--weight", "a")).toBe('error: --weight: "a": expected a number\n');
    expect(await errorOf(SWINGUP, "--format", "js", "--out", "a.txt")).toContain("expected a name that ends with .mjs");
    expect(await errorOf(SWINGUP, "--out", "none/a.mjs")).toContain("there is no folder none");
    expect(await errorOf(SWINGUP, "--out", "a.xyz")).toContain("--out a.xyz: expected --format");
    expect(await errorOf(FIXED, "--format", "c", "--compact", "--out", "a.h")).toBe(
      `error: --format c: ${FIXED}: it has no compact genome: expected a champion that was bred as one\n`,
    );
  });

  it("says where numbers of 32 bits cannot hold a weight", async () => {
    const large = JSON.parse(readFileSync(FIXED, "utf8"));
    large.connections[0].weight = 1e39;
    delete large.sha256;
    writeFileSync(join(folder, "large.json"), JSON.stringify({ ...large, version: 1 }));
    expect(await errorOf("large.json", "--format", "onnx", "--out", "a.onnx")).toBe(
      "error: --format onnx: large.json: a weight is 1e+39: expected a number of 32 bits, or --double\n",
    );
    expect(existsSync(join(folder, "a.onnx"))).toBe(false);
  });

  it("names the file that is in its way beside the module", async () => {
    mkdirSync(join(folder, "taken.d.mts"));
    expect(await errorOf(SWINGUP, "--out", "taken.mjs")).toContain("taken.d.mts: it is a folder");
    expect(existsSync(join(folder, "taken.mjs"))).toBe(false);
  });
});

describe("the matrix of the original code", () => {
  beforeEach(async () => {
    await run(FIXED, "--out", "net.out");
  });

  it("is read back", async () => {
    const code = async (...args: string[]) => (await run(...args, "--format", "js")).stdout.split("export function")[1];
    expect(await code("net.out", "--task", "swingup")).toBe(await code(FIXED));
  });

  it("is the same network to a reader of its own, by the format's description", async () => {
    const { champion: fixed, task } = committed("champions/swingup-fixed.json");
    const rows = read("net.out").trimEnd().split("\n");
    const matrix = rows.map((row) => row.split(",").map(Number));
    const count = rows.length;
    expect(matrix.every((row) => row.length === count + 1)).toBe(true);
    const asked = observations(task.inputs, 50);
    const answers = asked.map((observation) => {
      const values = [1, ...observation];
      for (let column = values.length; column < count; column++) {
        let sum = 0;
        for (let row = 0; row < column; row++) sum += values[row] * matrix[row][column];
        values.push(ACTIVATIONS[matrix[column][count] - 1] === "linear" ? sum : Math.tanh(sum));
      }
      return values.slice(count - task.outputs);
    });
    const expected = await kernelAnswers(fixed, undefined, asked);
    answers.forEach(([value], i) => {
      expect(value).toBeCloseTo(expected[i][0], 12);
    });
  });
});

describe("files that are standard output", () => {
  it("leave what a command says to standard error", async () => {
    const { stdout, stderr } = await run(SWINGUP, "--format", "svg");
    const shown = await runHere(["show", SWINGUP, "--svg", "-"], folder);
    expect(shown.stdout).toBe(stdout);
    expect(stderr).toBe("");
    expect(shown.stderr).toContain("champion       swingup");
    const both = await runHere(["show", SWINGUP, "--svg", "-", "--json"], folder);
    expect([both.code, both.stderr]).toEqual([
      2,
      "error: --svg -: expected a file with --json, whose object goes to standard output\n",
    ]);
  });
});

describe("--quiet", () => {
  it("leaves out progress and notes, not errors or results", async () => {
    const args = [
      "evolve",
      "swingup",
      "--preset",
      "quick",
      "--population",
      "8",
      "--generations",
      "2",
      "--workers",
      "1",
    ];
    const loud = await runCli([...args, "--out", "loud"], folder);
    const quiet = await runCli([...args, "--out", "quiet", "--quiet"], folder);
    expect(loud.stderr).not.toBe("");
    expect([quiet.code, quiet.stderr]).toEqual([0, ""]);
    expect(quiet.stdout).toContain("champion");
    writeFileSync(join(folder, "bad.json"), "{}");
    expect((await runCli(["show", "bad.json", "--quiet"], folder)).stderr).toMatch(/^error: /);
  });
});

describe("the drawing as pixels", () => {
  it("is a PNG of twice the drawing's size, with ink on it", async () => {
    jsonOf(await run(FIXED, "--out", "net.png", "--json"));
    const { stdout: svg } = await run(FIXED, "--format", "svg");
    const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
    const image = PNG.sync.read(readFileSync(join(folder, "net.png")));
    expect(Math.abs(image.width - 2 * Number(width))).toBeLessThanOrEqual(1);
    expect(Math.abs(image.height - 2 * Number(height))).toBeLessThanOrEqual(1);
    const colors = new Set(Array.from({ length: image.data.length / 4 }, (_, i) => image.data.readUInt32BE(4 * i)));
    expect(colors.size).toBeGreaterThan(20);
  });
});
