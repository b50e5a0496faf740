/** `wann web`: the page on this machine, with what it is given. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { packagedMnist } from "../../src/tasks/mnist/dataset.js";
import { runHere } from "../cli/run-cli.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, openPage } from "./chromium.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WANN = join(ROOT, "dist/cli/index.js");

const folder = temporaryFolder();
const running: ChildProcess[] = [];

/** Starts it on a free port; returns where it is. */
async function start(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [WANN, "web", ...args, "--port", "0", "--json"], { cwd: folder });
  running.push(child);
  const [line] = await once(child.stdout, "data");
  return JSON.parse(String(line)).url;
}

afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  }
});

describe("wann web", () => {
  it("listens on this machine alone unless told, and sends files that last as such, compressed", async () => {
    const url = await start();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const index = await fetch(url);
    expect(index.headers.get("cache-control")).toBe("no-cache");
    expect(index.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; .*connect-src 'self' data: blob:;/,
    );
    const [main] = /[0-9a-f]{16}\/dist\/page\/main\.js/.exec(await index.text()) ?? [];
    const wasm = main?.replace("page/main.js", "wasm/swingup.wasm");
    for (const path of [main, wasm]) {
      const response = await fetch(`${url}${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toContain("immutable");
      expect(response.headers.get("content-encoding")).toBe("gzip");
    }
    for (const path of ["nothing", "../package.json", "%2e%2e/package.json"]) {
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    }
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
  });

  it("sends the images that are installed", async () => {
    const url = await start();
    const name = "t10k-labels-idx1-ubyte";
    const response = await fetch(`${url}images/${name}`);
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(response.headers.get("content-encoding")).toBe("gzip");
    const bytes = readFileSync(join(packagedMnist(), name));
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    for (const other of ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte"]) {
      const { status } = await fetch(`${url}images/${other}`, {
        method: "HEAD",
        headers: { "Accept-Encoding": "identity" },
      });
      expect(status).toBe(200);
    }
  });

  it.each([
    [["web", "none.json"], "none.json"],
    [["web", "--task", "gym:CartPole-v1"], "--task: gym:CartPole-v1 runs in Python, which a page cannot"],
    [["web", "--port", "70000"], '--port: "70000": expected a whole number from 0 to 65535'],
  ])("%s is refused in a line", async (args, line) => {
    const { code, stderr } = await runHere(args, folder);
    expect(code).toBe(2);
    // Before it a line of progress may stand, where the machine is slow.
    const last = stderr.trim().split("\n").at(-1);
    expect(last).toMatch(/^error: /);
    expect(last).toContain(line);
  });

  it("says where a port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const { code, stderr } = await runHere(["web", "--port", String(port)], folder);
    other.close();
    expect(code).toBe(2);
    expect(stderr).toContain(`--port ${port}: cannot be listened on (EADDRINUSE): expected a free port`);
  });
});

describeInBrowser("wann web in a browser", (browser) => {
  let page: Page;

  beforeAll(async () => {
    page = await openPage(browser());
    cpSync(join(ROOT, "champions/biped-minimal.json"), join(folder, "mine.json"));
    for (const name of ["cart-pole.ts", "pendulum/pendulum.ts"]) {
      cpSync(join(ROOT, "examples", name), join(folder, name.replace(/.*\//, "")));
    }
    expect((await runHere(["build", "pendulum.ts"], folder)).code).toBe(0);
  });

  it.each([
    [["mine.json"], "Walker with one shared weight", "mine.json"],
    [["--task", "biped"], "Walker with one shared weight", "fully connected.json"],
    [["--task", "./pendulum.wasm"], "pendulum with one shared weight", "fully connected.json"],
    [["--task", "./cart-pole.ts"], "cart-pole with one shared weight", "fully connected.json"],
  ])("opens %s", async (args, scene, name) => {
    await page.goto(await start(...args));
    await page.getByRole("img", { name: scene }).waitFor();
    const shown = page.getByRole("combobox", { name: "champion" }).locator("option:checked");
    expect(await shown.textContent()).toBe(name);
    await expect.poll(() => page.url()).toContain("champion=file");
    await page.reload();
    await page.getByRole("img", { name: scene }).waitFor();
    expect(await shown.textContent()).toBe(name);
  });
});
