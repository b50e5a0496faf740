/**
 * The page in headless Chromium: what it transfers, how soon it moves, how smoothly a walker walks, and how fast the same
 * wasm runs there beside Node, in turn.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { crossPlan, type Evaluator, loadChampion, loadEvaluator, pack } from "../src/index.js";
import { TASKS } from "../src/tasks/registry.js";
import { openBrowser } from "../test/web/chromium.js";
import { contrasts, leakPerSwitch, openWatched, secondsUntil, spokenIn, tabStops } from "../test/web/measure.js";
import { serve } from "../test/web/serve.js";
import { spread } from "./context.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** From the root. */
const PAGE = "dist/page";
/** What the first view needs besides index.html and the scripts that this names, from the folder that is called by a hash. */
const FILES = ["dist/page/style.css", "dist/page/worker.js", "dist/wasm/swingup.wasm"];
const CHAMPIONS = { swingup: "docs/quick.json", biped: "champions/biped-minimal.json" };
const FIRST_CHAMPION = "champions/swingup-homogeneous.json";
const VISITS = 7;
const WATCHED = 5000; // ms
const ROUNDS = 5;
const SWITCHES = 20;
/** Returns by which a network has stood up, walked ten metres and kept to the road: what the page counts random weights by. */
const ENOUGH = Object.fromEntries(
  TASKS.all.flatMap(({ name, page }) => (page?.attempt ? [[name, page.attempt.enough]] : [])),
);
/** Enough for a quarter of a second each. */
const EPISODES = { swingup: 640, biped: 160 };

type Task = keyof typeof CHAMPIONS;

export async function page(): Promise<object> {
  const served = await serve(ROOT);
  const browser = await openBrowser();
  try {
    return {
      chromium: browser.version(),
      bytes: sizes(),
      firstMoveMs: spread(await repeat(VISITS, () => firstMove(browser, `${served.origin}/${PAGE}/`))),
      frames: await framesOf(browser, `${served.origin}/${PAGE}/`),
      evolving: await evolving(browser, `${served.origin}/${PAGE}/`),
      sound: await soundness(browser, `${served.origin}/${PAGE}/`),
      swingup: await speed(browser, served.origin, "swingup"),
      biped: await speed(browser, served.origin, "biped"),
    };
  } finally {
    await browser.close();
    await served.close();
  }
}

/** How the page treats people: what blocks it, is said aloud, is left behind, and cannot be read or reached. */
async function soundness(browser: Browser, url: string): Promise<object> {
  const tasks = ["swingup", "biped", "car-racing", "mnist"];
  const { page: visit, figures } = await openWatched(browser, url);
  const leak = await leakPerSwitch(visit, SWITCHES);
  const of: Record<string, object> = {};
  for (const task of tasks) {
    await visit.goto("about:blank");
    await visit.goto(`${url}#task=${task}`);
    await visit.locator("main section").first().waitFor();
    await visit.waitForTimeout(WATCHED / 2);
    const longestMs = await visit.evaluate<number>("longest");
    const spoken = await spokenIn(visit, 2);
    of[task] = { tabs: (await tabStops(visit)).length, longestMs, spokenInTwoSeconds: spoken };
  }
  const [{ ratio }] = await contrasts(visit);
  await visit.close();
  return { first: figures, leakPerSwitch: leak, leastContrastOfDigits: ratio, of };
}

/** Bytes as gzip sends them: page, script and wasm, and the champion that is shown first. */
function sizes(): object {
  const gzip = (file: string) => gzipSync(readFileSync(`${hashedFolder()}/${file}`)).length;
  const html = readFileSync(`${ROOT}${PAGE}/index.html`, "utf8");
  const scripts = Array.from(html.matchAll(/modulepreload" href="[^/]+\/([^"]+)"/g), ([, file]) => file);
  const sizeOf = (files: readonly string[]) => files.reduce((sum, file) => sum + gzip(file), 0);
  const others = Object.fromEntries(FILES.map((file) => [basename(file), gzip(file)]));
  const parts = { index: gzipSync(html).length, scripts: sizeOf(scripts), ...others };
  const champion = gzip(FIRST_CHAMPION);
  return { ...parts, champion, total: Object.values(parts).reduce((sum, size) => sum + size, champion) };
}

function hashedFolder(): string {
  const [hash] = readdirSync(`${ROOT}${PAGE}`).filter((name) => name !== "index.html");
  return `${ROOT}${PAGE}/${hash}`;
}

/** A page that can run functions of this file: esbuild's output calls a helper of its own to keep their names. */
async function open(browser: Browser): Promise<Page> {
  const opened = await browser.newPage();
  await opened.addInitScript("globalThis.__name = (named) => named");
  return opened;
}

async function repeat(times: number, measure: () => Promise<number>): Promise<number[]> {
  const measured: number[] = [];
  for (let i = 0; i < times; i++) measured.push(await measure());
  return measured;
}

/** From navigation to the first frame in which something has moved, in ms, with an empty cache. */
async function firstMove(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  const visit = await context.newPage();
  await visit.goto(url, { waitUntil: "commit" });
  const moved = await visit.waitForFunction(
    () => Number(document.querySelector("figcaption .value")?.textContent) !== 0 && performance.now(),
    undefined,
    { polling: "raf" },
  );
  const time = Number(await moved.jsonValue());
  await context.close();
  return time;
}

/** Frames of each task that is played, its network drawn. */
async function framesOf(browser: Browser, url: string): Promise<object> {
  const of: Record<string, object> = {};
  for (const task of Object.keys(ENOUGH)) of[task] = await frames(browser, `${url}#task=${task}`);
  return of;
}

/** Seconds from the press of Evolve until a champion's confirmed mean says that it does what it is for, with the page's usual search. */
async function evolving(browser: Browser, url: string): Promise<object> {
  const of: Record<string, number> = {};
  for (const task of ["swingup", "biped"]) of[task] = await secondsUntil(browser, `${url}#task=${task}`, ENOUGH[task]);
  return of;
}

/** Frames a second while an episode runs, and how long the longest of them took (ms). */
async function frames(browser: Browser, url: string): Promise<object> {
  const visit = await open(browser);
  await visit.goto(url);
  await visit.waitForTimeout(WATCHED);
  const times = await visit.evaluate(
    (watched) =>
      new Promise<number[]>((resolve) => {
        const seen: number[] = [];
        const next = (now: number) => {
          seen.push(now);
          if (now - seen[0] < watched) requestAnimationFrame(next);
          else resolve(seen);
        };
        requestAnimationFrame(next);
      }),
    WATCHED,
  );
  await visit.close();
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const longest = Math.max(...gaps);
  return { perSecond: (1000 * gaps.length) / (times[times.length - 1] - times[0]), longestMs: longest };
}

/** Million lane-steps a second of a champion's episodes in Node and in Chromium, in turn; and Chromium's share of Node's. */
async function speed(browser: Browser, origin: string, task: Task): Promise<object> {
  const url = `${origin}/${CHAMPIONS[task]}`;
  const loaded = loadChampion(`${ROOT}${CHAMPIONS[task]}`);
  const evaluator = await loadEvaluator(loaded.task);
  const networks = [pack(loaded.champion.genome).words];
  const weights = [-2, -1, 1, 2];
  const seeds = Array.from({ length: EPISODES[task] / weights.length }, (_, i) => i);
  const visit = await open(browser);
  await visit.goto(`${origin}/src/web/digits.json`);
  const figures: { node: number[]; chromium: number[] } = { node: [], chromium: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const node = await rate(evaluator, networks, weights, seeds);
    const chromium = await visit.evaluate(rateInPage, { origin, url, weights, seeds });
    if (chromium.digest !== node.digest) throw new Error(`${task}: Chromium's returns are not Node's`);
    // The first round warms up.
    if (round < 0) continue;
    figures.node.push(node.rate);
    figures.chromium.push(chromium.rate);
  }
  await visit.close();
  const [node, chromium] = [spread(figures.node), spread(figures.chromium)];
  return { node, chromium, share: chromium.median / node.median };
}

interface Rate {
  readonly rate: number;
  /** The returns' sum: a wrong result is not worth timing. */
  readonly digest: number;
}

async function rate(evaluator: Evaluator, networks: Uint32Array[], weights: number[], seeds: number[]): Promise<Rate> {
  const began = performance.now();
  const { returns, steps } = await evaluator.evaluate(networks, crossPlan(weights, seeds));
  const seconds = (performance.now() - began) / 1000;
  const total = steps.reduce((sum, lived) => sum + lived, 0);
  return { rate: total / seconds / 1e6, digest: returns.reduce((sum, each) => sum + each, 0) };
}

/** The same in the page, which keeps its evaluator from round to round. */
async function rateInPage(given: { origin: string; url: string; weights: number[]; seeds: number[] }): Promise<Rate> {
  const wann: typeof import("../src/browser.js") = await import(`${given.origin}/dist/browser/browser.js`);
  const kept = globalThis as { evaluator?: Evaluator };
  const { task, champion } = await wann.loadChampion(given.url);
  kept.evaluator ??= await wann.loadEvaluator(task);
  const networks = [wann.pack(champion.genome).words];
  const began = performance.now();
  const { returns, steps } = await kept.evaluator.evaluate(networks, wann.crossPlan(given.weights, given.seeds));
  const seconds = (performance.now() - began) / 1000;
  const total = steps.reduce((sum, lived) => sum + lived, 0);
  return { rate: total / seconds / 1e6, digest: returns.reduce((sum, each) => sum + each, 0) };
}
