/** `wann new` makes a folder that works at once; that it does so where the package is installed, test/package shows. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { jsonOf, runHere } from "../cli/run-cli.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const folder = temporaryFolder();
const SMALL = ["--population", "8", "--generations", "1", "--set", "initialNetworks=8", "--workers", "1", "--json"];

it.each([
  ["typescript", "./rail-cart.ts"],
  ["assemblyscript", "./rail-cart.wasm"],
])("a task in %s is checked without a word of advice, and searched", async (kind, task) => {
  const made = join(folder, kind, "rail-cart");
  const { code, stdout } = await runHere(["new", `${kind}/rail-cart`, "--kind", kind], folder);
  expect(code).toBe(0);
  const files = ["README.md", "package.json", "rail-cart.test.js", "rail-cart.ts", "tsconfig.json"];
  expect(readdirSync(made).sort()).toEqual(files.sort());
  expect(stdout).toContain("npm install");
  for (const file of files) expect(readFileSync(join(made, file), "utf8")).not.toMatch(/\bNAME\b|\bVERSION\b/);
  expect(readFileSync(join(made, "README.md"), "utf8").split("\n").length).toBeLessThanOrEqual(24);
  // Of a clone, npm installs the clone.
  const { dependencies } = JSON.parse(readFileSync(join(made, "package.json"), "utf8"));
  expect(dependencies.wann).toBe(`file:${ROOT}`);
  if (kind === "assemblyscript") expect((await runHere(["build", "rail-cart.ts"], made)).code).toBe(0);
  const { findings } = jsonOf<{ findings: { verdict: string }[] }>(await runHere(["check", task, "--json"], made));
  expect(findings.length).toBeGreaterThan(7);
  expect(findings.filter(({ verdict }) => verdict !== "good")).toEqual([]);
  const { digest } = jsonOf<{ digest: string }>(await runHere(["evolve", task, ...SMALL], made));
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
});

it("leaves what is there as it is, and refuses what is no name", async () => {
  writeFileSync(join(folder, "taken"), "mine");
  for (const [words, says] of [
    [["taken"], "taken: exists already"],
    [["Taken_2"], 'new: "Taken_2": expected a name of small letters'],
    [["other", "--kind", "rust"], "--kind"],
  ] as const) {
    const { code, stderr } = await runHere(["new", ...words], folder);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  }
  expect(readFileSync(join(folder, "taken"), "utf8")).toBe("mine");
  expect(existsSync(join(folder, "other"))).toBe(false);
});
