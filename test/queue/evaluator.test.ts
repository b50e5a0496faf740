import { afterAll, beforeAll, expect, it } from "vitest";
import type { Plan } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { joinQueue, type QueueWorker } from "../../src/evaluate/queue/worker.js";
import { type Coordinator, coordinate } from "../../src/evaluate/queue.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { told } from "./notices.js";
import { describeWithRedis, startRedis } from "./redis.js";
import { ticketsOf, until } from "./workers.js";

const TASK = taskNamed("swingup");
const PLAN = crossPlan([-2, -0.5, 1], [1, 2, 3, 4, 5]);
const NETWORK = pack(fixedTopology(5, [5, 5], 1, "tanh")).words;
const NETWORKS = Array.from({ length: 9 }, () => NETWORK);

const local = localEvaluator(await loadKernel(TASK));

describeWithRedis("the evaluator over a queue", (server) => {
  const notices: string[] = [];
  let queue: Coordinator;
  let worker: QueueWorker;

  beforeAll(async () => {
    const { url } = server();
    // Jobs of a rollout or two.
    queue = await coordinate(url, TASK, { jobMs: 1e-3, notice: (line) => notices.push(line) });
    worker = await joinQueue(url, { threads: 2, notice: (line) => notices.push(line) });
  });

  afterAll(async () => {
    await queue.close();
    await worker.close();
  });

  it.each([0, 1, 9])("has the local evaluator's outcome for %d networks", async (count) => {
    const some = NETWORKS.slice(0, count);
    expect(await queue.evaluate(some, PLAN)).toEqual(await local.evaluate(some, PLAN));
  });

  it("has it with weights of each connection's own", async () => {
    const weights = Float64Array.from({ length: 2 * NETWORK[5] }, (_, i) => Math.sin(1 + i));
    const individual: Plan = { individual: true, weights, seeds: Uint32Array.of(8, 9) };
    expect(await queue.evaluate([NETWORK], individual)).toEqual(await local.evaluate([NETWORK], individual));
  });

  it("has no gradients of a task that does not classify", () => {
    expect(queue.gradients).toBeUndefined();
  });

  it("has it for no episodes", async () => {
    expect(await queue.evaluate(NETWORKS, crossPlan([], []))).toEqual(
      await local.evaluate(NETWORKS, crossPlan([], [])),
    );
  });

  it("keeps calls that run at once apart", async () => {
    const plans = [1, 2, 3].map((seed) => crossPlan([seed - 2.5], [seed, seed + 10]));
    const outcomes = await Promise.all(plans.map((plan) => queue.evaluate(NETWORKS, plan)));
    expect(outcomes).toEqual(await Promise.all(plans.map((plan) => local.evaluate(NETWORKS, plan))));
  });

  it("refuses a network of another size than the task's, and goes on to work", async () => {
    const wrong = pack({ inputs: 4, outputs: 2, activations: [1, 1, 1, 1, 1, 5, 5], connections: [] }).words;
    const call = queue.evaluate([...NETWORKS, wrong], PLAN);
    await expect(call).rejects.toThrow(RangeError);
    await expect(call).rejects.toThrow(/4 inputs and 2 outputs.*5 inputs and 1 outputs/);
    expect(worker.line.rejected).toBeGreaterThan(0);
    expect(await queue.evaluate(NETWORKS, PLAN)).toEqual(await local.evaluate(NETWORKS, PLAN));
  });

  it("leaves no job behind", async () => {
    const tickets = await ticketsOf(server());
    expect(await tickets.getJobCounts("wait", "active", "completed")).toEqual({ wait: 0, active: 0, completed: 0 });
    expect(await server().redis.keys("wann:jobs:*")).toEqual([]);
    expect(queue.line).toMatchObject({ out: 0, lost: 0, late: 0 });
  });

  it("leaves no timer behind that would hold the process, nor does a worker", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
    const before = timers();
    const last = await coordinate(server().url, TASK, { notice() {} });
    const left = await joinQueue(server().url, { threads: 1, notice() {} });
    await last.evaluate(NETWORKS, PLAN);
    await Promise.all([last.close(), left.close()]);
    // A connection's end is told of in a turn of its own.
    await until(() => timers() <= before);
  });

  it("closes, and its workers do, where Redis has gone for good", async () => {
    const gone = await startRedis();
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);
    const last = await coordinate(gone.url, TASK, { notice });
    const left = await joinQueue(gone.url, { threads: 1, notice });
    await last.evaluate(NETWORKS, PLAN);
    await gone.stop();
    await until(() => told(notices).length === 2);
    await Promise.all([last.close(), left.close()]);
    expect(told(notices)).toEqual(Array(2).fill(`${gone.url} has gone: waiting for it`));
  });
});
