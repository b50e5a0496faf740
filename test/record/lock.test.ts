import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { lockFolder } from "../../src/record/lock.js";
import { UserError } from "../../src/user-error.js";
import { type LockProcess, startLockProcess } from "./lock-process.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
const started: LockProcess[] = [];
afterAll(() => Promise.all(started.map((one) => one.kill())));

const WAITS = "is in use by another process, or was until a moment ago: waiting up to 10 s";
const silent = { notice: () => {} };
const fresh = () => mkdtempSync(join(folder, "run-"));

function start(path: string): LockProcess {
  const one = startLockProcess(path);
  started.push(one);
  return one;
}

async function holder(path: string): Promise<LockProcess> {
  const one = start(path);
  await one.says("locked");
  return one;
}

/** Most of the time nothing is to be done here but to wait. */
describe.concurrent("a folder's lock, among processes,", () => {
  it("is refused to a second one after ten seconds, while the first lives", async () => {
    const path = fresh();
    const first = await holder(path);
    const second = start(path);
    await second.says("notice");
    const began = performance.now();
    await second.says("UserError");
    expect(performance.now() - began).toBeGreaterThan(9500);
    expect(second.lines).toEqual([
      `notice: ${path} ${WAITS}`,
      `UserError: ${path}: another process writes in this folder: expected it to have ended`,
    ]);
    expect(first.lines).toEqual(["locked"]);
  });

  it("goes to one of those that wait, within ten seconds, where its holder is killed", async () => {
    const path = fresh();
    const first = await holder(path);
    await first.kill();
    const others = [start(path), start(path), start(path)];
    await Promise.all(others.map((one) => one.says("notice")));
    const began = performance.now();
    await Promise.any(others.map((one) => one.says("locked")));
    expect(performance.now() - began).toBeLessThan(10_000);
    const refused = () => others.filter(({ lines }) => lines.some((line) => line.startsWith("UserError")));
    await expect.poll(refused, { timeout: 20_000 }).toHaveLength(2);
    expect(others.filter(({ lines }) => lines.includes("locked"))).toHaveLength(1);
    expect(others.flatMap(({ lines }) => lines.filter((line) => line.startsWith("lost")))).toEqual([]);
  });

  it("stays its holder's where that was stopped for long and nobody else came", async () => {
    const path = fresh();
    const first = await holder(path);
    first.signal("SIGSTOP");
    await sleep(6500);
    first.signal("SIGCONT");
    await sleep(2500);
    first.tell("check");
    await first.says("ours");
    expect(first.lines).toEqual(["locked", "ours"]);
    const second = start(path);
    await second.says("notice");
    first.tell("release");
    await second.says("locked");
  });

  it("is lost where its holder was stopped for long and another came, and stays the other's", async () => {
    const path = fresh();
    const first = await holder(path);
    first.signal("SIGSTOP");
    const second = await holder(path);
    first.tell("check");
    first.signal("SIGCONT");
    const line = `${path}: another process has taken this folder over: expected one writer at a time`;
    expect(await first.says("lost")).toBe(`lost: UserError: ${line}`);
    expect(await first.says("not ours")).toBe(`not ours: ${line}`);
    first.tell("release");
    await first.says("released");
    first.tell("exit");
    await sleep(1500);
    second.tell("check");
    await second.says("ours");
    expect(second.lines.filter((one) => one.startsWith("lost"))).toEqual([]);
  });

  it.each(["exit", "SIGTERM", "SIGINT"] as const)("is free at once after the holder's %s", async (end) => {
    const path = fresh();
    const first = await holder(path);
    if (end === "exit") first.tell(end);
    else first.signal(end);
    await expect.poll(() => existsSync(join(path, "lock"))).toBe(false);
    const second = await holder(path);
    expect(second.lines).toEqual(["locked"]);
  });

  it("is taken over after ten seconds where the clock was set back since", async () => {
    const path = fresh();
    mkdirSync(join(path, "lock"));
    const inAnHour = Date.now() / 1000 + 3600;
    utimesSync(join(path, "lock"), inAnHour, inAnHour);
    const one = await holder(path);
    expect(one.lines).toEqual([`notice: ${path} ${WAITS}`, "locked"]);
  });
});

describe("a folder's lock", () => {
  it("is an empty folder in it until it is released", async () => {
    const path = fresh();
    const lock = await lockFolder(path, silent);
    expect(readdirSync(path)).toEqual(["lock"]);
    expect(readdirSync(join(path, "lock"))).toEqual([]);
    lock.check();
    await lock.release();
    await lock.release();
    expect(readdirSync(path)).toEqual([]);
    expect(lock.lost.aborted).toBe(false);
    await (await lockFolder(path, silent)).release();
  });

  it("is found to be another's as soon as it is asked for, and left to the other", async () => {
    const path = fresh();
    const lock = await lockFolder(path, silent);
    rmdirSync(join(path, "lock"));
    mkdirSync(join(path, "lock"));
    utimesSync(join(path, "lock"), 0, Date.now() / 1000 + 60);
    const line = `${path}: another process has taken this folder over: expected one writer at a time`;
    expect(() => lock.check()).toThrow(new UserError(line));
    expect(lock.lost.reason).toEqual(new UserError(line));
    await lock.release();
    expect(readdirSync(path)).toEqual(["lock"]);
    expect(() => lock.check()).toThrow(new UserError(line));
  });

  it("is lost where it is removed", async () => {
    const path = fresh();
    const lock = await lockFolder(path, silent);
    rmdirSync(join(path, "lock"));
    const line = `${path}: the folder's lock was removed: expected one writer at a time`;
    await expect.poll(() => lock.lost.reason, { timeout: 5000 }).toEqual(new UserError(line));
    expect(() => lock.check()).toThrow(new UserError(line));
    await lock.release();
  });

  it("is lost where the folder is gone", async () => {
    const path = fresh();
    const lock = await lockFolder(path, silent);
    rmSync(path, { recursive: true });
    const line = `${path}: the folder is gone: expected it to stay where it is while its run goes on`;
    expect(() => lock.check()).toThrow(new UserError(line));
    await lock.release();
  });

  it("says in one line where there is no folder, or its name is taken", async () => {
    const missing = join(folder, "missing");
    await expect(lockFolder(missing, silent)).rejects.toThrow(
      new UserError(`${join(missing, "lock")}: the folder cannot be locked (ENOENT, there is no such file or folder)`),
    );
    const path = fresh();
    writeFileSync(join(path, "lock"), "");
    utimesSync(join(path, "lock"), 0, 0);
    await expect(lockFolder(path, silent)).rejects.toThrow(
      new UserError(`${join(path, "lock")}: the folder cannot be locked (ENOTDIR, a part of the path is not a folder)`),
    );
  });
});
