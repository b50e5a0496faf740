import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestJson, digestReturns, EMPTY_DIGEST } from "../src/digest.js";

function sha256(...parts: Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

it("an empty run's digest names the format", () => {
  expect(EMPTY_DIGEST).toBe(sha256(Buffer.from("wann digest 1")));
});

describe("digestReturns", () => {
  it("chains SHA-256 over the returns as little-endian doubles", () => {
    const returns = Float64Array.of(1.5, -0, 1e300);
    const bytes = Buffer.alloc(24);
    returns.forEach((value, i) => {
      bytes.writeDoubleLE(value, 8 * i);
    });
    expect(digestReturns(EMPTY_DIGEST, returns)).toBe(sha256(Buffer.from(EMPTY_DIGEST, "hex"), bytes));
  });

  it("tells apart any two returns, and their order", () => {
    const number = fc.double({ noNaN: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        fc.pre(!Object.is(a, b));
        const digests = [[a], [b], [a, b], [b, a]].map((returns) => {
          return digestReturns(EMPTY_DIGEST, Float64Array.from(returns));
        });
        expect(new Set(digests).size).toBe(4);
      }),
    );
  });

  it("tells apart where one evaluation ends and the next begins", () => {
    const split = digestReturns(digestReturns(EMPTY_DIGEST, Float64Array.of(1)), Float64Array.of(2));
    expect(split).not.toBe(digestReturns(EMPTY_DIGEST, Float64Array.of(1, 2)));
  });
});

it("digestJson chains over a value's JSON", () => {
  expect(digestJson(EMPTY_DIGEST, { a: [1, null] })).toBe(
    sha256(Buffer.from(EMPTY_DIGEST, "hex"), Buffer.from('{"a":[1,null]}')),
  );
  expect(digestJson(EMPTY_DIGEST, null)).not.toBe(EMPTY_DIGEST);
});
