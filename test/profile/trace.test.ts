import { expect, it } from "vitest";
import { traceJson } from "../../src/profile/trace.js";

it("a trace has a track for the host and one a worker, with what they did in microseconds from its start", () => {
  const spans = [
    { name: "packing", worker: 0, began: 5000.25, ended: 5000.75 },
    { name: "rollouts", worker: 2, began: 5001, ended: 5003.5 },
  ];
  const { traceEvents } = JSON.parse(traceJson(spans, 2));
  expect(traceEvents).toEqual([
    { name: "thread_name", ph: "M", pid: 1, tid: 0, args: { name: "host" } },
    { name: "thread_name", ph: "M", pid: 1, tid: 1, args: { name: "worker 1" } },
    { name: "thread_name", ph: "M", pid: 1, tid: 2, args: { name: "worker 2" } },
    { name: "packing", cat: "host", ph: "X", pid: 1, tid: 0, ts: 0, dur: 500 },
    { name: "rollouts", cat: "worker", ph: "X", pid: 1, tid: 2, ts: 750, dur: 2500 },
  ]);
});
