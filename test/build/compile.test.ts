import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import compile, { type Compilation } from "../../src/build/compile.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const root = temporaryFolder();
const OUT = "dist/wasm/small.wasm";
const SMALL: Compilation = { root, entry: ["small"], variant: "release", outFile: OUT };
const small = join(root, "assembly/small.ts");
const stamp = join(root, "dist/built/dist-wasm-small.wasm.json");
const wasm = () => readFileSync(join(root, OUT));
const source = (answer: number) => writeFileSync(small, `export function answer(): i32 {\n  return ${answer};\n}\n`);

async function answerOf(): Promise<number> {
  const { instance } = await WebAssembly.instantiate(wasm());
  return (instance.exports.answer as () => number)();
}

beforeAll(async () => {
  mkdirSync(join(root, "assembly"));
  cpSync(join(PROJECT, "asconfig.json"), join(root, "asconfig.json"));
  symlinkSync(join(PROJECT, "node_modules"), join(root, "node_modules"), "dir");
  source(1);
  expect(await compile(SMALL)).toBeUndefined();
});

it("leaves a wasm as it is whose sources have not changed", async () => {
  const { mtimeMs } = statSync(join(root, OUT));
  expect(await compile(SMALL)).toBeUndefined();
  expect(statSync(join(root, OUT)).mtimeMs).toBe(mtimeMs);
});

it.each<[what: string, change: () => void]>([
  ["its source is another", () => source(2)],
  ["the wasm is cut short", () => writeFileSync(join(root, OUT), wasm().subarray(0, 20))],
  ["what is noted of it cannot be read", () => writeFileSync(stamp, readFileSync(stamp).subarray(0, 30))],
])("makes it anew where %s", async (_, change) => {
  change();
  expect(await compile(SMALL)).toBeUndefined();
  expect(await answerOf()).toBe(2);
});

it("makes it anew in another build, and keeps those of other folders apart", async () => {
  const before = wasm();
  expect(await compile({ ...SMALL, variant: "debug" })).toBeUndefined();
  expect(wasm().equals(before)).toBe(false);
  expect(await compile({ ...SMALL, outFile: "dist/other/small.wasm" })).toBeUndefined();
  expect(existsSync(join(root, "dist/other/small.wasm"))).toBe(true);
});

it("says what is wrong with a source, and where", async () => {
  writeFileSync(small, "export function answer(): i32 {\n  return wrong;\n}\n");
  expect(await compile(SMALL)).toMatch(/Cannot find name 'wrong'[\s\S]*small\.ts/);
});
