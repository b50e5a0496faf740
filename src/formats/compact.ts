/** The compact genome that a network is made of, as a picture. */
import { networkSvg } from "../report/network-svg.js";
import type { Format } from "./format.js";
import { unitsAndNumbers } from "./parts/units.js";

/** A drawing as SVG: units, and signed whole numbers on the lines. It cannot be read. */
export const compact: Format = {
  name: "compact",
  title: "a drawing (SVG) of what it is made of: units, whole numbers on the lines",
  extension: ".svg",
  drawing: true,
  write: (champion, options) => networkSvg(unitsAndNumbers(champion), { ...options, weightLabels: true }),
};
