import { expect, it } from "vitest";
import { Waiting } from "../../src/evaluate/queue/waiting.js";

function waiting(): { lines: string[]; waiting: Waiting } {
  const lines: string[] = [];
  return { lines, waiting: new Waiting((line) => lines.push(line)) };
}

it("what is waited for is said after a second, and every minute, whatever numbers are in it", () => {
  const { lines, waiting: wait } = waiting();
  for (let second = 0; second <= 130; second++) wait.look(`waiting for ${130 - second} jobs`, second * 1000);
  expect(lines).toEqual([
    "waiting for 129 jobs",
    "waiting for 69 jobs, for 1 min so far",
    "waiting for 9 jobs, for 2 min so far",
  ]);
});

it("what takes less than a second is not said, and another wait is another", () => {
  const { lines, waiting: wait } = waiting();
  for (const [what, ms] of [
    ["a worker", 0],
    ["a worker", 900],
    [undefined, 950],
    ["a worker", 1000],
    ["Redis", 1500],
    ["Redis", 2400],
    ["Redis", 2500],
  ] as const) {
    wait.look(what, ms);
  }
  expect(lines).toEqual(["Redis"]);
});

it("what is to be said at once is said again after a minute", () => {
  const { lines, waiting: wait } = waiting();
  wait.say("Redis has gone", 0);
  for (const ms of [1000, 59_000, 60_000]) wait.look("Redis has gone", ms);
  expect(lines).toEqual(["Redis has gone", "Redis has gone, for 1 min so far"]);
});
