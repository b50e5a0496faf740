/** Spans in Chrome's trace-event format, which Perfetto and speedscope open: a track for the host and one a worker. */
import type { Span } from "./generation.js";

/**
 * The text of a trace.
 * @param workers how many have a track, busy or not.
 */
export function traceJson(spans: readonly Span[], workers: number): string {
  const start = Math.min(...spans.map(({ began }) => began));
  const microseconds = (ms: number) => Math.round(ms * 1e6) / 1e3;
  const names = Array.from({ length: workers + 1 }, (_, tid) => {
    return { name: "thread_name", ph: "M", pid: 1, tid, args: { name: tid === 0 ? "host" : `worker ${tid}` } };
  });
  const events = spans.map(({ name, worker, began, ended }) => {
    return {
      name,
      cat: worker === 0 ? "host" : "worker",
      ph: "X",
      pid: 1,
      tid: worker,
      ts: microseconds(began - start),
      dur: microseconds(ended - began),
    };
  });
  return `${JSON.stringify({ displayTimeUnit: "ms", traceEvents: [...names, ...events] })}\n`;
}
