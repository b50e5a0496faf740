/** What the page costs and how it behaves, as figures: the same for any build of it. */
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { openPage } from "./chromium.js";

/** For what changes to come to rest: how often it is looked at, and how far apart. */
const MOST_LOOKS = 20;
const LOOK_AGAIN_MS = 250;

/** Changes of live regions, and tasks of the page's thread, from a page's first moment on. */
const WATCH = `
  // What tsx wraps functions in, which Playwright hands to the page.
  globalThis.__name = (it) => it;
  globalThis.longest = 0; globalThis.spoken = 0; globalThis.shift = 0; globalThis.moved = undefined;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) longest = Math.max(longest, each.duration); })
    .observe({ type: "longtask", buffered: true });
  const live = '[aria-live]:not([aria-live="off"]), [role="status"], [role="alert"], [role="log"], output:not([aria-live="off"])';
  addEventListener("DOMContentLoaded", () => new MutationObserver((records) => {
    const heard = new Set(records.map(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest(live)));
    heard.delete(null); heard.delete(undefined);
    spoken += heard.size;
  }).observe(document.body, { subtree: true, childList: true, characterData: true }));
  const look = () => {
    const reward = document.querySelector("figcaption .value, figcaption output")?.textContent;
    if (reward && Number(reward) !== 0) globalThis.moved = performance.now(); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

export interface Figures {
  /** Bytes of all files until the first task moves, gzipped. */
  readonly bytes: number;
  /** From the start of the navigation until the first step of an episode shows, in ms. */
  readonly moved: number;
  /** The longest task of the page's thread until a second after that, in ms. */
  readonly longest: number;
}

/** Opens a page at `url` in a context of its own. */
export async function openWatched(browser: Browser, url: string): Promise<{ page: Page; figures: Figures }> {
  const page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await page.addInitScript(WATCH);
  /** By address: what a worker has from the cache has no body. */
  const sizes = new Map<string, number>();
  page.on("response", async (response) => {
    const size = gzipSync(await response.body().catch(() => "")).length;
    sizes.set(response.url(), Math.max(size, sizes.get(response.url()) ?? 0));
  });
  await page.goto(url);
  await page.waitForFunction(() => (globalThis as { moved?: number }).moved);
  await page.waitForTimeout(1000);
  const [moved, longest] = await page.evaluate<[number, number]>("[moved, longest]");
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return { page, figures: { bytes, moved, longest } };
}

/** How often live regions change in so many seconds. */
export async function spokenIn(page: Page, seconds: number): Promise<number> {
  const before = await page.evaluate<number>("spoken");
  await page.waitForTimeout(1000 * seconds);
  return (await page.evaluate<number>("spoken")) - before;
}

/** Presses of Tab from the page's start until focus comes round. */
export async function tabStops(page: Page): Promise<string[]> {
  await page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')");
  const stops: string[] = [];
  const last = `document.activeElement === document.body`;
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(last)) break;
    stops.push(
      await page.evaluate<string>(
        "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? document.activeElement.id).slice(0, 40)",
      ),
    );
  }
  return stops;
}

/** Contrast of texts with what is behind them, the lowest first; pictures and what is disabled apart. */
export async function contrasts(page: Page): Promise<{ ratio: number; text: string }[]> {
  return page.evaluate(() => {
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no canvas");
    const rgba = (color: string): number[] => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top: number[], under: number[]) =>
      top.slice(0, 3).map((value, i) => value * top[3] + under[i] * (1 - top[3]));
    const light = (rgb: number[]) => {
      const [r, g, b] = rgb.map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (from: Element): number[] => {
      const chain: Element[] = [];
      for (let each: Element | null = from; each; each = each.parentElement) chain.unshift(each);
      let under = [255, 255, 255];
      for (const each of chain) {
        under = over(rgba(getComputedStyle(each).backgroundColor), under);
        if (!(each instanceof SVGSVGElement)) continue;
        // What is drawn behind the middle of a text.
        const { x, y, width, height } = from.getBoundingClientRect();
        for (const rect of Array.from(each.querySelectorAll("rect"))) {
          const box = rect.getBoundingClientRect();
          if (!(from.compareDocumentPosition(rect) & Node.DOCUMENT_POSITION_PRECEDING)) continue;
          if (box.left > x + width / 2 || box.right < x + width / 2) continue;
          if (box.top > y + height / 2 || box.bottom < y + height / 2) continue;
          const { fill, opacity, fillOpacity } = getComputedStyle(rect);
          const [r, g, b, a] = fill === "none" ? [0, 0, 0, 0] : rgba(fill);
          under = over([r, g, b, a * Number(opacity) * Number(fillOpacity)], under);
        }
      }
      return under;
    };
    const found: { ratio: number; text: string }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement as Element;
      const text = (node.textContent ?? "").trim();
      if (text === "" || parent.closest("noscript, .hidden, title, option") || !parent.checkVisibility()) continue;
      if (parent.closest(":disabled")) continue;
      const style = getComputedStyle(parent);
      const ground = behind(parent);
      const color = over(rgba(parent instanceof SVGElement ? style.fill : style.color), ground);
      const [a, b] = [light(color), light(ground)].sort((x, y) => y - x);
      found.push({ ratio: (a + 0.05) / (b + 0.05), text });
    }
    return found.sort((x, y) => x.ratio - y.ratio);
  });
}

/** Nodes of documents that a switch of tasks and back leaves behind, after a collection of garbage. */
export async function leakPerSwitch(page: Page, switches: number): Promise<{ nodes: number; listeners: number }> {
  const session = await page.context().newCDPSession(page);
  const count = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    return { nodes, listeners: jsEventListeners };
  };
  const go = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await page.getByRole("link", { name: i % 2 === 0 ? "Digits" : "Swing-up" }).click();
      await page.locator(i % 2 === 0 ? ".pad" : ".stages").waitFor();
    }
  };
  /** Once what is drawn bit by bit, such as the weight's curve, stands. */
  const settled = async () => {
    let [last, now] = [await count(), await count()];
    for (let looks = 0; looks < MOST_LOOKS && now.nodes !== last.nodes; looks++) {
      await page.waitForTimeout(LOOK_AGAIN_MS);
      [last, now] = [now, await count()];
    }
    return now;
  };
  await go(2);
  const before = await settled();
  await go(switches);
  const after = await settled();
  return { nodes: (after.nodes - before.nodes) / switches, listeners: (after.listeners - before.listeners) / switches };
}

/** Seconds from the press of Evolve at `url` until a champion has a confirmed mean return of `enough`. */
export async function secondsUntil(browser: Browser, url: string, enough: number): Promise<number> {
  const page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await page.goto(url);
  await page.locator("#panel section").waitFor();
  await page.waitForTimeout(1000);
  const began = Date.now();
  await page.getByRole("button", { name: "Evolve", exact: true }).click();
  await page.waitForFunction(
    (least) => Number(/champion (-?[\d.]+)/.exec(document.querySelector("#panel")?.textContent ?? "")?.[1]) >= least,
    enough,
    { timeout: 600_000 },
  );
  const seconds = (Date.now() - began) / 1000;
  await page.close();
  return seconds;
}
