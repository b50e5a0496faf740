import { describe, expect, it } from "vitest";
import { escapeXml, short } from "../../src/report/svg.js";

describe("short", () => {
  it.each([
    [1.2345, "1.23"],
    [3, "3"],
    [0.5, "0.5"],
    [-0.001, "0"],
  ])("writes %d as %s", (value, text) => {
    expect(short(value)).toBe(text);
  });
});

describe("escapeXml", () => {
  it("makes any text safe inside an element and inside a quoted attribute", () => {
    expect(escapeXml(`<a b="c">&`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;");
  });

  it("drops control characters and lone surrogates, and keeps letters, emoji and line breaks", () => {
    expect(escapeXml("θ̇\u0000 \u{1F916}\n\uDC00\uFFFF")).toBe("θ̇ \u{1F916}\n");
  });
});
