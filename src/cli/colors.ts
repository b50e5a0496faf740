/** Colours for each stream on its own: only a terminal gets any, and none where NO_COLOR says so. */
import pc from "picocolors";

const wanted = !process.env.NO_COLOR && process.env.TERM !== "dumb";

export const outColors = pc.createColors(wanted && process.stdout.isTTY === true);
export const errorColors = pc.createColors(wanted && process.stderr.isTTY === true);
