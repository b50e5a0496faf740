/** Digits that evolve on the page, against the same search in Node. */
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { servePage } from "../../src/cli/page-server.js";
import { championFrom, evolve, presetNamed } from "../../src/index.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { useOwnCache } from "../tasks/mnist/own-cache.js";
import { describeInBrowser, openPage } from "./chromium.js";
import { putFewImages } from "./few-images.js";
import { type Served, serve } from "./serve.js";

const PAGE = fileURLToPath(new URL("../../dist/page", import.meta.url));
const SEED = 5;
const NAMES = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];
const MISSING =
  `The training images are not on this server: put MNIST's files (${NAMES.join(", ")}; each may end in .gz) ` +
  "into the folder images/ of the page, or choose them here.";

const inNode = (generations: number, data?: string) => {
  const config = { ...presetNamed("mnist-homogeneous"), generations };
  return evolve({ config, seed: SEED, workers: 1, ...(data !== undefined && { data }) });
};

describeInBrowser("digits on the page", (browser) => {
  let page: Page;
  const errors: string[] = [];
  const panel = () => page.getByRole("region", { name: "Evolve one here" });
  const press = (name: string) => panel().getByRole("button", { name }).click();
  const status = () => panel().getByRole("status");

  beforeEach(async () => {
    page = await openPage(browser());
    page.on("pageerror", ({ message }) => errors.push(message));
  });
  afterEach(async () => {
    await page.close();
    expect(errors).toEqual([]);
  });

  async function open(url: string, generations: number): Promise<void> {
    await page.goto(`${url}#task=mnist`);
    await panel().getByRole("spinbutton", { name: "generations" }).fill(String(generations));
    await panel().getByRole("spinbutton", { name: "seed" }).fill(String(SEED));
  }

  async function digest(): Promise<string | null> {
    await status().filter({ hasText: "Done" }).waitFor();
    return status().getAttribute("data-digest");
  }

  describe("with MNIST beside them", () => {
    let server: Server;
    let url: string;
    beforeAll(async () => {
      ({ server, url } = await servePage(new Map(), "127.0.0.1", 0));
      return () => {
        server.close();
        server.closeAllConnections();
      };
    });

    it("evolve on MNIST, paused and resumed, with the digest that Node gets", async () => {
      // Two: a generation in hand is ended, and with the last one there is nothing to pause.
      const generations = 2;
      await open(url, generations);
      await press("Evolve");
      await press("Pause");
      await status().filter({ hasText: "Paused" }).waitFor();
      await press("Resume");
      const here = await inNode(generations);
      expect(await digest()).toBe(here.digest);
      expect(await panel().getByRole("spinbutton", { name: "population" }).count()).toBe(0);
      expect(await panel().getByLabel("The same search").textContent()).toBe(
        `npx wann evolve mnist --preset mnist-homogeneous --seed ${SEED} --generations ${generations}`,
      );
      // After a generation a network reads far more than a tenth.
      await panel()
        .getByText(/champion −0\.\d\d\d \((8|9)\d\.\d% of the test images read right\)/)
        .waitFor();
      await panel()
        .getByText(/^read right \d+ of \d+$/)
        .waitFor();
      await expect.poll(() => panel().locator(".chart svg").count()).toBe(3);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        panel().getByRole("link", { name: "Download champion.json" }).click(),
      ]);
      const { champion } = championFrom(readFileSync(await download.path(), "utf8"), "champion.json");
      expect(champion.provenance.digest).toBe(here.digest);
      await press("Watch the champion");
      const shown = page.getByRole("combobox", { name: "champion" }).locator("option:checked");
      await expect.poll(() => shown.textContent()).toBe("champion.json");
      await page.getByText(/^The six weights together say \d\.$/).waitFor();
    });
  });

  describe("without images beside them", () => {
    useOwnCache();
    const folder = temporaryFolder();
    let served: Served;
    beforeAll(async () => {
      served = await serve(PAGE);
      return () => served.close();
    });

    it("say where there are no images, and take a visitor's own", async () => {
      const files = putFewImages(folder);
      const chosen = panel().locator("input[type=file]");
      await open(`${served.origin}/`, 2);
      expect(await panel().getByText("Choose the images").isVisible()).toBe(false);
      await press("Evolve");
      await expect.poll(() => status().textContent()).toBe(MISSING);
      expect(await panel().getByText("Choose the images").isVisible()).toBe(true);
      await chosen.setInputFiles(files.slice(1));
      await expect.poll(() => status().textContent()).toBe(`3 files: expected ${NAMES.join(", ")}, all at once`);
      const damaged = { name: NAMES[1], mimeType: "", buffer: Buffer.alloc(9) };
      const others = [0, 2, 3].map((i) => ({ name: `${NAMES[i]}.gz`, mimeType: "", buffer: readFileSync(files[i]) }));
      await chosen.setInputFiles([damaged, ...others]);
      const problem = `The search ended: ${NAMES[1]}: magic: 0x00000000: expected 0x00000801 (labels)`;
      await expect.poll(() => status().textContent()).toBe(problem);
      await chosen.setInputFiles([...files].reverse());
      expect(await digest()).toBe((await inNode(2, folder)).digest);
    });
  });
});
