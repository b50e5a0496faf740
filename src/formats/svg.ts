/** The built-in drawing of a network. */
import { networkSvg } from "../report/network-svg.js";
import type { Format } from "./format.js";

/** A drawing as SVG; it cannot be read. */
export const svg: Format = {
  name: "svg",
  title: "a drawing (SVG)",
  extension: ".svg",
  drawing: true,
  write: ({ genome }, options) => networkSvg(genome, options),
};
