import fc from "fast-check";
import { expect, it } from "vitest";
import { repeatedKey } from "../src/repeated-key.js";

it.each([
  ['{"a": 1, "b": 2, "a": 1}', "a"],
  ['{"a": 1, "\\u0061" : 2}', "a"],
  ['[{"a": 1}, {"b": {"c": 1, "c": []}}]', "c"],
  ['{"a": {"a": [{"a": 1}, {"a": 1}]}, "b": "a", "c": "\\"a\\": {"}', undefined],
  ['{"a": "}", "a": 1}', "a"],
])("%s has %s twice", (text, key) => {
  expect(repeatedKey(text)).toBe(key);
});

it("no key is twice in what a program has written", () => {
  fc.assert(fc.property(fc.json(), (text) => repeatedKey(JSON.stringify(JSON.parse(text))) === undefined));
});
