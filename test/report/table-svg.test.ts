import { describe, expect, it } from "vitest";
import { type TableSeries, tableSvg } from "../../src/report/table-svg.js";
import { parseXml } from "./xml.js";

const SERIES: TableSeries[] = [
  {
    label: "ours",
    network: "wann",
    published: false,
    figures: [
      { mean: 50, sd: 10 },
      { mean: 80, sd: 0 },
    ],
  },
  {
    label: "paper",
    network: "wann",
    published: true,
    figures: [
      { mean: 40, sd: 20 },
      { mean: 90, sd: 5 },
    ],
  },
];
const svg = tableSvg(SERIES, { columns: ["random", "tuned"], title: "t", subtitle: "s", unit: "mean return" });
const circles = parseXml(svg)
  .filter(({ name }) => name === "circle")
  .map(({ attributes }) => ({ x: Number(attributes.cx), y: Number(attributes.cy), fill: attributes.fill }));

describe("tableSvg", () => {
  it("marks each network's mean in each column's row, higher means further to the right", () => {
    // Two networks in two rows, and the legend.
    expect(circles).toHaveLength(6);
    const [oursRandom, paperRandom, oursTuned, paperTuned] = circles;
    expect([paperRandom.x, oursRandom.x, oursTuned.x, paperTuned.x]).toEqual(
      [paperRandom.x, oursRandom.x, oursTuned.x, paperTuned.x].sort((a, b) => a - b),
    );
    expect(Math.max(oursRandom.y, paperRandom.y)).toBeLessThan(Math.min(oursTuned.y, paperTuned.y));
  });

  it("fills ours and leaves the paper's hollow", () => {
    const [ours, paper] = circles;
    expect(ours.fill).not.toBe(paper.fill);
    expect(circles[4].fill).toBe(ours.fill);
    expect(circles[5].fill).toBe(paper.fill);
  });

  it("draws a standard deviation to either side", () => {
    const whiskers = parseXml(svg).filter(({ attributes }) => attributes["stroke-opacity"]);
    const [, start, end] = /^M([\d.]+),[\d.]+H([\d.]+)$/.exec(whiskers[0].attributes.d) ?? [];
    expect((Number(start) + Number(end)) / 2).toBeCloseTo(circles[0].x, 1);
    expect(Number(end)).toBeGreaterThan(Number(start));
  });

  it("leaves free where a network has no figure for a column", () => {
    const [ours, paper] = SERIES;
    const partial = tableSvg([{ ...ours, figures: ours.figures.slice(0, 1) }, paper], {
      columns: ["random", "tuned"],
      title: "t",
      subtitle: "s",
      unit: "mean return",
    });
    expect(parseXml(partial).filter(({ name }) => name === "circle")).toHaveLength(5);
  });

  it("names networks, columns and the unit", () => {
    const texts = parseXml(svg)
      .filter(({ name }) => name === "text")
      .map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(["ours", "paper", "random", "tuned", "mean return", "t", "s"]));
  });
});
