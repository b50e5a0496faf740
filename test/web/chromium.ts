/** A real browser for tests: this machine's Chromium, headless. */
import { type Browser, chromium } from "playwright-core";
import { beforeAll } from "vitest";
import { describeWith } from "../describe-with.js";
import { CHROMIUM, findProgram } from "../programs.js";

/** No page waits for longer than its test does. */
const LONGEST_MS = 55_000;

/** Close it when done. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findProgram(CHROMIUM);
  if (!executablePath) throw new Error(CHROMIUM.missing);
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/**
 * A describe whose tests share a browser.
 * @param tests are given the browser as a function, for use in hooks and tests.
 */
export function describeInBrowser(title: string, tests: (browser: () => Browser) => void): void {
  describeWith(CHROMIUM, title, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
      return () => browser.close();
    });
    tests(() => browser);
  });
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
    return (await page.waitForFunction(() => (globalThis as { result?: unknown }).result)).jsonValue() as Promise<T>;
  };
  try {
    return await Promise.race([failure, result()]);
  } finally {
    await page.close();
  }
}
