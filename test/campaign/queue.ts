/**
 * The campaign "queue": what may happen to a search over a queue, which is to change nothing; forged answers, each of which is to be
 * noticed and its worker named; and, with `minutes`, a soak.
 */
import { localEvaluator } from "../../src/evaluate/local.js";
import { type Coordinator, coordinate } from "../../src/evaluate/queue.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { type Forge, joinForger, withReturn } from "../queue/forger.js";
import { startProxy } from "../queue/proxy.js";
import { type RedisServer, startRedis } from "../queue/redis.js";
import { BRISK, digest, LOCK_MS, TASK } from "../queue/small-run.js";
import { startWorker, ticketsOf, until } from "../queue/workers.js";
import type { CampaignOptions } from "./files.js";
import { QUEUE_FAULTS, type Scene } from "./queue-faults.js";
import { type Soaked, soak } from "./soak.js";

/** Of the coordinator's connection, so that a dead one is soon found. */
const HEARTBEAT_MS = 2000;
/** A run that takes so long is stuck. */
const LONGEST_MS = 120_000;
/** Of three rounds, two have an answer forged; a run at the usual share goes with as many. */
const FORGED = 2 / 3;
/** Until a forger is named at the usual share there are searches enough. */
const MOST_SEARCHES = 500;

export interface QueueReport {
  /** By what happened: how often, and the median of the seconds that the search took beyond an undisturbed one. */
  readonly happened: Readonly<Record<string, { readonly rounds: number; readonly seconds: number }>>;
  readonly undisturbedSeconds: number;
  /** Forged answers with every answer checked, and how many were noticed and their worker named. */
  readonly forged: { readonly rounds: number; readonly named: number };
  /** Answers that a worker forged, all it gave, until it was named at the usual share: of each run, sorted. */
  readonly untilNamed: readonly number[];
  readonly soak?: Soaked;
  readonly faults: readonly string[];
}

export interface QueueCampaign extends Omit<CampaignOptions, "program" | "folder"> {
  /** How long the soak is. */
  readonly minutes: number;
}

/** How an answer is forged: the smallest of changes, and greater ones. */
const FORGERIES: readonly ((stream: Stream) => Forge)[] = [
  (stream) => (answer) =>
    withReturn(answer, stream.integer(answer.outcome.returns.length), (value) => value + 2 ** -40),
  (stream) => (answer) => withReturn(answer, stream.integer(answer.outcome.returns.length), (value) => value + 100),
  () => (answer) => withReturn(answer, 0, () => Number.POSITIVE_INFINITY),
  () => (answer) => withReturn(answer, 0, () => Number.NaN),
  () =>
    ({ outcome, ...rest }) => ({ ...rest, outcome: { ...outcome, steps: outcome.steps.map((count) => count + 1) } }),
  () =>
    ({ outcome, ...rest }) => ({ ...rest, outcome: { ...outcome, returns: outcome.returns.map(() => 0) } }),
];

export async function queue({ seed, rounds, minutes, progress }: QueueCampaign): Promise<QueueReport> {
  const faults: string[] = [];
  const server = await startRedis();
  try {
    const local = localEvaluator(await loadKernel(TASK));
    const undisturbed = await digest(local);
    const names = Object.keys(QUEUE_FAULTS);
    const seconds = new Map<string, number[]>();
    const { seconds: undisturbedSeconds } = await faultyRun(server, async () => {}, new Stream(seed, Purpose.vary));
    for (let round = 0; round < rounds; round++) {
      const stream = new Stream(seed, Purpose.vary, round);
      // Each in turn, from a place that the seed draws.
      const name = names[(new Stream(seed, Purpose.vary, rounds).integer(names.length) + round) % names.length];
      const run = await faultyRun(server, QUEUE_FAULTS[name], stream);
      if (run.came !== undisturbed) faults.push(`round ${round}: ${name}: ${run.came}`);
      seconds.set(name, [...(seconds.get(name) ?? []), Math.max(0, run.seconds - undisturbedSeconds)]);
      progress?.(round + 1, faults.length);
    }
    const forged = { rounds: Math.ceil(rounds * FORGED), named: 0 };
    const untilNamed: number[] = [];
    for (let round = 0; round < forged.rounds; round++) {
      const forge = FORGERIES[round % FORGERIES.length](new Stream(seed, Purpose.vary, round));
      const said = await forgedRun(server, forge, 1);
      if (said.named) forged.named++;
      else faults.push(`forged answer ${round}: ${said.came}`);
      const usual = await forgedRun(server, FORGERIES[0](new Stream(seed, Purpose.vary, round)));
      if (usual.named) untilNamed.push(usual.answers);
      else faults.push(`forged answers ${round} at the usual share: ${usual.came}`);
    }
    const soaked =
      minutes > 0 ? await soak(server, undisturbed, seed, minutes, (of) => progress?.(rounds, of)) : undefined;
    if (soaked) faults.push(...soaked.faults);
    return {
      happened: Object.fromEntries(
        [...seconds].map(([name, of]) => [
          name,
          { rounds: of.length, seconds: of.sort((a, b) => a - b)[of.length >> 1] },
        ]),
      ),
      undisturbedSeconds,
      forged,
      untilNamed: untilNamed.sort((a, b) => a - b),
      ...(soaked && { soak: soaked }),
      faults,
    };
  } finally {
    await server.stop();
  }
}

/** A small search during which something happens: its digest, or the error that ended it, and how long it took. */
async function faultyRun(
  server: RedisServer,
  fault: (scene: Scene) => Promise<unknown>,
  stream: Stream,
): Promise<{ came: string; seconds: number }> {
  await server.redis.flushall();
  const closing: (() => Promise<unknown>)[] = [];
  const proxy = await startProxy(server.port);
  const tickets = await ticketsOf(server);
  const coordinator = await coordinate(`redis://127.0.0.1:${proxy.port}`, TASK, {
    ...BRISK,
    notice: () => {},
    heartbeatMs: HEARTBEAT_MS,
  });
  const another = async (limitKb?: number) => {
    const started = await startWorker(server.url, { lockMs: LOCK_MS }, limitKb);
    closing.push(started.kill);
    return started;
  };
  const worker = await another();
  const began = performance.now();
  const scene: Scene = { server, proxy, tickets, worker, another, later: (close) => closing.push(close), stream };
  const happens = async () => {
    await until(async () => (await tickets.getActiveCount()) > 0);
    await fault(scene);
  };
  const came = await ended(digest(coordinator, happens));
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(closing.map((close) => close()));
  await coordinator.close();
  proxy.close();
  return { came, seconds };
}

/** Small searches with a worker that forges every answer, until it is named, or one has ended; and how many it had forged. */
async function forgedRun(
  { redis, url }: RedisServer,
  forge: Forge,
  checkedShare?: number,
): Promise<{ named: boolean; came: string; answers: number }> {
  await redis.flushall();
  const notices: string[] = [];
  const notice = (line: string) => notices.push(line);
  const options = { ...BRISK, notice, ...(checkedShare !== undefined && { checkedShare }) };
  const coordinator: Coordinator = await coordinate(url, TASK, options);
  const forger = await joinForger(url, forge);
  let honest: { kill(): Promise<void> } | undefined;
  const name = `worker forger (${forger.id.slice(0, 8)})`;
  const named = () => notices.some((line) => line.startsWith(`${name} is set aside`));
  let came = "";
  try {
    for (let search = 0; search < (checkedShare === undefined ? MOST_SEARCHES : 1) && !named(); search++) {
      const run = ended(digest(coordinator));
      // Where an answer is refused, the run goes on with another worker.
      if (checkedShare !== undefined) honest = await startWorker(url, { lockMs: LOCK_MS });
      came = await run;
      if (came.startsWith("error: ")) break;
    }
    return { named: named() || came.includes(name), came, answers: forger.answers };
  } finally {
    await forger.close();
    await honest?.kill();
    await coordinator.close();
  }
}

/** What a search comes to, or the line that ends it. */
async function ended(run: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`error: not ended after ${LONGEST_MS / 1000} s`), LONGEST_MS);
  });
  return Promise.race([run.catch((error: Error) => `error: ${error.message}`), late]).finally(() =>
    clearTimeout(timer),
  );
}
