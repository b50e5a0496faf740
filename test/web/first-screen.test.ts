/** What a stranger gets without scrolling: the claim, the scene at work, the weight's slider, and random weights that fail. */
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser, openPage } from "./chromium.js";
import { type Served, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCREENS = [
  { width: 1440, height: 900 },
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
];

describeInBrowser("the first screen", (browser) => {
  let served: Served;
  let page: Page;

  beforeAll(async () => {
    served = await serve(`${ROOT}dist/page`);
    page = await openPage(browser());
  });
  afterAll(() => served.close());

  async function visit(fragment: string): Promise<void> {
    await page.goto("about:blank");
    await page.goto(`${served.origin}/${fragment}`);
    await page.locator("main section").first().waitFor();
  }

  it.each(SCREENS)("holds claim, scene, slider and tally at $width × $height", async (screen) => {
    await page.setViewportSize(screen);
    for (const [fragment, claim, scene] of [
      ["", "it stands up", ".shared canvas"],
      ["#task=biped", "it walks", ".shared canvas"],
      ["#task=car-racing", "it drives", ".shared canvas"],
      ["#task=mnist", "it reads", ".pad"],
    ]) {
      await visit(fragment);
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(claim);
      for (const part of [scene, "#weight", ".tally strong"]) {
        const box = await page.locator(part).first().boundingBox();
        if (!box) throw new Error(`there is no ${part}`);
        expect(box.y + box.height).toBeLessThanOrEqual(screen.height);
      }
    }
  });

  it("stands up with one number, again and again, while random ones fail", async () => {
    await visit("#task=swingup&speed=4");
    const tally = page.locator(".tally strong");
    const seed = page.getByRole("spinbutton", { name: "seed" }).first();
    await expect.poll(() => tally.textContent()).toMatch(/^stood up 0 of \d\d$/);
    await expect.poll(() => seed.inputValue()).toBe("1");
    const returns = page.getByRole("group", { name: "Six weights in step" }).locator(".value");
    await expect.poll(async () => Math.min(...(await returns.allTextContents()).map(Number))).toBeGreaterThan(100);
    expect(new Set(await returns.allTextContents()).size).toBe(1);
  });
});
