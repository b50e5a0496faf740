/** A real browser for tests: this machine's Chromium, headless. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { beforeAll, describe, it } from "vitest";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const MISSING = "there is no Chromium: apt-get install chromium, or set CHROMIUM_PATH";

/** No page waits for longer than its test does. */
const LONGEST_MS = 55_000;

/** CHROMIUM_PATH, or the first of its usual names in PATH. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH, PATH = "" } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const folders = PATH.split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Close it when done. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(MISSING);
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/**
 * A describe whose tests share a browser. Without Chromium they fail where CI=true, and elsewhere are skipped, under a title
 * that says how to get it.
 * @param tests are given the browser as a function, for use in hooks and tests.
 */
export function describeInBrowser(title: string, tests: (browser: () => Browser) => void): void {
  let browser: Browser;
  const all = () => tests(() => browser);
  if (findChromium()) {
    describe(title, () => {
      beforeAll(async () => {
        browser = await openBrowser();
        return () => browser.close();
      });
      all();
    });
  } else if (process.env.CI === "true") {
    it(title, () => {
      throw new Error(MISSING);
    });
  } else describe.skip(`${title} (skipped, ${MISSING})`, all);
}

/** What the page at `url` sets `globalThis.result` to. Throws where the page throws or cannot load something. */
export async function resultOf<T>(browser: Browser, url: string): Promise<T> {
  const page = await browser.newPage();
  page.setDefaultTimeout(LONGEST_MS);
  const failure = new Promise<never>((_, reject) => {
    const fail = (message: string) => reject(new Error(`${url}: ${message}`));
    page.on("pageerror", ({ message }) => fail(message));
    page.on("console", (line) => line.type() === "error" && fail(line.text()));
  });
  const result = async () => {
    await page.goto(url);
    return (await page.waitForFunction("globalThis.result")).jsonValue() as Promise<T>;
  };
  try {
    return await Promise.race([failure, result()]);
  } finally {
    await page.close();
  }
}
