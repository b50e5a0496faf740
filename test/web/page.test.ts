/** The built page in a real browser, against the same things done in Node. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import axe from "axe-core";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { writeChampion } from "../../src/formats/champion-json.js";
import { writeOut } from "../../src/formats/out.js";
import { prepareDigit } from "../../src/images/deskew.js";
import { championFrom, evolve, loadChampion, openSession, presetNamed } from "../../src/index.js";
import { pack } from "../../src/network/pack.js";
import { classesOf, ENSEMBLE, votedClasses } from "../../src/score/accuracy.js";
import digits from "../../src/web/digits.json" with { type: "json" };
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, openPage } from "./chromium.js";
import { type Served, serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLI = `${ROOT}dist/cli/index.js`;
const SWINGUP = "docs/quick.json";

const CONTROLS = { play: "Play", pause: "Pause", step: "Step", reset: "Reset" };

/** A champion of a task that only Python runs. */
const GYM_CHAMPION = writeChampion(
  {
    task: "gym:CartPole-v1",
    genome: { inputs: 4, outputs: 2, activations: Array(7).fill(1), connections: [] },
    fingerprint: [],
    provenance: {},
  },
  { inputLabels: [], outputLabels: [] },
);

describeInBrowser("the page", (browser) => {
  let served: Served;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    served = await serve(`${ROOT}dist/page`);
    page = await openPage(browser(), { viewport: { width: 1280, height: 900 } });
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
  });
  afterAll(() => served.close());

  async function visit(fragment = ""): Promise<void> {
    await page.goto("about:blank");
    await page.goto(`${served.origin}/${fragment}`);
    await page.locator("main section").first().waitFor();
  }

  const simulation = () => page.getByRole("region", { name: "Simulation" });
  const press = (name: string) => simulation().getByRole("button", { name, exact: true }).click();
  /** Of the shared weight's episode, and the best of random weights'. */
  const rewards = async () =>
    (await simulation().locator("figcaption .value").allTextContents()).slice(0, 2).map(Number);
  const slider = () => page.getByRole("slider", { name: "Shared weight" });
  const complaint = () => page.getByRole("alert");

  /** Stands still at the start of an episode. */
  async function standStill(): Promise<void> {
    await press(CONTROLS.pause);
    await press(CONTROLS.reset);
  }

  /** Presses Step so many times. */
  async function step(count: number): Promise<void> {
    const button = simulation().getByRole("button", { name: CONTROLS.step, exact: true });
    await button.evaluate((it, times) => {
      for (let i = 0; i < times; i++) (it as HTMLElement).click();
    }, count);
  }

  it("runs as soon as it is opened, the shared weight beside random ones", async () => {
    await visit();
    await page.waitForFunction(() => Number(document.querySelector("figcaption .value")?.textContent) > 1);
    const painted = () =>
      page.locator(".stages canvas").evaluateAll((all) =>
        all.map((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const { data } = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height) ?? {
            data: [],
          };
          return data.some((value) => value > 0);
        }),
      );
    expect((await painted()).length).toBeGreaterThan(4);
    await expect.poll(painted).not.toContain(false);
  });

  it("steps, resets, and earns what the same steps earn in Node", async () => {
    await visit("#task=swingup&champion=small&weight=1.5&seed=3");
    await standStill();
    await step(200);
    const { task, champion } = loadChampion(SWINGUP);
    const session = await openSession(task, champion.genome, 1.5);
    session.reset(3);
    let reward = 0;
    for (let i = 0; i < 200; i++) reward += session.step().reward;
    expect((await rewards())[0]).toBe(Number(reward.toFixed(1)));
    await press(CONTROLS.reset);
    expect(await rewards()).toEqual([0, 0]);
  });

  it("lets the weight be dragged along its curve, and the episode responds", async () => {
    await visit("#task=swingup&champion=small&weight=1.5");
    await standStill();
    const box = await page.locator(".curve").boundingBox();
    if (!box) throw new Error("there is no curve");
    await page.mouse.move(box.x + 0.9 * box.width, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 50, { steps: 5 });
    await page.mouse.up();
    const weight = Number(await slider().inputValue());
    expect(Math.abs(weight)).toBeLessThan(0.3);
    await step(1000);
    const [dragged] = await rewards();
    await slider().fill("1.5");
    await press(CONTROLS.reset);
    await step(1000);
    const [returned] = await rewards();
    expect(dragged).toBeLessThan(0.5 * returned);
    await page.waitForFunction(() => location.hash.includes("weight=1.5"));
  });

  it("moves the weight by keys", async () => {
    await visit("#task=swingup&weight=1");
    await slider().focus();
    await page.keyboard.press("ArrowRight");
    expect(await slider().inputValue()).toBe("1.01");
  });

  it("lights the network up, and tells of the node that is pointed at", async () => {
    await visit("#task=swingup&champion=small");
    await press(CONTROLS.pause);
    expect(await page.locator(".network g[tabindex]").count()).toBe(26);
    const colors = await page.locator(".network-frame canvas").evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const data = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
      return new Set(new Uint32Array(Uint8Array.from(data).buffer)).size;
    });
    expect(colors).toBeGreaterThan(20);
    await page.getByRole("img", { name: "force, tanh" }).hover();
    await expect
      .poll(() => page.locator(".detail").textContent())
      .toMatch(/^force is -?\d\.\d\d\. tanh of the weighted sum of/);
  });

  it("shows what an address names, and names what it shows", async () => {
    await visit("#task=biped&champion=minimal&weight=1.64&seed=7");
    expect(await slider().inputValue()).toBe("1.64");
    expect(await page.getByRole("combobox", { name: "champion" }).inputValue()).toBe("minimal");
    expect(await simulation().getByRole("spinbutton", { name: "seed" }).inputValue()).toBe("7");
    await page.getByRole("link", { name: "Swing-up" }).click();
    await page.getByText("45 lines stand for 356 connections").waitFor();
    expect(page.url()).toContain("task=swingup");
    await page.goBack();
    await page.getByText("36 connections, 8 hidden nodes").waitFor();
  });

  describe("evolving", () => {
    const few = { population: 8, generations: 6 };
    /** Enough to be stopped in the midst of it. */
    const many = { population: 4, generations: 40 };
    const seed = 5;
    const runs = new Map<typeof few, ReturnType<typeof evolve>>();
    const inNode = (settings: typeof few) => {
      const config = { ...presetNamed("quick-homogeneous"), initialNetworks: 256, ...settings };
      const run = runs.get(settings) ?? evolve({ config, seed, workers: 2 });
      runs.set(settings, run);
      return run;
    };
    const panel = () => page.getByRole("region", { name: "Evolve one here" });
    const folder = temporaryFolder();

    async function start(settings: typeof few): Promise<void> {
      await visit();
      for (const [label, value] of Object.entries({ ...settings, seed }))
        await panel().getByRole("spinbutton", { name: label }).fill(String(value));
      await panel().getByRole("button", { name: "Evolve" }).click();
    }

    const digest = async () => {
      const status = panel().getByRole("status");
      await status.filter({ hasText: "Done" }).waitFor();
      return status.getAttribute("data-digest");
    };

    it("gets the digest that Node gets for the same configuration and seed", async () => {
      await start(few);
      const here = await inNode(few);
      expect(await digest()).toBe(here.digest);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        panel().getByRole("link", { name: "Download champion.json" }).click(),
      ]);
      const { champion } = championFrom(readFileSync(await download.path(), "utf8"), "champion.json");
      expect(champion.provenance.digest).toBe(here.digest);
      expect(champion.genome.connections).toHaveLength(
        here.champion?.genome.connections.filter(({ enabled }) => enabled).length ?? 0,
      );
    });

    it("gets it paused and resumed as well", async () => {
      await start(many);
      await panel().getByRole("button", { name: "Pause" }).click();
      await panel().getByRole("status").filter({ hasText: "Paused" }).waitFor();
      await panel().getByRole("button", { name: "Resume" }).click();
      const here = await inNode(many);
      expect(await digest()).toBe(here.digest);
    });

    it("goes on where the fields say what no search can be, and says what is wrong", async () => {
      await start(many);
      await panel().getByRole("spinbutton", { name: "population" }).fill("300");
      await panel().getByRole("button", { name: "Start again" }).click();
      await panel().getByText("No search of this begins: initialNetworks: 256: expected 300 or more").waitFor();
      expect(await digest()).toBe((await inNode(many)).digest);
    });

    it("draws the search, and lets its champion onto the stage, while the search goes on", async () => {
      await start(many);
      await panel().getByRole("button", { name: "Watch the champion" }).click();
      await expect.poll(() => page.getByRole("combobox", { name: "champion" }).inputValue()).toBe("file");
      await page.locator(".network g[tabindex]").first().waitFor();
      await page.getByRole("link", { name: "Digits" }).click();
      await page.locator(".pad").waitFor();
      await page.getByRole("link", { name: "Swing-up" }).click();
      const here = await inNode(many);
      expect(await digest()).toBe(here.digest);
      await expect.poll(() => panel().locator(".chart svg").count()).toBe(3);
    });

    it("hands out the run's folder, with which the command line goes on to the same end", async () => {
      await start(many);
      await panel().getByRole("button", { name: "Pause" }).click();
      const status = panel().getByRole("status");
      await status.filter({ hasText: "Paused" }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        panel().getByRole("link", { name: "Download the run" }).click(),
      ]);
      for (const [name, bytes] of Object.entries(unzipSync(readFileSync(await download.path())))) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), bytes);
      }
      const command = (await panel().getByLabel("How the run goes on").textContent()) ?? "";
      expect(command).toBe(`npx wann evolve --resume quick-homogeneous-seed${seed}`);
      const words = command.replace("npx wann ", "").split(" ");
      const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...words, "--json"], { cwd: folder });
      expect(JSON.parse(stdout)).toMatchObject({ digest: (await inNode(many)).digest, generations: many.generations });
    });

    it("goes back through the champion's ancestors while it searches, and once it stands still, each at work", async () => {
      const slider = panel().getByRole("slider", { name: "Back through its ancestors" });
      const goBack = async () => {
        await slider.fill("0");
        await panel()
          .getByText(/^1 of \d+: generation 0, the run began with it, \d+ connections/)
          .waitFor();
        await panel()
          .getByText(/^Ancestor of generation 0, with .* on every connection$/)
          .waitFor();
      };
      await start({ population: 64, generations: 1000 });
      await goBack();
      await panel().getByText("Searching …").waitFor();
      await start(few);
      await digest();
      await goBack();
    });

    it("hands out the seed of the search, whatever the field says by now", async () => {
      await start(few);
      await panel().getByRole("spinbutton", { name: "seed" }).fill("77");
      await digest();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        panel().getByRole("link", { name: "Download champion.json" }).click(),
      ]);
      const { champion } = championFrom(readFileSync(await download.path(), "utf8"), "champion.json");
      expect(champion.provenance.seed).toBe(seed);
      expect(await panel().getByLabel("The same search").textContent()).toContain(`--seed ${seed} `);
    });
  });

  describe("files dropped on it", () => {
    const drop = (name: string, text: string) =>
      page.evaluate(
        ([fileName, content]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], fileName));
          dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
        },
        [name, text],
      );

    it("have those nodes counted that are drawn, not those that evolution has left without a connection", async () => {
      const { champion, task } = loadChampion("docs/quick.json");
      const { activations } = champion.genome;
      const genome = { ...champion.genome, activations: [...activations, activations[activations.length - 1]] };
      await visit();
      await drop("left.json", writeChampion({ ...champion, genome }, task));
      await page.getByText("44 connections, 19 hidden nodes").waitFor();
    });

    it("are shown, of our format and of the original's", async () => {
      await visit();
      await drop("mine.json", readFileSync(`${ROOT}champions/biped-minimal.json`, "utf8"));
      await page.getByText("36 connections, 8 hidden nodes").waitFor();
      await drop("theirs.out", writeOut(loadChampion("champions/biped-minimal.json").champion.genome));
      await page.getByRole("combobox", { name: "champion" }).getByText("theirs.out").waitFor({ state: "attached" });
      expect(await complaint().isVisible()).toBe(false);
    });

    it.each([
      ["bad.json", "{", "bad.json: not JSON, or cut short: expected a champion"],
      ["other.json", '{"format":"wann-champion"}', "other.json: version: missing: expected a whole number from 1 to 2"],
      [
        "else.json",
        '{"format":"else"}',
        `else.json: format: "else": expected champion.json or a comma-separated matrix of the original code (.out) or weights of the original's zoo (.wann.json)`,
      ],
      [
        "cart-pole.json",
        GYM_CHAMPION,
        'cart-pole.json: task: "gym:CartPole-v1" runs in Python, which a page cannot: expected the command wann evaluate for it',
      ],
      ["short.out", "1,2\n", "short.out: 1 nodes: expected at least 7 (bias, 5 inputs, 1 outputs)"],
    ])("are explained where they are bad: %s", async (name, text, explanation) => {
      await visit("#task=swingup&champion=small");
      await drop(name, text);
      await complaint().waitFor();
      expect(await complaint().textContent()).toBe(explanation);
      expect(await page.getByText("44 connections, 19 hidden nodes").count()).toBe(1);
    });
  });

  describe("racing", () => {
    const CHAMPION = "champions/car-racing-homogeneous.json";

    it("earns and sees what the same steps earn and see in Node", async () => {
      await visit("#task=car-racing&weight=0.5&seed=3");
      await standStill();
      await step(120);
      const { task, champion } = loadChampion(CHAMPION);
      const session = await openSession(task, champion.genome, 0.5);
      session.reset(3);
      let reward = 0;
      for (let i = 0; i < 120; i++) reward += session.step().reward;
      await expect.poll(async () => (await rewards())[0]).toBe(Number(reward.toFixed(1)));
      const shown = await page.getByRole("img", { name: "What the network sees" }).evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        return [...((canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [])];
      });
      const seen = Array.from(session.picture ?? [], (value) => Math.round(255 * value));
      expect(shown.filter((_, i) => i % 4 < 3)).toEqual(seen);
      const bars = page.getByRole("img", { name: "Its 16 latents" }).locator("rect");
      const below = await bars.evaluateAll((all) => all.map((bar) => bar.classList.contains("minus")));
      expect(below).toEqual(session.observation.map((latent) => latent < 0));
    });

    it("loads its champion and its encoder when it is chosen, and not before", async () => {
      const asked: string[] = [];
      const listen = (request: { url(): string }) => asked.push(request.url());
      page.on("request", listen);
      await visit();
      await page.locator(".network g[tabindex]").first().waitFor();
      const wasm = asked.flatMap((url) => /[^/]*\.wasm$/.exec(url)?.[0] ?? []);
      expect(new Set(wasm)).toEqual(new Set(["swingup.wasm"]));
      expect(asked.filter((url) => url.includes("car-racing"))).toEqual([]);
      await page.getByRole("link", { name: "Racing" }).click();
      await page.locator(".sight").waitFor();
      page.off("request", listen);
      const wasmFiles = ["dist/wasm/car-racing.wasm", "dist/wasm/car-racing-encoder.bin"];
      for (const file of [CHAMPION, ...wasmFiles]) {
        expect(asked.some((url) => url.endsWith(file))).toBe(true);
      }
    });
  });

  describe("digits", () => {
    const votes = async () =>
      (
        await page.locator("tr.vote td").evaluateAll((all) => all.map((each) => each.classList.contains("first")))
      ).indexOf(true);

    it("are read as Node reads them", async () => {
      await visit("#task=mnist&champion=best");
      const { champion, task } = loadChampion("champions/mnist.json");
      const kernel = await loadKernel(task);
      const { words } = pack(champion.genome);
      const images = digits.digits.map(({ pixels }) => {
        const image = new Float32Array(256);
        prepareDigit(Buffer.from(pixels, "base64"), image);
        return image;
      });
      for (const [i, { label }] of digits.digits.slice(0, 10).entries()) {
        await page.getByRole("button", { name: `Example: a ${label}` }).click();
        const logits = ENSEMBLE.map((weight) => kernel.predict(words, weight, images[i]));
        expect(await votes()).toBe(votedClasses(logits, 10)[0]);
      }
      const weight = 0.2;
      const right = images.filter((image, i) => {
        return classesOf(kernel.predict(words, weight, image), 10)[0] === digits.digits[i].label;
      });
      await slider().fill(String(weight));
      await page.getByText(`reads ${right.length} of 100 test digits`).waitFor();
      await page.getByText(/^works at \d+% of weights$/).waitFor();
    });

    it("can be drawn", async () => {
      await visit("#task=mnist");
      await page.getByText(/^read right \d of \d/).waitFor();
      const box = await page.locator(".pad").boundingBox();
      if (!box) throw new Error("there is no pad");
      await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.15 * box.height);
      await page.mouse.down();
      await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.85 * box.height, { steps: 8 });
      await page.mouse.up();
      // The status line says the same aloud.
      const verdict = page.locator(".verdict");
      await verdict.getByText("The six weights together say 1.").waitFor();
      await page.getByRole("button", { name: "Clear" }).click();
      await verdict.getByText("Nothing yet").waitFor();
    });
  });

  it.each([
    ["", ["light", "dark"]],
    ["#task=mnist", ["light", "dark"]],
    ["#task=car-racing", ["light"]],
    ["?embed", ["dark"]],
    ["", ["forced"]],
  ])("has nothing that axe objects to: %s %s", async (fragment, schemes) => {
    for (const scheme of schemes) {
      await page.emulateMedia({
        forcedColors: scheme === "forced" ? "active" : "none",
        colorScheme: scheme === "dark" ? "dark" : "light",
      });
      await visit(fragment);
      await page.evaluate(axe.source);
      const found = await page.evaluate("axe.run()");
      const { violations } = found as axe.AxeResults;
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    }
  });

  it("does not jump as it loads and runs", async () => {
    await page.addInitScript(() => {
      const seen = globalThis as { shift?: number };
      seen.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          seen.shift = (seen.shift ?? 0) + (entry as unknown as { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    for (const fragment of ["", "#task=car-racing", "#task=mnist"]) {
      await visit(fragment);
      await page.waitForTimeout(1500);
      expect(await page.evaluate("globalThis.shift")).toBeLessThan(0.01);
    }
  });

  it("fits a phone without scrolling to the side", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const fragment of ["", "#task=biped", "#task=car-racing", "#task=mnist"]) {
      await visit(fragment);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    }
  });

  it("has logged no error", () => {
    expect(errors).toEqual([]);
  });
});
