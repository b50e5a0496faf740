import { describe, expect, it } from "vitest";
import { paretoFront, paretoSvg } from "../../src/report/pareto-svg.js";
import { parseXml } from "./xml.js";

const at = (connections: number, mean: number) => ({ connections, mean });

describe("the Pareto front", () => {
  it("has those that none beats at both", () => {
    const contenders = [at(5, 10), at(3, 4), at(5, 12), at(7, 12), at(4, 3), at(9, 20)];
    expect(paretoFront(contenders)).toEqual([at(3, 4), at(5, 12), at(9, 20)]);
  });

  it("is drawn through all contenders' dots, without those that have no finite mean", () => {
    const svg = paretoSvg([at(3, 4), at(5, 12), at(6, 1), at(4, Number.NaN)], "A <generation>");
    expect(() => parseXml(svg)).not.toThrow();
    expect(svg.match(/<circle/g)).toHaveLength(3 + 2);
    expect(svg).toContain("A &lt;generation&gt;");
    expect(svg).not.toContain("NaN");
  });
});
