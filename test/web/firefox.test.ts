/** The page in Firefox, by WebDriver BiDi: the same bits, links and keys as in Chromium. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { evolve, loadChampion, openSession, presetNamed } from "../../src/index.js";
import { describeWith } from "../describe-with.js";
import { FIREFOX, findProgram } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { useOwnCache } from "../tasks/mnist/own-cache.js";
import { putPageWithImages } from "./few-images.js";
import { type Served, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STEPS = 150;

describeWith(FIREFOX, "the page in Firefox", () => {
  useOwnCache();
  const folder = temporaryFolder();
  let browser: Browser;
  let page: Page;
  let served: Served;
  const errors: string[] = [];

  beforeAll(async () => {
    served = await serve(`${ROOT}dist/page`);
    const executablePath = findProgram(FIREFOX) as string;
    const preferences = { "ui.prefersReducedMotion": 1 };
    browser = await puppeteer.launch({
      browser: "firefox",
      executablePath,
      args: ["--width=1280", "--height=900"],
      // Firefox-esr of today cannot set one.
      defaultViewport: null,
      extraPrefsFirefox: preferences,
    });
    page = await browser.newPage();
    page.setDefaultTimeout(100_000);
    // What the client itself does in a frame that is on its way out is none of the page's.
    page.on("pageerror", (error) => String(error).includes("__bidi") || errors.push(String(error)));
    page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
  });
  afterAll(async () => {
    await browser?.close();
    await served.close();
  });

  async function visit(fragment: string, part = ".network g[tabindex]"): Promise<void> {
    await page.goto("about:blank");
    await page.goto(`${served.origin}/${fragment}`);
    await page.waitForSelector(part);
  }

  const press = (name: string, times = 1) =>
    page.evaluate(
      (text, count) => {
        const found = Array.from(document.querySelectorAll("button")).find((each) => each.textContent === text);
        for (let i = 0; i < count; i++) found?.click();
      },
      name,
      times,
    );
  const rewards = () =>
    page.$$eval("figcaption .value", (all) => all.slice(0, 2).map((each) => Number(each.textContent)));

  it.each([
    ["swingup", "small", "docs/quick.json"],
    ["biped", "homogeneous", "champions/biped-homogeneous.json"],
    ["car-racing", "best", "champions/car-racing.json"],
  ])("%s stands still where people want that, and then earns what it earns in Node", async (name, entry, file) => {
    await visit(`#task=${name}&champion=${entry}&weight=0.5&seed=3`);
    expect(await rewards()).toEqual([0, 0]);
    await press("Step", STEPS);
    const { task, champion } = loadChampion(file);
    const connections = champion.genome.connections.map(({ weight: _, ...each }) => each);
    const session = await openSession(task, { ...champion.genome, connections }, 0.5);
    session.reset(3);
    let reward = 0;
    for (let i = 0, ended = false; i < STEPS && !ended; i++) {
      const step = session.step();
      reward += step.reward;
      ended = step.terminated || step.truncated;
    }
    expect((await rewards())[0]).toBe(Number(reward.toFixed(1)));
  });

  it("holds a dropped network in its address, and goes back and forward", async () => {
    await visit("#task=swingup&champion=best");
    await page.evaluate(
      (text) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], "mine.json"));
        dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
      },
      readFileSync(`${ROOT}champions/biped-minimal.json`, "utf8"),
    );
    const shown = () => page.$eval("#champion", (each) => (each as HTMLSelectElement).value);
    await expect.poll(shown).toBe("file");
    const url = page.url();
    await page.evaluate(() => history.back());
    await expect.poll(shown).toBe("best");
    await page.evaluate(() => history.forward());
    await expect.poll(shown).toBe("file");
    await visit(url.slice(url.indexOf("#")));
    expect(await shown()).toBe("file");
  });

  /** Puts numbers into the fields of the panel. */
  async function fill(settings: Readonly<Record<string, number>>): Promise<void> {
    for (const [label, value] of Object.entries(settings)) {
      await page.evaluate(
        (text, given) => {
          const panel = document.querySelector("#panel");
          const field = Array.from(panel?.querySelectorAll("label") ?? []).find((each) => each.textContent === text);
          const input = field?.querySelector("input");
          if (input) input.value = given;
        },
        label,
        String(value),
      );
    }
  }
  const digest = () => page.$eval("#panel [role=status]", (each) => (each as HTMLElement).dataset.digest);

  it("gets the digest that Node gets", async () => {
    const settings = { population: 8, generations: 6 };
    await visit("#task=swingup");
    await page.waitForSelector("#panel label");
    await fill({ ...settings, seed: 5 });
    await press("Evolve");
    const config = { ...presetNamed("quick-homogeneous"), initialNetworks: 256, ...settings };
    const here = await evolve({ config, seed: 5, workers: 1 });
    await expect.poll(digest).toBe(here.digest);
  });

  it("evolves digits with the digest that Node gets, from images beside a page on any server", async () => {
    putPageWithImages(folder);
    const served = await serve(folder);
    await page.goto(`${served.origin}/#task=mnist`);
    await page.waitForSelector("#panel label");
    await fill({ generations: 1, seed: 5 });
    await press("Evolve");
    const config = { ...presetNamed("mnist-homogeneous"), generations: 1 };
    const here = await evolve({ config, seed: 5, workers: 1, data: `${folder}/images` });
    await expect.poll(digest).toBe(here.digest);
    await served.close();
  });

  it("draws digits by keyboard", async () => {
    await visit("#task=mnist", ".pad-frame");
    await page.focus(".pad-frame");
    await page.keyboard.press(" ");
    for (let i = 0; i < 14; i++) await page.keyboard.press("ArrowDown");
    const said = () => page.$eval("main", (each) => each.textContent);
    await expect.poll(said).toContain("The six weights together say 1.");
  });

  it("fits 320 pixels, and has logged no error", async () => {
    const width = await page.evaluate(async () => {
      const frame = document.createElement("iframe");
      Object.assign(frame.style, { width: "320px", height: "800px", border: "0" });
      frame.src = "/";
      document.body.prepend(frame);
      await new Promise((loaded) => frame.addEventListener("load", loaded));
      while (!frame.contentDocument?.querySelector(".stages")) await new Promise((next) => setTimeout(next, 50));
      const { scrollWidth, clientWidth } = frame.contentDocument.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(width).toBe(0);
    expect(errors).toEqual([]);
  });
});
