import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATIONS } from "../../src/genome/activation.js";
import { networkSvg } from "../../src/report/network-svg.js";
import { anyGenome, genomeOf } from "./sample-genomes.js";
import { type Element, parseXml } from "./xml.js";

const LABELS = { inputLabels: ["x", "angle"], outputLabels: ["force"] };
const SMALL = genomeOf(2, 1, [1, 1, 1, 5, 3], "1>4 4>3 0>3");

function texts(svg: string): string[] {
  return named(svg, "text").map(({ text }) => text);
}

function named(svg: string, name: string): Element[] {
  return parseXml(svg).filter((element) => element.name === name);
}

function curves(svg: string): Element[] {
  return named(svg, "path").filter(({ attributes }) => attributes.d.includes("C"));
}

describe("networkSvg", () => {
  it("writes well-formed XML with finite numbers of at most two decimals", () => {
    fc.assert(
      fc.property(anyGenome(), fc.string({ unit: "binary" }), (genome, title) => {
        const svg = networkSvg(genome, { ...LABELS, title });
        for (const { attributes } of parseXml(svg)) {
          const values = Object.values(attributes).filter((value) => !value.startsWith("#"));
          expect(values.join(" ")).not.toMatch(/NaN|Infinity|undefined|\d\.\d{3}|\de[-+]?\d/);
        }
      }),
    );
  });

  it("is an image named by its title", () => {
    const [root, title] = parseXml(networkSvg(SMALL, { ...LABELS, title: "Champion" }));
    expect(root).toMatchObject({ name: "svg", attributes: { role: "img", xmlns: "http://www.w3.org/2000/svg" } });
    expect(title).toMatchObject({ name: "title", text: "Champion" });
  });

  it("labels bias, inputs and outputs, and numbers those without a label", () => {
    expect(texts(networkSvg(SMALL, LABELS))).toEqual(expect.arrayContaining(["bias", "x", "angle", "force"]));
    expect(texts(networkSvg(SMALL, { inputLabels: ["x"], outputLabels: [] }))).toEqual(
      expect.arrayContaining(["bias", "x", "input 2", "output 1"]),
    );
  });

  it("escapes labels and title and drops what XML cannot hold", () => {
    const hostile = `<b onload="x">&amp;' \u0000\u0007\uD800`;
    const safe = `<b onload="x">&amp;' `;
    const svg = networkSvg(SMALL, { inputLabels: [hostile, "angle"], outputLabels: [hostile], title: hostile });
    expect(texts(svg).filter((text) => text === safe)).toHaveLength(3);
    expect(named(svg, "title").map(({ text }) => text)).toEqual(expect.arrayContaining([safe, `${safe}: linear`]));
    expect(named(svg, "b")).toEqual([]);
  });

  it("tells each node's activation in a tooltip", () => {
    const tooltips = named(networkSvg(SMALL, LABELS), "title").map(({ text }) => text);
    expect(tooltips.slice(1)).toEqual(["bias: linear", "x: linear", "angle: linear", "force: tanh", "node 4: sine"]);
  });

  it("draws a curve for each enabled connection and none for disabled ones", () => {
    const disabled = { source: 2, target: 3, enabled: false };
    expect(curves(networkSvg(SMALL, LABELS))).toHaveLength(3);
    const svg = networkSvg({ ...SMALL, connections: [...SMALL.connections, disabled] }, LABELS);
    expect(svg).toBe(networkSvg(SMALL, LABELS));
  });

  it("draws a curve and a colour of its own for each of the ten activations", () => {
    const symbols = ACTIVATIONS.map((_, k) => {
      const svg = networkSvg(genomeOf(2, 1, [1, 1, 1, 5, k + 1], "1>4 4>3"), LABELS);
      return named(svg, "polyline")[4].attributes;
    });
    expect(new Set(symbols.map(({ points }) => points)).size).toBe(10);
    expect(new Set(symbols.map(({ stroke }) => stroke)).size).toBe(10);
  });

  it("lists in its legend exactly the activations that occur, in the order of their ids", () => {
    const legend = texts(networkSvg(SMALL, LABELS)).filter((text) => (ACTIVATIONS as readonly string[]).includes(text));
    expect(legend).toEqual(["linear", "sine", "tanh"]);
  });

  it("breaks its legend into rows that stay within the picture", () => {
    const svg = networkSvg(genomeOf(1, 9, [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ""), {
      inputLabels: [],
      outputLabels: [],
    });
    const [, ...rest] = svg.split('<g font-size="11"');
    const places = [...rest.join("").matchAll(/translate\(([\d.]+) ([\d.]+)\)/g)];
    const width = Number(parseXml(svg)[0].attributes.width);
    expect(places).toHaveLength(10);
    for (const [, x] of places) expect(Number(x)).toBeLessThan(width - 60);
    expect(new Set(places.map(([, , y]) => y)).size).toBeGreaterThan(1);
  });

  it("makes room for long labels on either side", () => {
    const widthOf = (input: string, output: string) => {
      const svg = networkSvg(SMALL, { inputLabels: [input], outputLabels: [output] });
      return Number(parseXml(svg)[0].attributes.width);
    };
    const long = "x".repeat(40);
    expect(widthOf(long, "y")).toBeGreaterThan(widthOf("x", "y") + 200);
    expect(widthOf("x", long)).toBeGreaterThan(widthOf("x", "y") + 200);
  });

  it("fades what cannot influence an output", () => {
    const genome = genomeOf(2, 1, [1, 1, 1, 5, 3], "1>3 2>4");
    const svg = networkSvg(genome, LABELS);
    expect(parseXml(svg).filter(({ attributes }) => "opacity" in attributes)).toHaveLength(4);
    for (const name of ["bias: linear", "angle: linear", "node 4: sine"]) {
      expect(svg).toMatch(new RegExp(`opacity="0.4"><title>${name}`));
    }
    expect(svg).toMatch(/\)"><title>x: linear/);
  });

  it("colours weights by sign, widens them by size, and explains the colours", () => {
    const weights = [2, -2, 0.5];
    const connections = SMALL.connections.map((connection, k) => ({ ...connection, weight: weights[k] }));
    const svg = networkSvg({ ...SMALL, connections }, LABELS);
    const [large, negative, small] = curves(svg).map(({ attributes }) => attributes);
    expect(small.stroke).toBe(large.stroke);
    expect(negative.stroke).not.toBe(large.stroke);
    expect(negative["stroke-width"]).toBe(large["stroke-width"]);
    expect(Number(small["stroke-width"])).toBeLessThan(Number(large["stroke-width"]));
    expect(texts(svg)).toEqual(expect.arrayContaining(["positive weight", "negative weight"]));
    expect(texts(networkSvg(SMALL, LABELS))).not.toContain("positive weight");
  });

  it("gives the same string for the same genome", () => {
    fc.assert(
      fc.property(anyGenome(), (genome) => {
        expect(networkSvg(structuredClone(genome), LABELS)).toBe(networkSvg(genome, LABELS));
      }),
    );
  });
});
