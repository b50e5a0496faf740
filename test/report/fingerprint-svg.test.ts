import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FingerprintCurve, fingerprintSvg } from "../../src/report/fingerprint-svg.js";
import { parseXml } from "./xml.js";

const CURVE: FingerprintCurve = {
  label: "champion",
  points: [-2, -1, 0, 1, 2].map((weight) => ({ weight, mean: 100 - 20 * weight * weight, sd: 10 })),
};

function named(svg: string, name: string) {
  return parseXml(svg).filter((element) => element.name === name);
}

function texts(svg: string): string[] {
  return named(svg, "text").map(({ text }) => text);
}

function corners(points: string): { x: number; y: number }[] {
  return points.split(" ").map((pair) => {
    const [x, y] = pair.split(",").map(Number);
    return { x, y };
  });
}

describe("fingerprintSvg", () => {
  it("writes well-formed XML with finite numbers, whatever the points", () => {
    const wild = fc.oneof(fc.double({ min: -1e200, max: 1e200 }), fc.constant(Number.POSITIVE_INFINITY));
    const point = fc.record({ weight: wild, mean: wild, sd: wild.map(Math.abs) });
    const small = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const usual = fc.record({ weight: small, mean: small, sd: small.map(Math.abs) });
    fc.assert(
      fc.property(fc.array(fc.array(fc.oneof(point, usual))), fc.string({ unit: "binary" }), (lists, label) => {
        const svg = fingerprintSvg(
          lists.map((points) => ({ label, points })),
          { title: label, subtitle: label },
        );
        for (const { attributes } of parseXml(svg)) {
          expect(Object.values(attributes).join(" ")).not.toMatch(/NaN|Infinity|undefined/);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("draws each curve's mean from left to right and higher returns higher up", () => {
    const reversed = { ...CURVE, points: [...CURVE.points].reverse() };
    const [line] = named(fingerprintSvg([reversed], { title: "t" }), "polyline");
    const places = corners(line.attributes.points);
    expect(places).toHaveLength(5);
    for (let k = 1; k < 5; k++) expect(places[k].x).toBeGreaterThan(places[k - 1].x);
    expect(places[2].y).toBe(Math.min(...places.map(({ y }) => y)));
    expect(places[0].y).toBe(places[4].y);
  });

  it("puts a translucent band of one standard deviation to either side of the mean", () => {
    const svg = fingerprintSvg([CURVE], { title: "t" });
    const mean = corners(named(svg, "polyline")[0].attributes.points);
    const [band] = named(svg, "polygon");
    const outline = corners(band.attributes.points);
    expect(Number(band.attributes["fill-opacity"])).toBeLessThan(0.5);
    // From weight 1 to weight 0 the mean rises by 20, so a deviation of 10 is half of that.
    const deviation = (mean[1].y - mean[2].y) / 2;
    for (let k = 0; k < 5; k++) {
      expect(mean[k].y - outline[k].y).toBeCloseTo(deviation, 1);
      expect(outline[9 - k].y - mean[k].y).toBeCloseTo(deviation, 1);
    }
  });

  it("names its axes and its ticks", () => {
    const shown = texts(fingerprintSvg([CURVE], { title: "Plateau", subtitle: "100 rollouts" }));
    expect(shown).toEqual(expect.arrayContaining(["Plateau", "100 rollouts", "shared weight", "mean return"]));
    expect(shown).toEqual(expect.arrayContaining(["−2", "−1.5", "0", "2", "100", "120"]));
  });

  it("has a legend only when there are several curves, in colours of their own", () => {
    expect(texts(fingerprintSvg([CURVE], { title: "t" }))).not.toContain("champion");
    const both = fingerprintSvg([CURVE, { ...CURVE, label: "<other> & more" }], { title: "t" });
    expect(texts(both)).toEqual(expect.arrayContaining(["champion", "<other> & more"]));
    expect(new Set(named(both, "polyline").map(({ attributes }) => attributes.stroke)).size).toBe(2);
  });

  it("leaves out points that are not finite", () => {
    const broken = { weight: 0.5, mean: Number.NaN, sd: 1 };
    const svg = fingerprintSvg([{ ...CURVE, points: [broken, ...CURVE.points] }], { title: "t" });
    expect(svg).toBe(fingerprintSvg([CURVE], { title: "t" }));
  });
});
