/** Workers that do not do what they should: they answer something else, or fail. */
import { randomBytes } from "node:crypto";
import { UnrecoverableError, Worker } from "bullmq";
import { Redis } from "ioredis";
import { type Answer, readJob, readTicket, writeAnswer } from "../../src/evaluate/queue/messages.js";
import { answersKey, jobsKey, PREFIX, queueName, wasmHash, writeLine } from "../../src/evaluate/queue/roster.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { taskNamed } from "../../src/tasks/registry.js";

/** What a worker answers in place of what a job came to. May throw: it then fails with the message. */
export type Forge = (answer: Answer) => Answer | Buffer;

export interface Forger {
  readonly id: string;
  /** Answers that it has given. */
  readonly answers: number;
  close(): Promise<void>;
}

/** Joins the queue at `url` as a worker of swing-up on one thread, on the host "forger". */
export async function joinForger(url: string, forge: Forge): Promise<Forger> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on("error", () => {});
  const wasm = await wasmHash();
  const kernel = await loadKernel(taskNamed("swingup"));
  const id = randomBytes(16).toString("hex");
  let answers = 0;
  const line = { host: "forger", wasm, cores: 1, rollouts: 0, rate: 0, jobs: 0, rejected: 0, stale: 0 };
  await writeLine(redis, "worker", id, line);
  const worker = new Worker<unknown, void>(
    queueName(wasm),
    async ({ data }) => {
      const { run, name } = readTicket(data);
      const bytes = await redis.hgetBuffer(jobsKey(run), name);
      if (!bytes) return;
      const { networks, plan } = readJob(bytes);
      let forged: Answer | Buffer;
      try {
        forged = forge({ outcome: kernel.evaluateAll(networks, plan), ms: 1, worker: id });
      } catch (error) {
        throw new UnrecoverableError((error as Error).message);
      }
      answers++;
      await redis.hset(answersKey(run), name, Buffer.isBuffer(forged) ? forged : writeAnswer(forged));
    },
    { connection: redis, prefix: PREFIX, lockDuration: 500, stalledInterval: 250, removeOnComplete: { count: 0 } },
  );
  worker.on("error", () => {});
  await worker.waitUntilReady();
  return {
    id,
    get answers() {
      return answers;
    },
    async close() {
      await worker.close(true);
      redis.disconnect();
    },
  };
}

/** An answer with one return changed. */
export function withReturn(answer: Answer, at: number, change: (value: number) => number): Answer {
  const returns = Float64Array.from(answer.outcome.returns);
  returns[at] = change(returns[at]);
  return { ...answer, outcome: { ...answer.outcome, returns } };
}
