import { expect, it } from "vitest";
import { genomeProblem, MOST_CONNECTIONS, MOST_NODES } from "../../src/genome/problem.js";

const TANH = 5;
const SMALL = { inputs: 1, outputs: 1, activations: [1, 1, TANH], connections: [] };
const chain = (nodes: number) => ({
  ...SMALL,
  activations: Array<number>(nodes).fill(TANH),
  connections: Array.from({ length: nodes - 3 }, (_, i) => ({
    source: i === 0 ? 1 : i + 2,
    target: i + 3,
    enabled: true,
  })),
});

it("a network has up to 65536 nodes and 524288 connections", () => {
  expect(genomeProblem(chain(MOST_NODES))).toBeUndefined();
  expect(genomeProblem(chain(MOST_NODES + 1))).toBe("nodes: expected at most 65536, got 65537");
  const connections = Array(MOST_CONNECTIONS + 1).fill({ source: 1, target: 2, enabled: true });
  expect(genomeProblem({ ...SMALL, connections })).toBe("connections: expected at most 524288, got 524289");
  expect(genomeProblem({ ...SMALL, connections: connections.slice(1) })).toBe("connection 1 → 2: stands twice");
});
