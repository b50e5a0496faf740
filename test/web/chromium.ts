/** A real browser for tests: this machine's Chromium, headless. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { beforeAll } from "vitest";
import { describeWith } from "../describe-with.js";
import { CHROMIUM, findProgram } from "../programs.js";

/** How long a page waits for something: nearly as long as its test, for other tests' programs run beside it. */
const LONGEST_MS = 100_000;

/** Close it when done. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findProgram(CHROMIUM);
  if (!executablePath) throw new Error(CHROMIUM.missing);
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A new page of a context of its own, which is told `options`; close it when done. */
export async function openPage(browser: Browser, options?: BrowserContextOptions): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(LONGEST_MS);
  return page;
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
  const page = await openPage(browser);
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
