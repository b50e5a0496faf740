/**
 * Pictures of the page: every view on three screens, light and dark, into dist/screenshots; `npm run screenshots` also puts
 * those that the README and the pages show into docs, and the one that a link to the page is shown with.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { openBrowser } from "./chromium.js";
import { serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = `${ROOT}dist/screenshots`;
const SCREENS = [
  { width: 390, height: 844 },
  { width: 1366, height: 768 },
  { width: 1440, height: 900 },
];
/** Of pictures in docs. */
const DOCS = { width: 1200, height: 720 };
/** Open Graph's. */
const PREVIEW = { width: 1200, height: 630 };
const SCHEMES = ["light", "dark"] as const;
/** Long enough for a walker to be on its way, and for random weights to have fallen. */
const SETTLED = 6000;

interface View {
  readonly fragment: string;
  /** What is done before it is looked at. */
  readonly act?: (page: Page) => Promise<void>;
  /** The part that is looked at, where it is not the first screen. */
  readonly part?: string;
}

const press = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click();

const VIEWS: Readonly<Record<string, View>> = {
  swingup: { fragment: "" },
  biped: { fragment: "#task=biped" },
  racing: { fragment: "#task=car-racing" },
  digits: { fragment: "#task=mnist" },
  evolve: { fragment: "", act: press("Evolve"), part: "#panel section" },
  play: { fragment: "#task=car-racing", act: press("Play against it") },
  edit: { fragment: "", act: (page) => page.getByRole("img", { name: "force, tanh" }).click(), part: ".network-room" },
};
const IN_DOCS = { swingup: "light", biped: "dark", racing: "light", digits: "light", evolve: "light" } as const;

const served = await serve(`${ROOT}dist/page`);
const browser = await openBrowser();
mkdirSync(FOLDER, { recursive: true });

async function picture(view: View, screen: typeof PREVIEW, colorScheme: (typeof SCHEMES)[number], path: string) {
  const page = await browser.newPage({ viewport: screen, colorScheme });
  await page.goto(`${served.origin}/${view.fragment}`);
  await page.locator("main section").first().waitFor();
  await page.waitForTimeout(SETTLED / 2);
  await view.act?.(page);
  await page.waitForTimeout(view.part ? 2 * SETTLED : SETTLED);
  if (view.part) await page.locator(view.part).evaluate((it) => it.scrollIntoView({ block: "start" }));
  await page.screenshot({ path });
  await page.close();
}

for (const [name, view] of Object.entries(VIEWS)) {
  for (const screen of SCREENS) {
    for (const scheme of SCHEMES) {
      const file = `${name}-${screen.width}-${scheme}`;
      await picture(view, screen, scheme, `${FOLDER}/${file}.png`);
    }
  }
}
for (const [name, scheme] of Object.entries(IN_DOCS)) {
  await picture(VIEWS[name], DOCS, scheme, `${ROOT}docs/page-${name}.png`);
}
await picture(VIEWS.swingup, PREVIEW, "light", `${ROOT}docs/page-preview.png`);
await browser.close();
await served.close();
