/** Workers that fail, and workers that lie. */
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Plan } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { failureText } from "../../src/evaluate/queue/failures.js";
import { joinQueue } from "../../src/evaluate/queue/worker.js";
import { type Coordinator, coordinate, type QueueOptions } from "../../src/evaluate/queue.js";
import { Refused } from "../../src/evaluate/refused.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { type Forge, type Forger, joinForger, withReturn } from "./forger.js";
import { told } from "./notices.js";
import { describeWithRedis } from "./redis.js";
import { BRISK, digest, LOCK_MS, TASK } from "./small-run.js";
import { startWorker, until, type WorkerProcess } from "./workers.js";

const PLAN: Plan = crossPlan([-2, 1], [1, 2, 3, 4]);
const NETWORKS = Array.from({ length: 12 }, (_, i) => pack(fixedTopology(5, [1 + i], 1, "tanh")).words);
const local = localEvaluator(await loadKernel(TASK));

describeWithRedis("over a queue", (server) => {
  let undisturbed: string;
  let open: (() => Promise<unknown>)[] = [];
  let notices: string[] = [];

  beforeAll(async () => {
    undisturbed = await digest(local);
  });

  beforeEach(async () => {
    await server().redis.flushall();
    notices = [];
  });

  afterEach(async () => {
    await Promise.all(open.map((close) => close()));
    open = [];
  });

  async function coordinator(options: Partial<QueueOptions> = {}): Promise<Coordinator> {
    const notice = (line: string) => notices.push(line);
    const opened = await coordinate(server().url, TASK, { ...BRISK, checkedShare: 0, notice, ...options });
    open.push(opened.close);
    return opened;
  }

  async function worker(limitKb?: number): Promise<WorkerProcess> {
    const started = await startWorker(server().url, { lockMs: LOCK_MS }, limitKb);
    open.push(started.kill);
    return started;
  }

  async function forger(forge: Forge): Promise<Forger> {
    const joined = await joinForger(server().url, forge);
    open.push(joined.close);
    return joined;
  }

  it("a worker without memory is set aside, named, and leaves; the run goes on", async () => {
    const queue = await coordinator();
    const poor = await worker(10_000_000);
    await worker();
    const said = () => notices.find((line) => line.includes("set aside"));
    while (said() === undefined) expect(await digest(queue)).toBe(undisturbed);
    expect(said()).toMatch(
      /^worker \S+ \([0-9a-f]{8}\) is set aside: it fails .*: swingup: no memory for a thread, .*\(ulimit -v\)$/,
    );
    await poor.left;
    expect(poor.lines.at(-1)).toMatch(/^this worker is set aside by the run on \S+: it fails .*no memory/);
  });

  it.each(["refused", "fault", "failed"] as const)(
    "a worker that fails every job at once (%s) is set aside, and named",
    async (kind) => {
      const queue = await coordinator();
      const failing: Forger = await forger(({ worker }) => {
        throw new Error(failureText({ kind, worker, message: "the wasm refuses the network: bad source" }));
      });
      expect(await queue.evaluate(NETWORKS, PLAN)).toEqual(await local.evaluate(NETWORKS, PLAN));
      const name = `forger (${failing.id.slice(0, 8)})`;
      const why = "it fails at what can be done here: the wasm refuses the network: bad source";
      await until(() => told(notices).length > 0);
      expect(told(notices)).toEqual([`worker ${name} is set aside: ${why}`]);
      expect(await server().redis.get(`wann:aside:${failing.id}`)).toContain(`: ${why}`);
    },
  );

  it("what the kernel refuses on a worker and here ends the call, though another worker has it done", async () => {
    const queue = await coordinator();
    await forger((answer) => answer);
    const wrong = pack({ inputs: 4, outputs: 2, activations: [1, 1, 1, 1, 1, 5, 5], connections: [] }).words;
    const one = await joinQueue(server().url, { threads: 1, notice: () => {} });
    open.push(() => one.close());
    await expect(queue.evaluate([...NETWORKS, wrong], PLAN)).rejects.toThrow(Refused);
    expect(told(notices).filter((line) => line.includes(one.line.host))).toEqual([]);
  });

  it.each<[string, Forge, RegExp]>([
    [
      "a return by 2^-40",
      (answer) => withReturn(answer, 0, (value) => value + 2 ** -40),
      /return 0 is \S+, and \S+ here/,
    ],
    ["a zero's sign", (answer) => withReturn(answer, 0, () => -0), /return 0 is 0, and \S+ here/],
    [
      "steps",
      ({ outcome, ...rest }) => ({ ...rest, outcome: { ...outcome, steps: outcome.steps.map((count) => count + 1) } }),
      /episode 0 has \d+ steps, and \d+ here/,
    ],
    [
      "how many were not finite",
      ({ outcome, ...rest }) => ({ ...rest, outcome: { ...outcome, nonFinite: 1 } }),
      /1 episodes were not finite, and 0 here/,
    ],
  ])("an answer that differs in %s ends the run, and names the worker", async (_, forge, says) => {
    const queue = await coordinator({ checkedShare: 1 });
    const { id } = await forger(forge);
    const call = queue.evaluate(NETWORKS, PLAN);
    await expect(call).rejects.toThrow(`worker forger (${id.slice(0, 8)}): its answer to job `);
    await expect(call).rejects.toThrow(says);
    expect(await server().redis.get(`wann:aside:${id}`)).toMatch(says);
  });

  it("answers of an honest worker are compared, and taken", async () => {
    const queue = await coordinator({ checkedShare: 1 });
    await forger((answer) => answer);
    expect(await queue.evaluate(NETWORKS, PLAN)).toEqual(await local.evaluate(NETWORKS, PLAN));
    expect(queue.checked).toBe(queue.line.jobs);
    expect(told(notices)).toEqual([]);
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN])(
    "a return of %d is refused, and its worker set aside",
    async (value) => {
      const queue = await coordinator();
      const { id } = await forger((answer) => withReturn(answer, 0, () => value));
      const call = queue.evaluate(NETWORKS, PLAN);
      await worker();
      expect(await call).toEqual(await local.evaluate(NETWORKS, PLAN));
      await until(() => told(notices).length > 0);
      expect(notices).toContain(
        `worker forger (${id.slice(0, 8)}) is set aside: malformed answer: return 0 is ${value}`,
      );
    },
  );
});
