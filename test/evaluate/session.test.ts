import { describe, expect, it } from "vitest";
import type { Drawing } from "../../src/evaluate/drawing.js";
import { loadChampion, openSession, taskNamed } from "../../src/index.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";

const swingup = loadChampion("docs/quick.json");
const walker = loadChampion("champions/biped-minimal.json");
const tuned = loadChampion("champions/swingup.json");

describe("a session", () => {
  it("names its nodes in the order of its values", async () => {
    const { task, champion } = swingup;
    const session = await openSession(task, champion.genome, 1);
    session.reset(0);
    session.step();
    expect(session.nodeIds.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(session.nodeIds).size).toBe(champion.genome.activations.length);
    expect(session.nodeIds.at(-1)).toBe(6);
    expect(session.values).toHaveLength(session.nodeIds.length);
  });

  it("goes on with other weights as an episode with those from there on", async () => {
    const { task, champion } = swingup;
    const changed = await openSession(task, champion.genome, 1);
    const restored = await openSession(task, champion.genome, -0.7);
    changed.reset(5);
    for (let i = 0; i < 50; i++) changed.step();
    restored.restore(changed.state);
    changed.setWeights(-0.7);
    for (let i = 0; i < 50; i++) expect(changed.step()).toEqual(restored.step());
  });

  it("takes individual weights in packed order, and others in their place", async () => {
    const { task, champion } = tuned;
    const { order } = pack(champion.genome);
    const own = packedWeights(champion.genome, order) ?? new Float64Array();
    const first = await openSession(task, champion.genome);
    const second = await openSession(task, champion.genome, new Float64Array(own.length));
    second.setWeights(own);
    first.reset(1);
    second.reset(1);
    for (let i = 0; i < 50; i++) expect(second.step()).toEqual(first.step());
  });

  it("refuses weights of another kind or number than it was opened with", async () => {
    const { task, champion } = swingup;
    const shared = await openSession(task, champion.genome, 1);
    const individual = await openSession(task, champion.genome, new Float64Array(44));
    expect(() => shared.setWeights(new Float64Array(44))).toThrow(
      "44 individual weights given: expected one shared weight",
    );
    expect(() => individual.setWeights(new Float64Array(43))).toThrow(
      "43 individual weights given: expected 44 individual weights",
    );
    expect(() => individual.setWeights(1)).toThrow("one shared weight given: expected 44 individual weights");
  });

  it("takes blows: a cart that is pushed goes on as one of that speed, a walker's hull is moved, a car cannot be pushed", async () => {
    const { task, champion } = swingup;
    const pushed = await openSession(task, champion.genome, 1);
    pushed.reset(3);
    const [x, speed, ...rest] = pushed.state;
    pushed.push(0.5, 9);
    const restored = await openSession(task, champion.genome, 1);
    restored.restore([x, speed + 0.5, ...rest]);
    expect(pushed.observation).toEqual(restored.observation);
    expect(pushed.step()).toEqual(restored.step());
    const hull = await openSession(walker.task, walker.champion.genome, 1);
    hull.reset(0);
    const before = hull.state;
    hull.push(1, 2);
    expect(hull.state[3] - before[3]).toBeCloseTo(1, 5);
    expect(hull.state[4] - before[4]).toBeCloseTo(2, 5);
    expect(() => hull.push(Number.NaN, 0)).toThrow("push NaN, 0: expected finite numbers");
    const car = loadChampion("champions/car-racing.json");
    const driving = await openSession(car.task, car.champion.genome, 1);
    expect(driving.pushes).toBe(false);
    expect(() => driving.push(1, 0)).toThrow("this task cannot be pushed");
  });

  it("says how long a step is", async () => {
    const steps = await Promise.all([swingup, walker].map((each) => openSession(each.task, each.champion.genome, 1)));
    expect(steps.map(({ timeStep }) => timeStep)).toEqual([0.01, 0.02]);
  });
});

describe("a drawing", () => {
  it("of the cart-pole has the pole's bob where the state says", async () => {
    const session = await openSession(swingup.task, swingup.champion.genome, 1.5);
    session.reset(0);
    for (let i = 0; i < 120; i++) session.step();
    const [x, , angle] = session.state;
    const { view, shapes } = session.draw() as Drawing;
    const bob = shapes.find(({ kind, role }) => kind === "circle" && role === "near-limb")?.points ?? [];
    // Above zero the pole leans to the left.
    expect(bob[0]).toBeCloseTo(x - 0.6 * Math.sin(angle), 5);
    expect(bob[1]).toBeCloseTo(0.6 * Math.cos(angle), 5);
    expect(view.left).toBeLessThan(-2.4);
    expect(view.left + view.width).toBeGreaterThan(2.4);
  });

  it("of the walker has its bodies around their places, on the ground, behind lidar rays", async () => {
    const session = await openSession(walker.task, walker.champion.genome, 1.5);
    session.reset(3);
    for (let i = 0; i < 20; i++) session.step();
    const { view, shapes } = session.draw() as Drawing;
    const bodies = shapes.filter(({ role }) => ["body", "near-limb", "far-limb"].includes(role));
    const middles = bodies.map(({ points }) => [mean(points, 0), mean(points, 1)]);
    // Drawn far legs first: left upper and lower leg, the hull, right upper and lower leg.
    for (const [drawn, body] of [1, 2, 0, 3, 4].entries()) {
      const [x, y] = session.state.slice(6 * body, 6 * body + 2);
      expect(Math.hypot(middles[drawn][0] - x, middles[drawn][1] - y)).toBeLessThan(0.3);
    }
    expect(session.state[0] - view.left).toBeCloseTo(4.5, 4);
    const rays = shapes.filter(({ role }) => role === "sensor");
    const fractions = session.observation.slice(14);
    for (const [i, { points }] of rays.entries()) {
      expect(Math.hypot(points[2] - points[0], points[3] - points[1])).toBeCloseTo((fractions[i] * 160) / 30, 3);
    }
    const [ground] = shapes;
    expect([ground.kind, ground.role]).toEqual(["polygon", "ground"]);
    expect(ground.points.length).toBeGreaterThan(60);
  });

  it("has obstacles where the ground is hardcore", async () => {
    const session = await openSession(taskNamed("biped-hardcore"), walker.champion.genome, 1);
    session.reset(0);
    const { shapes } = session.draw() as Drawing;
    expect(shapes.filter(({ role }) => role === "ground").length).toBeGreaterThan(1);
  });
});

function mean(points: Float32Array, from: number): number {
  const values = points.filter((_, i) => i % 2 === from);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
