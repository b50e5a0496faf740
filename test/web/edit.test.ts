/** Editing a network on the page: what a connection is worth, cuts, additions, other activations, and the way back. */
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readChampion, writeChampion } from "../../src/formats/champion-json.js";
import { loadChampion } from "../../src/index.js";
import { nodeActivation } from "../../src/report/labels.js";
import { drawnOf } from "../../src/web/drawn-network.js";
import { withActivation, withConnection, withoutConnection } from "../../src/web/edits.js";
import { describeInBrowser, openPage } from "./chromium.js";
import { type Served, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("an edit", () => {
  const { task, champion } = loadChampion("champions/swingup-homogeneous.json");
  const compact = { task, champion, drawn: drawnOf(champion) };
  const whole = { task, champion, drawn: champion.genome };

  it("of a compact network is of what it is made of", () => {
    const [cut] = compact.drawn.connections.filter(({ target }) => target === 6);
    const without = withoutConnection(compact, cut);
    const taken = new Set(compact.drawn.connections.filter(({ target }) => target === 7).map(({ source }) => source));
    const source = [0, 1, 2, 3, 4, 5].find((id) => !taken.has(id)) ?? Number.NaN;
    const more = drawnOf(withConnection(compact, source, 7, -1)).connections;
    expect(without.compact?.gain).toBe(champion.compact?.gain);
    expect(drawnOf(without).connections.length).toBeLessThan(compact.drawn.connections.length);
    expect(without.fingerprint).toEqual([]);
    expect(without.tunedSharedWeight).toBeUndefined();
    expect(() => withConnection(compact, 0, 6, 1)).toThrow("leads into an output, but not from a unit");
    expect(more).toHaveLength(compact.drawn.connections.length + 1);
    expect(more).toContainEqual({ source, target: 7, weight: -1, enabled: true });
  });

  it("of ReLU units leaves them ReLUs, of which none leads to another", () => {
    const { task, champion } = loadChampion("champions/mnist-homogeneous.json");
    const drawn = drawnOf(champion);
    const edited = { task, champion, drawn };
    const without = withoutConnection(edited, drawn.connections[0]);
    expect(without.compact?.units).toBe("relu");
    expect(readChampion(writeChampion(without, task), "edited").compact).toEqual(without.compact);
    const [first, second] = drawn.connections.filter(({ source }) => source > drawn.inputs).map(({ source }) => source);
    expect(() => withConnection(edited, Math.min(first, second), Math.max(first, second), 1)).toThrow(
      "from one relu unit to another",
    );
  });

  it("of every connection is of the network as it is run, and makes no circle", () => {
    const [first] = whole.drawn.connections;
    const without = withoutConnection(whole, first);
    expect(without.genome.connections).toHaveLength(champion.genome.connections.length - 1);
    expect(without.compact).toBeUndefined();
    const inner = champion.genome.connections.find(({ source }) => source > 6);
    if (!inner) throw new Error("there is no inner connection");
    expect(() => withConnection(whole, inner.target, inner.source, 1)).toThrow("that connection would make a circle");
    expect(nodeActivation(withActivation(whole, 6, "sine").genome, 6)).toBe("sine");
  });
});

describeInBrowser("editing on the page", (browser) => {
  let served: Served;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    served = await serve(`${ROOT}dist/page`);
    page = await openPage(browser(), { viewport: { width: 1280, height: 900 } });
    page.on("pageerror", ({ message }) => errors.push(message));
  });
  afterAll(() => served.close());

  it("says what a connection is worth, cuts it, shows what the return becomes, and takes it back", async () => {
    await page.goto(`${served.origin}/#task=swingup&champion=small&weight=1.2&seed=2`);
    await page.getByRole("img", { name: "force, tanh" }).click();
    const editing = page.getByRole("group", { name: "Edit a node" });
    await editing.getByRole("button", { name: "Why does it need this one?" }).first().click();
    await editing.getByText(/^without it the mean return goes from \d+ to -?\d+$/).waitFor();
    await editing.getByRole("button", { name: /^Cut/ }).first().click();
    await page.getByText("43 connections,").waitFor();
    await page.getByText(/^Edited: mean return over all weights -?\d+; before the edit \d+$/).waitFor();
    expect(page.url()).toMatch(/champion=file.*network=/);
    expect(await page.getByRole("slider", { name: "Shared weight" }).inputValue()).toBe("1.2");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("44 connections, 19 hidden nodes").waitFor();
    expect(page.url()).toContain("champion=small");
  });

  it("gives a node another activation by keys, and refuses a circle in a line", async () => {
    await page.locator(".network g[tabindex='0']").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const editing = page.getByRole("group", { name: "Edit a node" });
    await editing.getByRole("combobox", { name: "activation" }).selectOption("gaussian");
    await page.getByText(/^Edited: mean return/).waitFor();
    await page.locator(".network g[tabindex='0']").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toMatch(/^node \d+, gaussian$/);
    expect(errors).toEqual([]);
  });
});
