/** The built-in drawing of a network as pixels. */
import { networkSvg } from "../report/network-svg.js";
import { UserError } from "../user-error.js";
import type { Format } from "./format.js";

/** What draws it: of some 5 MB, so that only those have it who want PNG. By a name that bundlers leave alone. */
const RENDERER = "@resvg/resvg-js";

/** Pixels for each unit of the drawing. */
const ZOOM = 2;

/** As much of the renderer as is used here. */
interface Renderer {
  readonly Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

async function renderer(): Promise<Renderer> {
  try {
    return await import(/* @vite-ignore */ RENDERER);
  } catch {
    throw new UserError(`the package ${RENDERER} is missing: npm install ${RENDERER}`);
  }
}

/** A drawing as PNG; it cannot be read. */
export const png: Format = {
  name: "png",
  title: `a drawing (PNG), by the package ${RENDERER}`,
  extension: ".png",
  drawing: true,
  async writeBytes({ genome }, options) {
    const { Resvg } = await renderer();
    const svg = networkSvg(genome, options);
    return new Resvg(svg, { fitTo: { mode: "zoom", value: ZOOM }, font: { loadSystemFonts: true } }).render().asPng();
  },
};
