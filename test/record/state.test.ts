import { describe, expect, it } from "vitest";
import * as z from "zod";
import { stateOrError, storedState } from "../../src/record/state.js";
import { UserError } from "../../src/user-error.js";

const schema = z.strictObject({ list: z.array(z.int()) });

describe("a state", () => {
  it("is what it is opened to", () => {
    expect(stateOrError("checkpoint", () => 3)).toBe(3);
  });

  it("that does not fit its schema is a line that says where", () => {
    expect(storedState("checkpoint", schema, { list: [1] })).toEqual({ list: [1] });
    expect(() => storedState("checkpoint", schema, { list: [1, "a"] })).toThrow(
      new UserError('checkpoint: state.list.1: "a": expected number'),
    );
  });

  it("that a search refuses is a line that says why", () => {
    const refuse = () => {
      throw new RangeError("lines: 3: expected 4");
    };
    expect(() => stateOrError("checkpoint", refuse)).toThrow(new UserError("checkpoint: lines: 3: expected 4"));
  });

  it("of a program that fails is that failure", () => {
    const fail = () => {
      throw new TypeError("a fault");
    };
    expect(() => stateOrError("checkpoint", fail)).toThrow(TypeError);
  });
});
