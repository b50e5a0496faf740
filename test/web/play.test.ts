/** Playing: a person in the network's place, blows, and a ground of one's own give what they give in Node. */
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Session } from "../../src/evaluate/session.js";
import { loadChampion, openSession } from "../../src/index.js";
import { describeInBrowser, openPage } from "./chromium.js";
import { type Served, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STEPS = 60;

describeInBrowser("playing on the page", (browser) => {
  let served: Served;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    served = await serve(`${ROOT}dist/page`);
    page = await openPage(browser(), { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    page.on("pageerror", ({ message }) => errors.push(message));
  });
  afterAll(() => served.close());

  async function visit(fragment: string): Promise<void> {
    await page.goto("about:blank");
    await page.goto(`${served.origin}/${fragment}`);
    await page.locator(".network g[tabindex]").first().waitFor();
  }

  const press = (name: string) => page.locator("#stage").getByRole("button", { name, exact: true }).click();
  const step = () =>
    page.getByRole("button", { name: "Step", exact: true }).evaluate((it, times) => {
      for (let i = 0; i < times; i++) (it as HTMLElement).click();
    }, STEPS);
  const earned = async (part: string) => Number(await page.locator(`${part} figcaption .value`).first().textContent());

  async function inNode(file: string, act: (session: Session) => ArrayLike<number> | undefined): Promise<number> {
    const { task, champion } = loadChampion(file);
    const connections = champion.genome.connections.map(({ weight: _, ...each }) => each);
    const session = await openSession(task, { ...champion.genome, connections }, 1);
    session.reset(3);
    const action = act(session);
    let reward = 0;
    for (let i = 0; i < STEPS; i++) reward += session.step(action).reward;
    return Number(reward.toFixed(1));
  }

  it("has a person's keys and buttons in place of the network's answers, from the same start", async () => {
    await visit("#task=swingup&champion=small&weight=1&seed=3");
    await press("Play against it");
    await page.getByRole("img", { name: "Swing-up, played by you" }).waitFor();
    await press("Pause");
    await press("Reset");
    await page.keyboard.down("ArrowRight");
    await step();
    await page.keyboard.up("ArrowRight");
    const right = await inNode("docs/quick.json", () => [1]);
    expect(await earned(".play")).toBe(right);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Reset");
    await press("Reset");
    const left = page.getByRole("button", { name: "←" });
    await left.dispatchEvent("pointerdown", { pointerId: 1 });
    await step();
    expect(await earned(".play")).toBe(await inNode("docs/quick.json", () => [-1]));
    await press("Play against it");
    await page.locator(".randoms").waitFor();
  });

  it("takes blows, by the button and where the pointer hits", async () => {
    const blown = (x: number) => inNode("docs/quick.json", (session) => void session.push(x, 0));
    await visit("#task=swingup&champion=small&weight=1&seed=3");
    await press("Push");
    await step();
    expect(await earned(".shared")).toBe(await blown(-2));
    await press("Reset");
    const box = await page.locator(".shared canvas").boundingBox();
    if (!box) throw new Error("there is no scene");
    // On the rail, left of the cart.
    await page.mouse.click(box.x + 0.1 * box.width, box.y + 0.5 * box.height);
    await step();
    expect(Math.abs((await earned(".shared")) - (await blown(2)))).toBeLessThan(0.2);
  });

  it("walks on a ground that is made for it, by all numbers alike", async () => {
    await visit("#task=biped&weight=1&seed=3");
    await press("Draw a ground");
    await press("Hills");
    const ground = Array.from({ length: 97 }, (_, x) => {
      return [x, 3.33 + (x < 8 ? 0 : 0.8 * Math.sin((x - 8) / 3.5))] as const;
    });
    await step();
    const here = await inNode("champions/biped-homogeneous.json", (session) => void session.resetOn({ ground }));
    expect(await earned(".shared")).toBe(here);
    await press("As the seed has it");
    await step();
    expect(await earned(".shared")).toBe(await inNode("champions/biped-homogeneous.json", () => undefined));
    const box = await page.locator(".terrain").boundingBox();
    if (!box) throw new Error("there is no pad");
    await page.mouse.move(box.x + 0.2 * box.width, box.y + 0.3 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.4 * box.width, box.y + 0.3 * box.height, { steps: 4 });
    await page.mouse.up();
    expect(await earned(".shared")).toBe(0);
    expect(errors).toEqual([]);
  });
});
