import { describe, expect, it } from "vitest";
import { TASKS, taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";

const NAMES = "(tasks: swingup, biped, biped-hardcore, car-racing, mnist)";

describe("taskNamed", () => {
  it("finds each task by its name and by what the original code calls it", () => {
    for (const task of TASKS.all) for (const name of [task.name, ...task.aliases]) expect(taskNamed(name)).toBe(task);
  });

  it.each([
    ["cartpole_swingup", "swingup"],
    ["bipedhard", "biped-hardcore"],
    ["vae_racing", "car-racing"],
    ["mnist256", "mnist"],
    ["BipedalWalker-v3", "biped"],
    ["BipedalWalkerHardcore-v3", "biped-hardcore"],
    ["CarRacing-v3", "car-racing"],
  ])("calls %s %s", (alias, name) => {
    expect(taskNamed(alias).name).toBe(name);
  });

  it.each([
    ["BipedalWalker-v2", ', did you mean "BipedalWalker-v3"?'],
    ["carracing-v3", ', did you mean "CarRacing-v3"?'],
    ["swing-up", ', did you mean "swingup"?'],
    ["swinup", ', did you mean "swingup"?'],
    ["SWINGUP", ', did you mean "swingup"?'],
    ["racing", ', did you mean "car-racing"?'],
    ["x", ""],
    ["chess", ""],
    ["constructor", ""],
  ])("says that there is no %s", (name, near) => {
    expect(() => taskNamed(name)).toThrow(new UserError(`task: unknown task "${name}"${near} ${NAMES}`));
    expect(() => taskNamed(name, "run.json: task")).toThrow(/^run\.json: task: unknown task/);
  });

  it("does not know the harder swing-up of the original code", () => {
    expect(() => taskNamed("swingup_hard")).toThrow(/unknown task "swingup_hard"/);
  });
});

it("the walkers alone can fall", () => {
  const falling = TASKS.all.filter(({ options }) => "fallPenalty" in options);
  expect(falling.map(({ name }) => name)).toEqual(["biped", "biped-hardcore"]);
});

it("a task has as many inputs and outputs as labels for them", () => {
  for (const { inputs, inputLabels, outputs, outputLabels } of TASKS.all) {
    expect([inputs, outputs]).toEqual([inputLabels.length, outputLabels.length]);
  }
});
