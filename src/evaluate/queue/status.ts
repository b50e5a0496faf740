/** How a queue stands: who has joined, and where its jobs are. */
import { Queue } from "bullmq";
import { connect } from "./connection.js";
import { type Line, PREFIX, queueName, readLines } from "./roster.js";

export interface QueueStatus {
  readonly workers: readonly Line<"worker">[];
  readonly runs: readonly Line<"coordinator">[];
  /** Jobs that wait for a core, and that are on one. */
  readonly waiting: number;
  readonly inFlight: number;
  /** Jobs that runs have given again, since they or their workers were lost, or were late. */
  readonly lost: number;
  readonly late: number;
}

/** Throws a UserError where there is no queue at `url`. */
export async function queueStatus(url: string): Promise<QueueStatus> {
  const redis = await connect(url, () => {});
  try {
    const [workers, runs] = await Promise.all([readLines(redis, "worker"), readLines(redis, "coordinator")]);
    const names = new Set([...workers, ...runs].map(({ wasm }) => queueName(wasm)));
    const counts = await Promise.all(
      Array.from(names, (name) => {
        return new Queue(name, { connection: redis, prefix: PREFIX, skipMetasUpdate: true }).getJobCounts(
          "wait",
          "active",
        );
      }),
    );
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    return {
      workers,
      runs,
      waiting: sum(counts.map(({ wait }) => wait)),
      inFlight: sum(counts.map(({ active }) => active)),
      lost: sum(runs.map(({ lost }) => lost)),
      late: sum(runs.map(({ late }) => late)),
    };
  } finally {
    redis.disconnect();
  }
}
