/**
 * Pictures of the page: every view at three widths, light and dark, into dist/screenshots; `npm run screenshots` also puts
 * those that the README and the pages show into docs.
 */
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./chromium.js";
import { serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = `${ROOT}dist/screenshots`;
const WIDTHS = [390, 820, 1440];
const HEIGHT = 900;
const SCHEMES = ["light", "dark"] as const;
const VIEWS = {
  swingup: "#task=swingup",
  biped: "#task=biped",
  racing: "#task=car-racing",
  digits: "#task=mnist",
  evolve: "#task=swingup&champion=best",
};
const IN_DOCS = [
  "swingup-1440-light",
  "biped-1440-dark",
  "racing-1440-light",
  "digits-1440-light",
  "evolve-1440-light",
];
/** Long enough for a walker to be on its way, and for a search to have something to show. */
const SETTLED = 6000;

const served = await serve(`${ROOT}dist/page`);
const browser = await openBrowser();
mkdirSync(FOLDER, { recursive: true });
for (const [view, fragment] of Object.entries(VIEWS)) {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const page = await browser.newPage({ viewport: { width, height: HEIGHT }, colorScheme });
      await page.goto(`${served.origin}/${fragment}`);
      if (view === "digits") await page.getByRole("button", { name: "Example: a 4" }).click();
      if (view === "evolve") await page.getByRole("button", { name: "Evolve", exact: true }).click();
      await page.waitForTimeout(view === "evolve" ? 3 * SETTLED : SETTLED);
      const name = `${view}-${width}-${colorScheme}`;
      await page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: true });
      if (IN_DOCS.includes(name)) copyFileSync(`${FOLDER}/${name}.png`, `${ROOT}docs/page-${view}.png`);
      await page.close();
    }
  }
}
await browser.close();
await served.close();
