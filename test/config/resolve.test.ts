import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Layer, problemOf, resolve } from "../../src/config/resolve.js";
import {
  count,
  flag,
  odds,
  PLAYED,
  setting,
  type Values,
  withoutSetting,
  withSetting,
} from "../../src/config/settings.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";

const SETTINGS = {
  size: setting(count(100), { meaning: "How many." }),
  groups: setting(count().nullable(), { meaning: "Groups; off: one.", default: null }),
  halvings: setting(count(), { meaning: "Of groups.", default: 3, only: withSetting("groups") }),
  chosen: setting(z.array(z.number()).min(1), { meaning: "Values.", default: [1, 2], only: withoutSetting("drawn") }),
  drawn: setting(count().nullable(), { meaning: "Values drawn.", default: null }),
  often: setting(odds(), { meaning: "Odds.", default: 0.5 }),
  early: setting(flag(), { meaning: "Whether episodes end early.", default: true, only: PLAYED }),
};
const BASE = { size: 10, groups: null, halvings: 3, chosen: [1, 2], drawn: null, often: 0.5, early: true };
const walker = { settings: SETTINGS, task: taskNamed("biped") };
const digits = { settings: SETTINGS, task: taskNamed("mnist") };

/** The values of layers that come one after another. */
function resolved(layers: readonly Values[], base: Values = BASE, subject = walker): Values {
  return resolve(
    subject,
    base,
    layers.map((values, i): Layer => ({ origin: `layer ${i + 1}`, values })),
  );
}

describe("what is resolved", () => {
  it("is complete, and null where a setting plays no part", () => {
    expect(resolved([])).toEqual({ ...BASE, halvings: null });
    expect(resolved([], BASE, digits)).toEqual({ ...BASE, halvings: null, early: null });
    expect(resolved([{ drawn: 4 }])).toEqual({ ...BASE, halvings: null, chosen: null, drawn: 4 });
  });

  it("has the later of two layers, and each layer over the base", () => {
    expect(resolved([{ size: 20, often: 2 }, { size: 30 }])).toMatchObject({ size: 30, often: 2 });
  });

  it("has its settings in their own order, whatever that of the layers", () => {
    expect(Object.keys(resolved([{ drawn: 4, size: 20 }]))).toEqual(Object.keys(SETTINGS));
  });

  it("has the usual value of a setting that plays a part now and did not before", () => {
    const before = resolved([{ drawn: 4 }]);
    expect(before).toMatchObject({ halvings: null, chosen: null });
    expect(resolved([{ groups: 2, drawn: null }], before)).toMatchObject({ halvings: 3, chosen: [1, 2], drawn: null });
  });

  it("has a setting that is off in the base off", () => {
    const off = { ...BASE, halvings: null, often: null, early: null };
    expect(resolved([], off)).toEqual(off);
    expect(resolved([{ size: 20 }], off)).toEqual({ ...off, size: 20 });
  });

  it("leaves the base as it was", () => {
    const base = { ...BASE };
    resolved([{ size: 20, drawn: 4 }], base);
    expect(base).toEqual(BASE);
  });
});

describe("off", () => {
  it("is null, of odds 0 and of a flag false as well", () => {
    expect(resolved([{ often: 0, early: false }])).toMatchObject({ often: null, early: null });
    expect(resolved([{ often: null, early: null }])).toMatchObject({ often: null, early: null });
    expect(resolved([{ groups: 2 }, { groups: null }])).toMatchObject({ groups: null, halvings: null });
  });

  it("may be said of a setting that plays no part", () => {
    expect(resolved([{ halvings: null, early: false }], BASE, digits)).toMatchObject({ halvings: null, early: null });
  });

  it("is refused where a setting has to have a value", () => {
    expect(() => resolved([{ groups: 2, halvings: null }])).toThrow(
      new UserError("layer 1: halvings: null: expected number"),
    );
    expect(() => resolved([{ size: null }])).toThrow(new UserError("layer 1: size: null: expected number"));
  });
});

describe("a layer", () => {
  it.each<[line: string, values: Values, subject: typeof walker]>([
    ["halvings: 5: has no effect here: it plays a part only with groups", { halvings: 5 }, walker],
    ["chosen: [3]: has no effect here: it plays a part only without drawn", { chosen: [3], drawn: 2 }, walker],
    [
      "early: true: has no effect here: it plays a part only where the task is played step by step",
      { early: true },
      digits,
    ],
    ['unknown key "siez", did you mean "size"?', { siez: 1 }, walker],
    ['unknown key "zzzzzzz" (keys: size, groups, halvings, chosen, drawn, often, early)', { zzzzzzz: 1 }, walker],
    [
      'unknown key "constructor" (keys: size, groups, halvings, chosen, drawn, often, early)',
      { constructor: 1 },
      walker,
    ],
    ["size: 101: expected number to be <=100", { size: 101 }, walker],
    ["size: 2.5: expected int", { size: 2.5 }, walker],
    ['size: "a\\nb": expected number', { size: "a\nb" }, walker],
    ['chosen.1: "a": expected number', { chosen: [1, "a"] }, walker],
    ["often: -1: expected number to be >0", { often: -1 }, walker],
    ['early: "yes": expected true', { early: "yes" }, walker],
  ])("is refused with “%s”", (line, values, subject) => {
    expect(() => resolved([{}, values], BASE, subject)).toThrow(new UserError(`layer 2: ${line}`));
  });

  it("that names a setting without effect is the one that is named, not one that comes later", () => {
    expect(() => resolved([{ halvings: 5 }, { size: 20 }])).toThrow(/^layer 1: halvings: 5: has no effect/);
  });

  it("that names the base's own value has named it, too", () => {
    expect(() => resolved([{ halvings: 3 }])).toThrow(/^layer 1: halvings: 3: has no effect/);
  });

  it("that holds a whole configuration names what is not the base's alone", () => {
    const whole = { ...BASE, halvings: null, size: 20 };
    const laid = (values: Values) => resolve(walker, BASE, [{ origin: "file", values, whole: true }]);
    expect(laid(whole)).toEqual(whole);
    expect(laid({ ...whole, halvings: 3 })).toEqual(whole);
    expect(() => laid({ ...whole, halvings: 4 })).toThrow(/^file: halvings: 4: has no effect/);
  });

  it("may have its setting's condition met by a later one", () => {
    expect(resolved([{ halvings: 5 }, { groups: 2 }])).toMatchObject({ groups: 2, halvings: 5 });
  });
});

it("a base that lacks a value, or has a wrong one, is refused", () => {
  const { size: _, ...without } = BASE;
  expect(() => resolved([], without)).toThrow(new UserError("the configuration: size: missing: expected number"));
  expect(() => resolved([], { ...BASE, size: 0 })).toThrow(/^the configuration: size: 0: /);
});

describe("complete values that are read back", () => {
  it("have no problem as they were resolved", () => {
    for (const subject of [walker, digits]) {
      for (const values of [{}, { groups: 2 }, { drawn: 3, often: 0 }]) {
        expect(problemOf(subject, resolved([values], BASE, subject))).toBeUndefined();
      }
    }
  });

  it.each<[problem: string, change: Values]>([
    ['unknown key "colour"', { colour: 1 }],
    ["size: missing: expected number", { size: undefined }],
    ["size: 0: expected number to be >=1", { size: 0 }],
    ["halvings: 3: expected null: it plays no part here", { halvings: 3 }],
    ["halvings: null: expected number", { groups: 2 }],
  ])("have the problem “%s”", (problem, change) => {
    expect(problemOf(walker, { ...resolved([]), ...change })).toBe(problem);
  });
});
