import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defaultsOf, flag, meaningOf, rangeOf, setting } from "../../src/config/settings.js";
import { optionsAt, reportedOptions, scheduledOptions, schedulesProblem } from "../../src/tasks/options.js";

const OPTIONS = {
  falls: setting(flag(), { meaning: "Falls cost.", default: null, reported: true }),
  wind: setting(z.number().nullable(), { meaning: "Wind.", default: 0.5, reported: null }),
};

describe("options as settings of a search", () => {
  const { falls, wind } = scheduledOptions(OPTIONS);

  it("have their meanings and usual values", () => {
    expect(meaningOf(falls)).toEqual({ meaning: "Falls cost.", default: null, reported: true });
    expect(defaultsOf(scheduledOptions(OPTIONS))).toEqual({ falls: null, wind: 0.5 });
  });

  it("hold for the whole run, or follow a schedule", () => {
    for (const value of [true, null, [{ from: 0, value: true }], [{ from: 3, value: null }]]) {
      expect(falls.parse(value)).toEqual(value);
    }
    expect(falls.parse(false)).toBeNull();
    expect(falls.parse([{ from: 3, value: false }])).toEqual([{ from: 3, value: null }]);
    expect(wind.parse([{ from: 2, value: -1.5 }])).toEqual([{ from: 2, value: -1.5 }]);
  });

  it.each<[string, unknown]>([
    ["another value", 3],
    ["an empty schedule", []],
    ["a step before the run", [{ from: -1, value: true }]],
    ["a step between generations", [{ from: 1.5, value: true }]],
    ["a step without a value", [{ from: 1 }]],
    ["a step to another value", [{ from: 1, value: 2 }]],
    ["a step with more in it", [{ from: 1, value: true, to: 3 }]],
  ])("are refused with %s", (_, value) => {
    expect(falls.safeParse(value).success).toBe(false);
  });

  it("say in words that they may be one value or a list", () => {
    expect(rangeOf(falls)).toMatch(/^true or null or list of /);
  });
});

describe("options as settings of a tuning", () => {
  const { falls, wind } = reportedOptions(OPTIONS);

  it("are as in reported figures unless told otherwise", () => {
    expect(defaultsOf(reportedOptions(OPTIONS))).toEqual({ falls: true, wind: null });
    expect(meaningOf(falls)).toMatchObject({ meaning: "Falls cost.", default: true });
    expect(meaningOf(OPTIONS.falls).default).toBeNull();
  });

  it("follow no schedule", () => {
    expect([falls.parse(null), wind.parse(2)]).toEqual([null, 2]);
    expect(falls.safeParse([{ from: 0, value: true }]).success).toBe(false);
  });
});

describe("a generation's options", () => {
  it("are numbers in the wasm's order, of which 0 is off and 1 true", () => {
    expect(optionsAt(OPTIONS, { wind: 2.5, falls: true }, 0)).toEqual([1, 2.5]);
    expect(optionsAt(OPTIONS, { wind: null, falls: null }, 7)).toEqual([0, 0]);
  });

  it("are those of the last step that has passed, and off before the first", () => {
    const config = {
      falls: [{ from: 3, value: true }],
      wind: [
        { from: 0, value: 1 },
        { from: 2, value: -4 },
        { from: 4, value: null },
      ],
    };
    expect([0, 1, 2, 3, 4, 99].map((generation) => optionsAt(OPTIONS, config, generation))).toEqual([
      [0, 1],
      [0, 1],
      [0, -4],
      [1, -4],
      [1, 0],
      [1, 0],
    ]);
  });

  it("are undefined of a task that has none", () => {
    expect(optionsAt({}, { falls: true }, 0)).toBeUndefined();
  });
});

describe("the steps of a schedule", () => {
  const problem = (...from: number[]) =>
    schedulesProblem(OPTIONS, { falls: null, wind: from.map((each) => ({ from: each, value: 1 })) });

  it("follow each other", () => {
    expect(problem(0, 1, 7)).toBeUndefined();
    expect(schedulesProblem(OPTIONS, { falls: true, wind: 0.5 })).toBeUndefined();
    expect(problem(4, 4)).toBe("wind.1.from: 4: expected more than 4: steps follow each other");
    expect(problem(0, 9, 3)).toBe("wind.2.from: 3: expected more than 9: steps follow each other");
  });
});
