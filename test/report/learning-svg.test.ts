import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LearningCurve, learningSvg } from "../../src/report/learning-svg.js";
import { parseXml } from "./xml.js";

const HEADINGS = { title: "t", subtitle: "s" };
const CURVE: LearningCurve = {
  label: "champion",
  spent: [100, 200, 300, 400],
  returns: [-5, 0, 20, 40],
  connections: [10, 12, 11, 30],
};

function lines(svg: string): { x: number; y: number }[][] {
  return parseXml(svg)
    .filter(({ name }) => name === "polyline")
    .map(({ attributes }) =>
      attributes.points.split(" ").map((pair) => {
        const [x, y] = pair.split(",").map(Number);
        return { x, y };
      }),
    );
}

function texts(svg: string): string[] {
  return parseXml(svg)
    .filter(({ name }) => name === "text")
    .map(({ text }) => text);
}

describe("learningSvg", () => {
  it("draws returns above connections, on the same rollouts", () => {
    const [returns, connections] = lines(learningSvg([CURVE], HEADINGS));
    expect(returns.map(({ x }) => x)).toEqual(connections.map(({ x }) => x));
    for (let i = 1; i < 4; i++) {
      expect(returns[i].x).toBeGreaterThan(returns[i - 1].x);
      expect(returns[i].y).toBeLessThan(returns[i - 1].y);
    }
    expect(connections[2].y).toBeGreaterThan(connections[1].y);
    expect(Math.max(...returns.map(({ y }) => y))).toBeLessThan(Math.min(...connections.map(({ y }) => y)));
  });

  it("has no plot of connections where no curve has any", () => {
    const { connections: _, ...tuning } = CURVE;
    const svg = learningSvg([tuning], HEADINGS);
    expect(lines(svg)).toHaveLength(1);
    expect(texts(svg)).toContain("thousands of rollouts");
    expect(texts(svg)).not.toContain("connections");
    expect(lines(learningSvg([tuning, CURVE], HEADINGS)).filter((line) => line.length > 1)).toHaveLength(3);
  });

  it("has a scale of returns that covers them, and no more", () => {
    const high = { ...CURVE, returns: [321, 322, 325, 329] };
    expect(texts(learningSvg([high], HEADINGS)).map(Number)).not.toContain(300);
  });

  it("counts rollouts in thousands, or millions where there are such", () => {
    expect(texts(learningSvg([CURVE], HEADINGS))).toContain("thousands of rollouts");
    const long = { ...CURVE, spent: CURVE.spent.map((rollouts) => rollouts * 1e4) };
    const labels = texts(learningSvg([long], HEADINGS));
    expect(labels).toContain("millions of rollouts");
    expect(labels).toContain("4");
    expect(labels.filter((label) => label === "4")).toHaveLength(1);
  });

  it("counts time in seconds, minutes or hours", () => {
    const named = (longest: number) => {
      const timed = { ...CURVE, spent: [1, 2, 3, longest] };
      return texts(learningSvg([timed], { ...HEADINGS, against: "seconds" }));
    };
    expect(named(299)).toContain("seconds");
    expect(named(300)).toContain("minutes");
    expect(named(7200)).toContain("hours");
  });

  it("has its legend above the plot where it is narrow", () => {
    const [wide, narrow] = [false, true].map((is) => parseXml(learningSvg([CURVE], { ...HEADINGS, narrow: is })));
    const widths = [wide, narrow].map(([sheet]) => Number(sheet.attributes.width));
    expect(widths[1]).toBeLessThan(0.65 * widths[0]);
    const place = (nodes: typeof wide, axis: "x" | "y") =>
      Number(nodes.find(({ text }) => text === "champion")?.attributes[axis]);
    const points = (nodes: typeof wide, axis: 0 | 1) =>
      nodes
        .filter(({ name }) => name === "polyline")
        .flatMap(({ attributes }) => attributes.points.split(" ").map((pair) => Number(pair.split(",")[axis])));
    expect(place(wide, "x")).toBeGreaterThan(Math.max(...points(wide, 0)));
    expect(place(narrow, "y")).toBeLessThan(Math.min(...points(narrow, 1)));
  });

  it("leaves out generations without a champion", () => {
    const late = { ...CURVE, returns: [Number.NaN, 0, 1, 2], connections: [Number.NaN, 4, 4, 5] };
    for (const line of lines(learningSvg([late], HEADINGS))) expect(line).toHaveLength(3);
  });

  it("thins long runs, and keeps their last generation", () => {
    const rollouts = Array.from({ length: 5000 }, (_, i) => i + 1);
    const [line] = lines(
      learningSvg([{ label: "l", spent: rollouts, returns: rollouts, connections: rollouts }], HEADINGS),
    );
    expect(line.length).toBeLessThanOrEqual(401);
    const [all] = lines(
      learningSvg([{ label: "l", spent: [1, 5000], returns: [1, 5000], connections: [1, 5000] }], HEADINGS),
    );
    expect(line.at(-1)).toEqual(all.at(-1));
  });

  it("writes well-formed XML with finite numbers, whatever the values", () => {
    const value = fc.oneof(
      fc.double({ min: -1e200, max: 1e200 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
    );
    const generation = fc.record({ spent: value, returns: value, connections: value });
    fc.assert(
      fc.property(fc.array(fc.array(generation)), fc.string({ unit: "binary" }), (runs, label) => {
        const curves = runs.map((run) => ({
          label,
          spent: run.map(({ spent }) => spent),
          returns: run.map(({ returns }) => returns),
          connections: run.map(({ connections }) => connections),
        }));
        for (const { attributes } of parseXml(learningSvg(curves, { title: label, subtitle: label }))) {
          expect(Object.values(attributes).join(" ")).not.toMatch(/NaN|Infinity|undefined/);
        }
      }),
    );
  });
});
