/** Programs of this machine that some tests need. */
import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Program {
  /** Its tests, for people. */
  readonly tests: string;
  readonly names: readonly string[];
  /** Where set, an environment variable that names its file. */
  readonly variable?: string;
  readonly missing: string;
  /** Where one of that name may not do: whether the file does. */
  readonly suits?: (file: string) => boolean;
  /** Where a file of that name may be a script that starts the program: the program's own file. */
  readonly itself?: (file: string) => string;
}

export const CHROMIUM: Program = {
  tests: "tests in a browser",
  names: ["chromium", "chromium-browser", "google-chrome"],
  variable: "CHROMIUM_PATH",
  missing: "there is no Chromium: apt-get install chromium, or set CHROMIUM_PATH",
};

export const FIREFOX: Program = {
  tests: "tests in Firefox",
  names: ["firefox-esr", "firefox"],
  variable: "FIREFOX_PATH",
  missing: "there is no Firefox: apt-get install firefox-esr, or set FIREFOX_PATH",
};

export const REDIS: Program = {
  tests: "tests of the queue",
  names: ["redis-server"],
  missing: "there is no redis-server: apt-get install redis-server",
};

export const C_COMPILER: Program = {
  tests: "tests of the export to C",
  names: ["cc", "gcc", "clang"],
  variable: "CC",
  missing: "there is no C compiler: apt-get install gcc libc6-dev, or set CC",
};

/** pyenv's scripts take as long to start a Python as it takes to start. */
const pythonItself = (file: string) =>
  execFileSync(file, ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();

/** A Python that has a module. */
function pythonWith(module: string, packages: string): Program {
  return {
    tests: `tests of exports that need Python with ${module}`,
    names: ["python3"],
    variable: "PYTHON",
    missing: `there is no python3 with ${module}: apt-get install ${packages}, or set PYTHON`,
    suits: (file) => spawnSync(file, ["-c", `import ${module}`]).status === 0,
    itself: pythonItself,
  };
}

export const PYTHON = pythonWith("numpy", "python3 python3-numpy");

export const GYMNASIUM: Program = {
  tests: "tests of Gymnasium's environments",
  names: ["python3"],
  variable: "PYTHON",
  missing:
    "there is no python3 with gymnasium: python3 -m pip install gymnasium, or set WANN_TEST_PYTHONPATH or PYTHON",
  suits: (file) => spawnSync(file, ["-c", "import gymnasium"], { env: withModules() }).status === 0,
  itself: pythonItself,
};

function withModules(): NodeJS.ProcessEnv {
  const { WANN_TEST_PYTHONPATH: modules, PYTHONPATH: others } = process.env;
  return { ...process.env, ...(modules && { PYTHONPATH: others ? `${modules}:${others}` : modules }) };
}

export const PYTHON_ONNX = pythonWith("onnx", "python3 python3-onnx");

/** The folder of the program that runs exported models, which has packages of its own. */
export const ONNX_CONSUMER = fileURLToPath(new URL("consumers/onnx/", import.meta.url));

export const ONNX_RUNTIME: Program = {
  tests: "tests of the export to ONNX",
  names: ["node"],
  missing: "there is no onnxruntime-web: npm ci --ignore-scripts in test/consumers/onnx",
  suits: () => existsSync(join(ONNX_CONSUMER, "node_modules", "onnxruntime-web")),
};

/** The folder of bundlers that the library is built with, and that of engines other than Node. */
export const BUNDLERS_CONSUMER = fileURLToPath(new URL("consumers/bundlers/", import.meta.url));
export const RUNTIMES_CONSUMER = fileURLToPath(new URL("consumers/runtimes/", import.meta.url));

/** What `npm ci` in a consumer's folder installs. */
function installed(tests: string, folder: string, name: string): Program {
  return {
    tests,
    names: ["node"],
    missing: `there is no ${name}: npm ci --ignore-scripts in ${folder}`,
    suits: () => existsSync(join(folder, "node_modules", name)),
  };
}

export const BUNDLERS = installed("tests with bundlers", BUNDLERS_CONSUMER, "rollup");
export const RUNTIMES = installed("tests in Deno and Bun", RUNTIMES_CONSUMER, "deno");

/** The file that the program's variable names, or the first of its names in PATH. */
export function findProgram({
  names,
  variable,
  suits = () => true,
  itself = (file) => file,
}: Program): string | undefined {
  const named = variable && process.env[variable];
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => {
      return isExecutable(file) && suits(file);
    });
  return found && itself(found);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
