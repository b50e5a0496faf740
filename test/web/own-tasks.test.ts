/** Users' tasks on the page: a champion together with its task's file gives the bits that Node gives. */
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadChampion, openSession } from "../../src/index.js";
import { jsonOf, runHere } from "../cli/run-cli.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, openPage } from "./chromium.js";
import { type Served, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SMALL = ["--population", "16", "--generations", "1", "--set", "initialNetworks=64", "--workers", "2", "--json"];
const STEPS = 40;

const folder = temporaryFolder();
const at = (...path: string[]) => join(folder, ...path);

describeInBrowser("a task of one's own on the page", (browser) => {
  let served: Served;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    for (const name of ["cart-pole.ts", "mountain-car-continuous.ts", "pendulum/pendulum.ts"]) {
      cpSync(join(ROOT, "examples", name), at(name.replace(/.*\//, "")));
    }
    writeFileSync(
      at("node.ts"),
      `import { readFileSync } from "node:fs";
      import { defineTask } from "wann";
      export default defineTask({ observation: 1, action: { kind: "discrete", n: 2 }, maxSteps: 4,
        reset(random) { this.left = readFileSync.length; return [random.random()]; },
        step(action) { return { observation: [1], reward: action, terminated: false }; } });`,
    );
    expect((await runHere(["build", "pendulum.ts"], folder)).code).toBe(0);
    for (const name of ["cart-pole.ts", "mountain-car-continuous.ts", "pendulum.wasm", "node.ts"]) {
      jsonOf(await runHere(["evolve", `./${name}`, ...SMALL, "--out", name.replace(/\..*/, "")], folder));
    }
    served = await serve(`${ROOT}dist/page`);
    page = await openPage(browser(), { viewport: { width: 1280, height: 900 } });
    page.on("pageerror", ({ message }) => errors.push(message));
    await page.goto(served.origin);
    await page.locator("main section").first().waitFor();
  });
  afterAll(() => served.close());

  const choose = (...files: string[]) => page.locator("#file").setInputFiles(files);
  const complaint = () => page.locator("#alert").textContent();

  /** Reward of the first steps at weight 1.5 and seed 3, on the page. */
  async function onPage(): Promise<number> {
    const simulation = page.getByRole("region", { name: "Simulation" });
    const pause = simulation.getByRole("button", { name: "Pause", exact: true });
    if (await pause.isVisible()) await pause.click();
    await page.getByRole("slider", { name: "Shared weight" }).fill("1.5");
    await simulation.getByRole("spinbutton", { name: "seed" }).fill("3");
    await simulation.getByRole("button", { name: "Reset", exact: true }).click();
    await simulation.getByRole("button", { name: "Step", exact: true }).evaluate((it, times) => {
      for (let i = 0; i < times; i++) (it as HTMLElement).click();
    }, STEPS);
    return Number(await simulation.locator("figcaption .value").first().textContent());
  }

  async function inNode(run: string): Promise<number> {
    const { task, champion } = loadChampion(at(run));
    const { connections } = champion.genome;
    const genome = { ...champion.genome, connections: connections.map(({ weight: _, ...each }) => each) };
    const session = await openSession(task, genome, 1.5);
    session.reset(3);
    let reward = 0;
    for (let i = 0, ended = false; i < STEPS && !ended; i++) {
      const step = session.step();
      reward += step.reward;
      ended = step.terminated || step.truncated;
    }
    return Number(reward.toFixed(1));
  }

  const painted = () =>
    page.locator(".stages canvas").evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const data = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
        return data.some((value) => value > 0);
      }),
    );

  it.each([
    ["cart-pole", "task.js", false],
    ["mountain-car-continuous", "task.js", true],
    ["pendulum", "../pendulum.wasm", false],
  ])("%s is watched with its %s, and gets what it gets in Node", async (run, file, traced) => {
    await choose(at(run, "champion.json"), at(run, file));
    await page.getByRole("img", { name: `${run} with one shared weight` }).waitFor();
    expect(await onPage()).toBe(await inNode(run));
    await expect.poll(async () => (await painted()).includes(false)).toBe(false);
    const legend = page.getByText("From top to bottom, over the last steps: position, velocity, push.");
    expect(await legend.isVisible()).toBe(traced);
    const picture = process.env.WANN_PICTURES;
    if (picture) await page.screenshot({ path: join(picture, `own-${run}.png`), fullPage: true });
  });

  it.each([
    ["cart-pole", "task.js"],
    ["pendulum", "../pendulum.wasm"],
  ])("%s is evolved with its %s, and the command that is shown gets the same digest", async (run, file) => {
    await choose(at(run, "champion.json"), at(run, file));
    const panel = page.getByRole("region", { name: "Evolve one here" });
    await page.getByRole("img", { name: `${run} with one shared weight` }).waitFor();
    for (const [label, value] of [
      ["population", "16"],
      ["generations", "1"],
    ]) {
      await panel.getByRole("spinbutton", { name: label }).fill(value);
    }
    await panel.getByRole("button", { name: "Evolve" }).click();
    const status = panel.getByRole("status");
    await status.filter({ hasText: "Done" }).waitFor();
    const command = (await panel.getByLabel("The same search").textContent()) ?? "";
    const args = command.replace("npx wann ", "").split(" ");
    const again = jsonOf(await runHere([...args, "--json", "--out", `again-${run}`], folder));
    expect(again).toMatchObject({ digest: await status.getAttribute("data-digest") });
  });

  it("waits for the task's file, and says which", async () => {
    await choose(at("pendulum/champion.json"));
    await expect
      .poll(complaint)
      .toBe("champion.json: a champion of ./pendulum.wasm: drop or open pendulum.wasm, with it");
    await choose(at("pendulum.wasm"));
    await expect.poll(complaint).toBe("");
    await choose(at("cart-pole/champion.json"));
    await expect.poll(complaint).toContain("drop or open task.js, which is in the run's folder, with it");
    await choose(at("cart-pole.ts"));
    await expect.poll(complaint).toMatch(/^cart-pole\.ts: TypeScript, which no page runs: expected task\.js/);
    await choose(at("cart-pole/champion.json"), at("pendulum.wasm"));
    await expect.poll(complaint).toMatch(/^champion\.json: the network has 4 inputs and 2 outputs: expected 3 inputs/);
  });

  it("says why a task with modules of Node's cannot be watched", async () => {
    await choose(at("node/champion.json"), at("node/task.js"));
    await expect.poll(complaint).toBe("task.js: imports node:fs, which a page does not have: it runs in Node alone");
    expect(errors).toEqual([]);
  });
});
