/** Users' tasks over a queue: a wasm goes to the workers, a file in TypeScript they have, and no code travels. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { joinQueue } from "../../src/evaluate/queue/worker.js";
import { coordinate } from "../../src/evaluate/queue.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { openTask } from "../../src/own/open.js";
import { crossPlan } from "../../src/search/episodes.js";
import type { Task } from "../../src/tasks/task.js";
import { jsonOf, runCli, runHere, startCli } from "../cli/run-cli.js";
import { buildPendulum } from "../fixtures/pendulum/task.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeWithRedis } from "./redis.js";

const folder = temporaryFolder();
const PLAN = crossPlan([-1, 0.5], [1, 2, 3]);
const SMALL = ["--population", "8", "--generations", "2", "--set", "initialNetworks=8", "--json"];

/** A task in a folder of its own, whose cart is pushed by so much. */
function taskFile(place: string, push = "0.1", more = ""): string {
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(join(folder, place, "push.js"), `export const PUSH = ${push};\n`);
  const file = join(folder, place, "cart.ts");
  writeFileSync(
    file,
    `import { defineTask } from "wann";
    import { PUSH } from "./push.js";
    export default defineTask({
      observation: ["x"], action: { kind: "continuous", low: [-1], high: [1] }, maxSteps: 20, scales: [1],
      reset(random) { this.x = random.uniform(-1, 1); return [this.x]; },
      step([push]) { ${more} this.x += PUSH * push; return { observation: [this.x], reward: -this.x * this.x, terminated: false }; },
    });`,
  );
  return file;
}

const networksFor = (task: Task) =>
  [1, 3].map((units) => pack(fixedTopology(task.inputs, [units], task.outputs, "linear")).words);

describeWithRedis("a user's task over a queue", (server) => {
  beforeEach(async () => {
    await server().redis.flushall();
  });

  const queueOf = (task: Task, more = {}) => coordinate(server().url, task, { tickMs: 50, notice: () => {}, ...more });
  const worker = (tasks: readonly Task[] = [], more = {}) =>
    joinQueue(server().url, { threads: 1, lockMs: 500, notice: () => {}, tasks, ...more });
  const locally = async (task: Task) => localEvaluator(await loadKernel(task)).evaluate(networksFor(task), PLAN);

  it("in AssemblyScript is sent, and sent again where it is not what was said", async () => {
    const wasm = readFileSync(await buildPendulum("release"));
    writeFileSync(join(folder, "pendulum.wasm"), wasm);
    const task = await openTask(join(folder, "pendulum.wasm"));
    const queue = await queueOf(task);
    const helper = await worker();
    expect(await queue.evaluate(networksFor(task), PLAN)).toEqual(await locally(task));
    await helper.close();

    const { redis } = server();
    const [key] = await redis.keys("wann:wasm:*");
    await redis.set(key, Buffer.from(wasm).fill(7, 100, 200), "PX", 60_000);
    const lines: string[] = [];
    const other = await worker([], { notice: (line: string) => lines.push(line) });
    expect(await queue.evaluate(networksFor(task), PLAN)).toEqual(await locally(task));
    expect(lines).toEqual([
      expect.stringMatching(/^job \S+ rejected: the wasm of \S+pendulum\.wasm is not what its hash says$/),
    ]);
    await other.close();
    await queue.close();
  });

  it("in TypeScript is run by workers that have the same file, and by no others", async () => {
    const task = await openTask(taskFile("here"));
    const same = await openTask(taskFile("there"));
    const changed = await openTask(taskFile("changed", "0.2"));
    const queue = await queueOf(task);
    const outcome = queue.evaluate(networksFor(task), PLAN);
    for (const [tasks, says] of [
      [[], /^the run's task \S+cart\.ts has hash [0-9a-f]{16}, this worker has no such task: expected the same file/],
      [
        [changed],
        /^the run's task \S+ has hash [0-9a-f]{16}, this worker has: \S+changed\/cart\.ts has hash [0-9a-f]{16}: expected/,
      ],
    ] as const) {
      const stranger = await worker(tasks);
      await expect(stranger.refused).rejects.toThrow(says);
      await stranger.close(true);
    }
    const helper = await worker([changed, same]);
    expect(await outcome).toEqual(await locally(task));
    await helper.close();
    await queue.close();
  });

  it("at fault on a worker ends the run with the task's line, and the worker stays", async () => {
    const task = await openTask(taskFile("fault", "0.1", "if (push > 0.2) throw new Error('worn out');"));
    const stuck = await openTask(taskFile("stuck", "0.1", "while (push > 0.2);"));
    const helper = await worker([task, stuck], { limitMs: 300 });
    for (const [faulty, says] of [
      [task, /fault\/cart\.ts: step: worn out$/],
      [stuck, /stuck\/cart\.ts: a reset or a step has not ended after 0\.3 s/],
    ] as const) {
      const queue = await queueOf(faulty, { limitMs: 300 });
      const networks = networksFor(faulty);
      const plan = crossPlan([5], [1, 2, 3, 4, 5, 6]);
      await expect(queue.evaluate(networks, plan)).rejects.toThrow(says);
      await queue.close();
    }
    await helper.close();
  });

  it("comes to a local run's digest by wann evolve and wann worker", async () => {
    const file = taskFile("cli");
    const local = jsonOf<{ digest: string }>(await runHere(["evolve", file, ...SMALL, "--out", "local"], folder));
    const url = ["--queue", server().url];
    const { child, outcome } = startCli(["worker", ...url, "--workers", "1", "--task", file, "--json"], folder);
    const run = jsonOf<{ digest: string }>(await runCli(["evolve", file, ...SMALL, "--out", "queued", ...url], folder));
    expect(run.digest).toBe(local.digest);
    child.kill("SIGTERM");
    expect(jsonOf<{ rejected: number }>(await outcome).rejected).toBe(0);
    expect(readFileSync(join(folder, "queued/config.json"), "utf8")).toContain("cart.ts");
  });
});
