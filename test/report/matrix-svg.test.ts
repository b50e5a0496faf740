import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confusionSvg, pixelsSvg } from "../../src/report/matrix-svg.js";
import { parseXml } from "./xml.js";

function elements(svg: string, name: string) {
  return parseXml(svg).filter((element) => element.name === name);
}

describe("a confusion matrix", () => {
  const svg = confusionSvg(
    [
      [90, 10],
      [0, 100],
    ],
    "a subtitle",
  );

  it("has a cell for each digit and answer, with its count unless that is zero", () => {
    expect(elements(svg, "rect")).toHaveLength(1 + 4);
    const texts = elements(svg, "text").map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(["90", "10", "100", "digit", "answer", "a subtitle"]));
  });

  it("shades what is frequent more darkly, digits downwards and answers to the right", () => {
    const [, rightZero, wrongZero, wrongOne, rightOne] = elements(svg, "rect").map(({ attributes }) => attributes);
    const light = (fill: string) => Number.parseInt(fill.slice(1, 3), 16);
    expect(light(rightOne.fill)).toBeLessThan(light(rightZero.fill));
    expect(light(rightZero.fill)).toBeLessThan(light(wrongZero.fill));
    expect(light(wrongZero.fill)).toBeLessThan(light(wrongOne.fill));
    expect(Number(wrongZero.x)).toBeGreaterThan(Number(rightZero.x));
    expect(Number(wrongOne.y)).toBeGreaterThan(Number(rightZero.y));
  });
});

describe("a drawing of pixels", () => {
  it("counts those that are used and lays them out in rows", () => {
    const svg = pixelsSvg([0, 1, 2, 0, 0, 0, 0, 0, 3], 3);
    expect(elements(svg, "text").map(({ text }) => text)).toContain("3 of 9 pixels are used");
    const cells = elements(svg, "rect").slice(1);
    expect(new Set(cells.map(({ attributes }) => attributes.x)).size).toBe(3);
    expect(cells[8].attributes.fill).toBe("#1f4e8c");
  });

  it("is well-formed with finite numbers, whatever is used", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(counts, (values) => {
        for (const { attributes } of parseXml(pixelsSvg(values, 10))) {
          expect(Object.values(attributes).join(" ")).not.toMatch(/NaN|Infinity|undefined/);
        }
      }),
    );
  });
});
