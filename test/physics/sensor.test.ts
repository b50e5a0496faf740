import { describe, expect, it } from "vitest";
import { recordedEpisodes } from "../tasks/recorded-biped.js";
import { type Corner, Walker } from "../tasks/walker.js";

/** Blocks all along the ground, from below it to above the walker's knees. */
const SENSORS = Array.from({ length: 60 }, (_, i): Corner[] => [
  [i * 1.5, 0],
  [i * 1.5 + 1, 0],
  [i * 1.5 + 1, 5],
  [i * 1.5, 5],
]);

describe.each(recordedEpisodes())("among sensors, $name", ({ actions, polygons, points, push }) => {
  it("goes the same way to the last bit, and begins as many touches as it ends or is left in", async () => {
    const walker = await Walker.load();
    const ways = [[], SENSORS].map((sensors) => {
      walker.begin(0, polygons, points, push, sensors);
      let touching = walker.sensed(0, "begun");
      let begun = touching;
      const states = actions.map((action) => {
        walker.step([action]);
        begun += walker.sensed(0, "begun");
        touching += walker.sensed(0, "begun") - walker.sensed(0, "ended");
        expect(touching).toBeGreaterThanOrEqual(0);
        return walker.state(0);
      });
      return { states, begun };
    });
    const [plain, among] = ways;
    expect(among.states).toEqual(plain.states);
    expect(plain.begun).toBe(0);
    expect(among.begun).toBeGreaterThan(5);
  });
});
