import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { jsonOf, type Outcome, runCli, runHere, startCli } from "../cli/run-cli.js";
import { forgetLock } from "../record/stale-lock.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeWithRedis, freePort, type RedisServer, startRedis } from "./redis.js";
import { freeze, ticketsOf, until } from "./workers.js";

const RUN = [
  "evolve",
  "swingup",
  "--preset",
  "swingup",
  "--population",
  "96",
  "--generations",
  "4",
  "--set",
  "confirmEpisodes=1",
  "--json",
];
const PASSWORD = "pass-w0rd";

interface Left {
  readonly jobs: number;
  readonly rollouts: number;
  readonly rejected: number;
  readonly stale: number;
}

describeWithRedis("wann over a queue", (server) => {
  const folder = temporaryFolder();
  let local: { digest: string; rows: unknown; rollouts: number };

  beforeAll(async () => {
    local = jsonOf(await runHere([...RUN, "--out", "local"], folder));
  });

  beforeEach(async () => {
    await server().redis.flushall();
  });

  function expectLocal(outcome: Outcome): void {
    const { digest, rows, rollouts } = jsonOf<typeof local>(outcome);
    expect({ digest, rows, rollouts }).toEqual({ digest: local.digest, rows: local.rows, rollouts: local.rollouts });
  }

  function worker(...more: string[]) {
    return startCli(["worker", "--queue", server().url, "--workers", "1", "--json", ...more], folder);
  }

  async function status(): Promise<{ workers: object[]; runs: object[] }> {
    return jsonOf(await runHere(["queue", "status", "--queue", server().url, "--json"], folder));
  }

  it("evolves what a local run does, tells who does it, and lets a worker leave", async () => {
    const { child, outcome } = worker();
    const run = await runCli([...RUN, "--out", "queued", "--queue", server().url], folder);
    expectLocal(run);
    expect(run.stderr).toMatch(/^swingup, seed 1, over a queue, in queued\n/);
    expect(run.stderr).toMatch(/^generation 4\/4 .* 1 machine, 1 core, \d+ rollouts\/s$/m);
    child.kill("SIGTERM");
    const left = jsonOf<Left>(await outcome);
    expect(left).toEqual({ jobs: expect.any(Number), rollouts: expect.any(Number), rejected: 0, stale: 0 });
    expect(left.rollouts).toBeGreaterThanOrEqual(local.rollouts);
    expect(await status()).toEqual({ workers: [], runs: [], waiting: 0, inFlight: 0, lost: 0, late: 0 });
  });

  it("goes on from the checkpoint of a coordinator that was killed; its old jobs are passed over", async () => {
    const tickets = await ticketsOf(server());
    const first = worker();
    const killed = startCli([...RUN, "--out", "killed", "--queue", server().url], folder);
    const log = join(folder, "killed/log.jsonl");
    await until(() => existsSync(log) && readFileSync(log, "utf8").split("\n").length > 2);
    await freeze(first.child, tickets);
    killed.child.kill("SIGKILL");
    first.child.kill("SIGKILL");
    await Promise.all([killed.outcome, first.outcome]);
    forgetLock(join(folder, "killed"));
    expect(await tickets.getWaitingCount()).toBeGreaterThan(0);

    const { redis } = server();
    const lines = () => redis.keys("wann:coordinator:*");
    await redis.del(await lines());
    const resumed = startCli(["evolve", "--resume", "killed", "--json", "--queue", server().url], folder);
    // Before, workers would not know that there is another coordinator.
    await until(async () => (await lines()).length > 0);
    const second = worker();
    expectLocal(await resumed.outcome);
    second.child.kill("SIGINT");
    expect(jsonOf<Left>(await second.outcome).stale).toBeGreaterThan(0);
  });

  it("shows workers, runs and jobs", async () => {
    const { child, outcome } = worker();
    const run = startCli([...RUN, "--out", "watched", "--queue", server().url], folder);
    await freeze(child, await ticketsOf(server()));
    const { workers, runs, ...jobs } = await status();
    expect(workers).toMatchObject([{ cores: 1, rejected: 0 }]);
    expect(runs).toMatchObject([{ task: "swingup", lost: 0, late: 0 }]);
    expect(jobs).toEqual({ waiting: expect.any(Number), inFlight: 1, lost: 0, late: 0 });
    const { stdout } = await runHere(["queue", "status", "--queue", server().url], folder);
    expect(stdout).toMatch(/^\| \S+ +\| [0-9a-f]{8} \| +1 \| +\d+ \| +\d+ \|$/m);
    expect(stdout).toMatch(/^\| \S+ +\| [0-9a-f]{8} \| swingup \| +\d+ \| +\d+ \|$/m);
    expect(stdout).toMatch(/^1 worker, 1 core, \d+ rollouts\/s\n\d+ jobs? waiting, 1 in flight, 0 lost and 0 late/m);
    child.kill("SIGCONT");
    expectLocal(await run.outcome);
    child.kill("SIGTERM");
    await outcome;
  });
});

describeWithRedis("a queue over TLS", () => {
  const folder = temporaryFolder();
  const tls = (file: string) => fileURLToPath(new URL(`tls/${file}`, import.meta.url));
  const RUN = ["evolve", "swingup", "--preset", "swingup", "--population", "8", "--generations", "2", "--json"];

  it("is used by workers and runs that trust its certificate, and refused by others with one line", async () => {
    const port = await freePort();
    const pair = ["--tls-cert-file", tls("certificate.pem"), "--tls-key-file", tls("key.pem")];
    const server = await startRedis("--tls-port", String(port), "--tls-auth-clients", "no", ...pair);
    const queue = ["--queue", `rediss://127.0.0.1:${port}`];
    const { code, stderr } = await runHere(["worker", ...queue], folder);
    const reason = "cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT): expected a Redis server there";
    expect([code, stderr]).toEqual([2, `error: the queue rediss://127.0.0.1:${port}: ${reason}\n`]);

    process.env.NODE_EXTRA_CA_CERTS = tls("certificate.pem");
    const worker = startCli(["worker", "--workers", "1", ...queue], folder);
    try {
      const { digest } = jsonOf<{ digest: string }>(await runCli([...RUN, "--out", "tls", ...queue], folder));
      const local = jsonOf<{ digest: string }>(await runHere([...RUN, "--out", "local"], folder));
      expect(digest).toBe(local.digest);
    } finally {
      delete process.env.NODE_EXTRA_CA_CERTS;
      worker.child.kill("SIGTERM");
      await worker.outcome;
      await server.stop();
    }
  });
});

describeWithRedis("a queue with a password", () => {
  const folder = temporaryFolder();
  let locked: RedisServer;

  beforeAll(async () => {
    locked = await startRedis("--requirepass", PASSWORD);
  });
  afterAll(() => locked.stop());

  const address = (credentials: string) => `redis://${credentials}127.0.0.1:${locked.port}`;
  const REFUSED = "expected a user and a password that it knows, as in redis://USER:PASSWORD@HOST";

  it.each<[string, () => string, () => string]>([
    ["no password", () => address(""), () => `${address("")}: refused (NOAUTH): ${REFUSED}`],
    ["a wrong one", () => address(`:${PASSWORD}2@`), () => `${address("")}: refused (WRONGPASS): ${REFUSED}`],
    [
      "no server",
      () => `redis://:${PASSWORD}@127.0.0.1:1`,
      () => "redis://127.0.0.1:1: cannot be reached (ECONNREFUSED): expected a Redis server there",
    ],
    [
      "no such database",
      () => `${address(`:${PASSWORD}@`)}/99`,
      () =>
        `${address("")}/99: refused (ERR DB index is out of range): it has no such database: expected a lower number at the end of the URL`,
    ],
    ["no URL", () => `:${PASSWORD}@host`, () => "not a URL: expected redis://HOST:PORT, or rediss:// for TLS"],
    [
      "another scheme",
      () => `http://:${PASSWORD}@host`,
      () => "not a URL of Redis: expected redis://HOST:PORT, or rediss:// for TLS",
    ],
  ])("with %s ends with one line, and without the password", async (_, url, line) => {
    for (const command of [["worker"], ["evolve", "swingup", "--preset", "swingup", "--out", "none"]]) {
      const { code, stdout, stderr } = await runHere([...command, "--queue", url()], folder);
      const shown = line().startsWith("redis") ? ` ${line()}` : `: ${line()}`;
      expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `error: the queue${shown}\n` });
    }
    expect(existsSync(join(folder, "none"))).toBe(false);
  });

  it("is found through the environment, and the password is not printed", async () => {
    process.env.WANN_QUEUE = address(`:${PASSWORD}@`);
    try {
      const { child, outcome } = startCli(["worker", "--json", "--workers", "1"], folder);
      await until(async () => (await locked.redis.keys("wann:worker:*")).length === 1);
      child.kill("SIGTERM");
      const { code, stdout, stderr } = await outcome;
      expect(code).toBe(0);
      expect(stderr.replace("note: no run is there: waiting for one\n", "")).toBe(
        `1 worker for ${address("")}\nstopping after the jobs in hand; again to stop now\n`,
      );
      expect(stdout).not.toContain(PASSWORD);
    } finally {
      delete process.env.WANN_QUEUE;
    }
  });

  it("is asked for where neither option nor environment has it", async () => {
    for (const command of [["worker"], ["queue", "status"], ["evolve", "swingup", "--preset", "swingup", "--queue"]]) {
      const { code, stderr } = await runHere(command, folder);
      expect([code, stderr]).toEqual([2, "error: --queue: no URL: expected one, or the variable WANN_QUEUE\n"]);
    }
  });
});
