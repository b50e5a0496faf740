import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MUTATIONS } from "../../../../src/search/wann/mutations/index.js";

describe("MUTATIONS", () => {
  it("are each a file and a row", () => {
    const files = readdirSync(new URL("../../../../src/search/wann/mutations", import.meta.url));
    const kebab = (name: string) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
    const own = MUTATIONS.map(({ name }) => kebab(name));
    expect([...own, "index.ts", "mutation.ts"].sort()).toEqual(files.sort());
  });

  it("have the paper's odds, and the one that it does not have none", () => {
    expect(MUTATIONS.map(({ name, odds }) => [name, odds])).toEqual([
      ["changeActivation", 0.5],
      ["insertNode", 0.25],
      ["addConnection", 0.2],
      ["enableConnection", 0.05],
      ["disableConnection", null],
    ]);
  });
});
