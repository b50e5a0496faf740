import { describe, expect, it } from "vitest";
import { Adam } from "../../src/tune/adam.js";

describe("Adam", () => {
  it("takes first steps of the learning rate, against the gradient's sign, whatever its size", () => {
    const adam = new Adam([1, 1, 1]);
    adam.step([1e-3, -5, 0], 0.1);
    expect(adam.weights[0]).toBeCloseTo(0.9, 4);
    expect(adam.weights[1]).toBeCloseTo(1.1, 4);
    expect(adam.weights[2]).toBe(1);
  });

  it("has the second step of the paper's algorithm", () => {
    const adam = new Adam([0]);
    adam.step([2], 0.1);
    adam.step([1], 0.1);
    const first = (0.9 * 0.1 * 2 + 0.1 * 1) / (1 - 0.81);
    const second = (0.999 * 0.001 * 4 + 0.001 * 1) / (1 - 0.999 ** 2);
    expect(adam.weights[0]).toBeCloseTo(-0.1 - (0.1 * first) / Math.sqrt(second), 8);
  });

  it("finds a bowl's bottom", () => {
    const adam = new Adam([5, -3]);
    for (let i = 0; i < 2000; i++) adam.step([adam.weights[0] - 1, 10 * (adam.weights[1] - 2)], 0.1 * (1 - i / 2000));
    expect(adam.weights[0]).toBeCloseTo(1, 3);
    expect(adam.weights[1]).toBeCloseTo(2, 3);
  });

  it("goes on from its state bit for bit", () => {
    const gradient = (i: number) => [Math.sin(i), Math.cos(3 * i)];
    const whole = new Adam([0.5, 0.5]);
    for (let i = 0; i < 20; i++) whole.step(gradient(i), 0.01);
    const half = new Adam([0.5, 0.5]);
    for (let i = 0; i < 10; i++) half.step(gradient(i), 0.01);
    const rest = new Adam([0, 0], JSON.parse(JSON.stringify(half.state(1))));
    for (let i = 10; i < 20; i++) rest.step(gradient(i), 0.01);
    expect(rest.state(2)).toEqual(whole.state(2));
  });
});
