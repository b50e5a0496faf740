/** Gymnasium's environments over a queue: each worker has its own Python, and the versions have to be the same. */
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { joinQueue } from "../../src/evaluate/queue/worker.js";
import { coordinate } from "../../src/evaluate/queue.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { pack } from "../../src/network/pack.js";
import { openTask } from "../../src/own/open.js";
import { crossPlan } from "../../src/search/episodes.js";
import type { Task } from "../../src/tasks/task.js";
import { jsonOf, runCli, runHere, startCli } from "../cli/run-cli.js";
import { grown } from "../genome/grown.js";
import { findProgram, GYMNASIUM } from "../programs.js";
import { describeWithRedis } from "../queue/redis.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { showPython } from "./gymnasium.js";

const NAME = "gym:CartPole-v1?max_episode_steps=8";
const SMALL = ["--population", "8", "--generations", "2", "--set", "initialNetworks=8", "--json"];

describe.skipIf(!findProgram(GYMNASIUM) && process.env.CI !== "true")("with Gymnasium", () => {
  describeWithRedis("an environment over a queue", (server) => {
    const folder = temporaryFolder();
    let python = "";
    let task: Task;

    beforeAll(async () => {
      python = showPython();
      task = await openTask(NAME, { python });
    });

    beforeEach(async () => {
      await server().redis.flushall();
    });

    it("is run by workers with the same versions, and by no others", async () => {
      const networks = [pack(grown({ inputs: 4, outputs: 2, mutations: 20, seed: 1 })).words];
      const plan = crossPlan([-1, 0.5], [1, 2, 3]);
      const own = task.own as Extract<Task["own"], { environment: object }>;
      const other = { ...task, own: { ...own, environment: { ...own.environment, gymnasium: "0.1" } } };
      const worker = (tasks: readonly Task[]) =>
        joinQueue(server().url, { threads: 1, lockMs: 500, notice: () => {}, tasks });
      const queue = await coordinate(server().url, task, { tickMs: 50, notice: () => {} });
      const outcome = queue.evaluate(networks, plan);
      const stranger = await worker([other]);
      await expect(stranger.refused).rejects.toThrow(
        /^the run's task gym:CartPole-v1\S+ runs on Python 3\.\S+, NumPy \S+, Gymnasium [^,]+, this worker has: gym:\S+ runs on Python 3\.\S+, NumPy \S+, Gymnasium 0\.1: expected the same environment, and the same versions$/,
      );
      await stranger.close(true);
      const helper = await worker([task]);
      const kernel = await loadKernel(task);
      expect(await outcome).toEqual(await localEvaluator(kernel).evaluate(networks, plan));
      kernel.world?.close?.();
      await helper.close();
      await queue.close();
    });

    it("comes to a local run's digest by wann evolve and wann worker", async () => {
      const words = [NAME, "--python", python, ...SMALL];
      const local = jsonOf<{ digest: string }>(await runHere(["evolve", ...words, "--out", "local"], folder));
      const url = ["--queue", server().url];
      const helper = ["worker", ...url, "--workers", "1", "--task", NAME, "--python", python, "--json"];
      const { child, outcome } = startCli(helper, folder);
      const run = jsonOf<{ digest: string }>(await runCli(["evolve", ...words, "--out", "queued", ...url], folder));
      expect(run.digest).toBe(local.digest);
      child.kill("SIGINT");
      expect((await outcome).code).toBe(0);
    });
  });
});
