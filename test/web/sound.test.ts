/** Nothing people do on the page is lost or lies; links carry it; everybody can use it. Under a strict Content-Security-Policy. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page, Route } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeChampion } from "../../src/formats/champion-json.js";
import { writeOut } from "../../src/formats/out.js";
import { loadChampion } from "../../src/index.js";
import { describeInBrowser, openPage } from "./chromium.js";
import { contrasts, leakPerSwitch, openWatched, spokenIn, tabStops } from "./measure.js";
import { type Served, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'";
const FRAGMENTS = ["", "#task=biped", "#task=car-racing", "#task=mnist"];
const MOST_BYTES = 250_000;
const STEPS = 150;

describeInBrowser("the page, sound", (browser) => {
  let served: Served;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    served = await serve(`${ROOT}dist/page`, { "Content-Security-Policy": POLICY });
    page = await openPage(browser(), { viewport: { width: 1280, height: 900 } });
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
  });
  afterAll(() => served.close());

  async function visit(fragment = "", on = page): Promise<void> {
    await on.goto("about:blank");
    await on.goto(`${served.origin}/${fragment}`);
    await on.locator("main section").first().waitFor();
  }

  const complaint = () => page.locator("#alert").textContent();
  const link = (name: string) => page.getByRole("link", { name });
  const simulation = (on = page) => on.getByRole("region", { name: "Simulation" });
  const champion = (on = page) => on.getByRole("combobox", { name: "champion" });

  const drop = (name: string, text: string) =>
    page.evaluate(
      ([fileName, content]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], fileName));
        dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
      },
      [name, text],
    );

  /** What both episodes have earned after some steps from a standing start. */
  async function earned(on = page): Promise<string[]> {
    await simulation(on)
      .getByRole("button", { name: "Step", exact: true })
      .evaluate((it, times) => {
        for (let i = 0; i < times; i++) (it as HTMLElement).click();
      }, STEPS);
    const shown = await simulation(on).locator("figcaption .value").allTextContents();
    return shown.slice(0, 2);
  }

  /** Opens a link in another window, standing still at its episode's start. */
  async function elsewhere(url: string): Promise<Page> {
    const other = await openPage(browser(), { reducedMotion: "reduce" });
    await other.goto(url);
    await other.locator(".network g[tabindex]").first().waitFor();
    return other;
  }

  describe("what loads", () => {
    it("late does not take the place of what was chosen after it", async () => {
      await visit();
      let arrive = () => {};
      const waiting = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      const late = async (route: Route) => waiting.then(() => route.continue());
      await page.route("**/biped.wasm", late);
      const asked = page.waitForRequest("**/biped.wasm");
      await link("Walker").click();
      await asked;
      await link("Digits").click();
      await page.locator(".pad").waitFor();
      const arrived = page.waitForResponse("**/biped.wasm");
      arrive();
      await arrived;
      await page.waitForTimeout(300);
      expect(await page.locator(".pad").count()).toBe(1);
      expect(await page.locator(".stages").count()).toBe(0);
      expect(page.url()).toContain("task=mnist");
      await page.unroute("**/biped.wasm", late);
    });

    it("not at all is said, leaves the page and its address as they were, and may be asked for again", async () => {
      await visit("#task=swingup&seed=3");
      const lost = errors.length;
      await page.route("**/biped.wasm", (route) => route.abort());
      await link("Walker").click();
      await expect.poll(complaint).toMatch(/biped\.wasm: cannot be fetched/);
      expect(page.url()).toContain("task=swingup");
      await page.unroute("**/biped.wasm");
      const html = { contentType: "text/html", body: "<!doctype html>" };
      await page.route("**/biped.wasm", (route) => route.fulfill(html));
      await link("Walker").click();
      await expect.poll(complaint).toMatch(/biped\.wasm: the server sent a page in its place: expected the file/);
      await page.unroute("**/biped.wasm");
      await page.route("**/biped.wasm", (route) => route.fulfill({ body: "<!doctype html>" }));
      await link("Walker").click();
      await expect.poll(complaint).toMatch(/biped\.wasm: begins with "<!do": expected wasm/);
      await page.unroute("**/biped.wasm");
      await link("Walker").click();
      await page.getByRole("img", { name: "Walker with one shared weight" }).waitFor();
      expect(await complaint()).toBe("");
      errors.splice(lost);
    });

    it("into a worker is fetched by the page, once", async () => {
      const before = served.asked.length;
      await visit("#task=swingup&champion=small");
      await page.getByRole("button", { name: "Evolve", exact: true }).click();
      await page.locator(".chart svg").first().waitFor();
      const asked = served.asked.slice(before).map((path) => path.replace(/^.*\//, ""));
      expect(asked.filter((name) => name.endsWith(".wasm"))).toEqual(["swingup.wasm"]);
      expect(asked).toContain("worker.js");
      await page.getByRole("button", { name: "Pause", exact: true }).last().click();
    });

    it("wrong into a worker is said", async () => {
      const lost = errors.length;
      await page.route("**/worker.js", (route) => route.fulfill({ status: 404 }));
      await visit("#task=swingup&champion=small");
      await page.getByRole("button", { name: "Evolve", exact: true }).click();
      await page.getByText("The search ended: its code cannot be loaded").waitFor();
      await page.unroute("**/worker.js");
      errors.splice(lost);
    });
  });

  it("keeps a curve of many episodes until it has measured as many", async () => {
    const { champion: of, task } = loadChampion("docs/quick.json");
    const fingerprint = [-1, 0, 1].map((weight) => ({ weight, mean: 10 + weight, sd: 1, episodes: 20 }));
    await visit();
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        const line = document.querySelector(".curve polyline");
        if (line && document.querySelector("#champion option[value=file]")) seen.add(line.getAttribute("points") ?? "");
      }).observe(document.body, { subtree: true, childList: true });
    });
    await drop("rough.json", writeChampion({ ...of, fingerprint }, task));
    const lengths = () =>
      page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen].map((it) => it.split(" ").length));
    await expect.poll(lengths).toContain(81);
    expect(await lengths()).toEqual([3, 81]);
  });

  it("leaves nothing behind at a change of task", async () => {
    await visit();
    const { nodes, listeners } = await leakPerSwitch(page, 10);
    expect(nodes).toBeLessThan(5);
    expect(listeners).toBeLessThan(1);
  });

  describe("a link", () => {
    it("holds the seed, the weight, the speed and the draw of random weights: the same episodes elsewhere, to the bit", async () => {
      await visit("#task=swingup&champion=small&weight=1.37&seed=9");
      await simulation().getByRole("button", { name: "Pause", exact: true }).click();
      await simulation().getByLabel("Speed").selectOption("4");
      for (let i = 0; i < 2; i++) await simulation().getByRole("button", { name: "Reset" }).click();
      await page.waitForFunction(() => /draw=\d/.test(location.hash) && location.hash.includes("speed=4"));
      // The address follows what happens at its own pace.
      for (let last = ""; last !== page.url(); await page.waitForTimeout(1000)) last = page.url();
      const other = await elsewhere(page.url());
      expect(await simulation(other).getByLabel("Speed").inputValue()).toBe("4");
      expect(await earned(other)).toEqual(await earned());
      await other.close();
    });

    it("holds a dropped network itself, and back and forward find it again", async () => {
      await visit("#task=biped&champion=homogeneous&weight=0.5");
      const { genome } = loadChampion("champions/biped-minimal.json").champion;
      await drop("theirs.out", writeOut(genome));
      await expect.poll(() => champion().inputValue()).toBe("file");
      const connections = page.getByText("36 connections, 8 hidden nodes");
      await connections.waitFor();
      expect(page.url()).toMatch(/champion=file.*name=theirs\.out.*network=/);
      expect(page.url().length).toBeLessThan(4000);
      await page.goBack();
      await expect.poll(() => champion().inputValue()).toBe("homogeneous");
      expect(await page.getByRole("slider", { name: "Shared weight" }).inputValue()).toBe("0.5");
      await page.goForward();
      await connections.waitFor();
      expect(await champion().getByText("theirs.out").count()).toBe(1);
      await simulation().getByRole("button", { name: "Pause", exact: true }).click();
      await simulation().getByRole("button", { name: "Reset" }).click();
      await page.waitForFunction(() => /draw=1/.test(location.hash));
      const other = await elsewhere(page.url());
      expect(await earned(other)).toEqual(await earned());
      await other.close();
    });

    it.each([
      ["#task=chess", 'the address names the task "chess": this page shows swingup, biped, car-racing, mnist'],
      ["#task=biped&champion=none", `the address names the champion "none", which is not in this page's list`],
      [
        "#task=biped&champion=file&name=x.json",
        "the address names x.json, but does not hold it: drop or open the file",
      ],
    ])("that names what is not there says so: %s", async (fragment, message) => {
      await visit(fragment);
      await expect.poll(complaint).toBe(message);
    });

    it("that was cut short says so", async () => {
      await page.goto("about:blank");
      await page.goto(`${served.origin}/#task=biped&champion=file&network=7VtLj`);
      await expect
        .poll(complaint)
        .toBe("the address holds a network that is cut short or damaged: expected the whole link");
    });

    it("may be embedded: the stage and a way to the whole page", async () => {
      await visit("?embed#task=swingup&seed=4");
      expect(await page.locator(".stages").isVisible()).toBe(true);
      for (const part of ["nav", "#chooser", "#panel"]) expect(await page.locator(part).isVisible()).toBe(false);
      await expect.poll(() => link("Open the page").getAttribute("href")).toMatch(/^\/#task=swingup.*seed=4/);
    });
  });

  describe("for everybody", () => {
    it("is at most 20 presses of Tab long; arrow keys go on from there", async () => {
      await visit();
      const found = await tabStops(page);
      expect(found.length).toBeGreaterThan(8);
      expect(found.length).toBeLessThanOrEqual(20);
      await simulation().getByRole("button", { name: "Pause", exact: true }).focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      expect(await simulation().getByRole("button", { name: "Play", exact: true }).count()).toBe(1);
      await page.locator(".network g[tabindex='0']").focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowDown");
      expect(await page.locator(".network g:focus").count()).toBe(1);
      expect(await page.locator(".network g[tabindex='0']").count()).toBe(1);
    });

    it("keeps the keyboard's place when another champion is chosen", async () => {
      await visit();
      await champion().focus();
      await page.keyboard.press("ArrowDown");
      await page.getByText("44 connections,").waitFor();
      expect(await page.evaluate("document.activeElement.id")).toBe("champion");
    });

    it("says little aloud while an episode and a search run, and is legible, light and dark", async () => {
      const { page: watched } = await openWatched(browser(), `${served.origin}/`);
      const legible = async () => {
        for (const colorScheme of ["light", "dark"] as const) {
          await watched.emulateMedia({ colorScheme });
          expect((await contrasts(watched))[0].ratio).toBeGreaterThanOrEqual(4.5);
        }
      };
      await watched.getByRole("button", { name: "Evolve", exact: true }).click();
      await watched.locator(".network g[tabindex='0']").focus();
      await watched.locator(".chart svg").nth(2).waitFor();
      expect(await spokenIn(watched, 1)).toBeLessThanOrEqual(1);
      await watched.locator("#panel").getByRole("button", { name: "Pause" }).click();
      await legible();
      await watched.goto(`${served.origin}/#task=mnist`);
      await watched.getByRole("button", { name: "Example: a 4" }).click();
      await legible();
      await watched.close();
    });

    it("stands still from the first frame where people want less motion", async () => {
      const still = await elsewhere(`${served.origin}/#task=swingup&champion=small`);
      await still.waitForTimeout(300);
      const shown = await simulation(still).locator("figcaption .value").allTextContents();
      expect(shown.slice(0, 2)).toEqual(["0.0", "0.0"]);
      expect(await simulation(still).getByRole("button", { name: "Play", exact: true }).count()).toBe(1);
      await still.close();
    });

    it("draws digits by keyboard", async () => {
      await visit("#task=mnist");
      await page.getByRole("application").focus();
      await page.keyboard.press("Space");
      for (let i = 0; i < 14; i++) await page.keyboard.press("ArrowDown");
      await page.getByText("The six weights together say 1.").waitFor();
      await page.keyboard.press("Delete");
      await page.getByText("Nothing yet").waitFor();
    });

    it("fits 320 pixels, prints without its controls, and shows which task is on in forced colours", async () => {
      await page.setViewportSize({ width: 320, height: 800 });
      for (const fragment of FRAGMENTS) {
        await visit(fragment);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      await visit();
      await page.emulateMedia({ media: "print" });
      for (const part of ["nav", "#chooser", "button"])
        expect(await page.locator(part).first().isVisible()).toBe(false);
      for (const part of [".stages canvas", ".network"])
        expect(await page.locator(part).first().isVisible()).toBe(true);
      await page.emulateMedia({ media: "screen", forcedColors: "active" });
      const outline = await page.locator("nav a[aria-current]").evaluate((it) => getComputedStyle(it).outlineStyle);
      expect(outline).toBe("solid");
      await page.emulateMedia({ forcedColors: "none" });
    });
  });

  it(`needs less than ${MOST_BYTES} bytes, compressed, for its first task, and keeps names that last but for index.html`, async () => {
    const before = served.asked.length;
    const { page: watched, figures } = await openWatched(browser(), `${served.origin}/`);
    expect(figures.bytes).toBeLessThan(MOST_BYTES);
    const asked = served.asked.slice(before).filter((path) => path !== "/");
    expect(asked.filter((path) => !/^\/[0-9a-f]{16}\//.test(path))).toEqual([]);
    const html = readFileSync(`${ROOT}dist/page/index.html`, "utf8");
    const [, preview] = /property="og:image" content="([0-9a-f]{16}\/preview\.png)"/.exec(html) ?? [];
    const { width, height } = PNG.sync.read(readFileSync(`${ROOT}dist/page/${preview}`));
    expect([width, height]).toEqual([1200, 630]);
    await watched.close();
  });

  it("has logged no error, and no breach of the policy", () => {
    expect(errors).toEqual([]);
  });
});
