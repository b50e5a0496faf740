/**
 * The campaign "kills": kills processes that run a search, one that begins with another run's networks, or a tuning, at any moment;
 * and lets two go on with one run at once. A kill leaves nothing, or a run that is resumed to the figures of the undisturbed one. One
 * process writes at a time, and what a killed one leaves of its lock holds up the next for ten seconds at most.
 */
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Purpose, Stream } from "../../src/random/stream.js";
import { jsonOf, type Outcome } from "../cli/outcome.js";
import type { CampaignOptions } from "./files.js";
import { figuresOf } from "./scenes.js";

/** No process takes so long that is not stuck, however busy the machine is. */
const LONGEST_MS = 300_000;
const LONGEST_WAIT_MS = 10_000;
/** A process that makes a folder is killed within so long of the first sign of it, mostly soon. */
const FOLDER_MS = 250;
const MOST_KILLS = 2;

const COMMON = ["--generations", "30", "--workers", "1", "--json"];
const SEARCH = [
  ...["evolve", "swingup", "--preset", "quick", "--population", "12"],
  ...["islands=2", "sampledWeights=8"].flatMap((setting) => ["--set", setting]),
  ...COMMON,
];
const TUNING = [
  ...["--optimizer", "cma"],
  ...["population=12", "episodes=16", "confirmEpisodes=20"].flatMap((setting) => ["--set", setting]),
  ...COMMON,
];

const SUBJECTS = ["search", "search with --start", "tuning"] as const;
type Subject = (typeof SUBJECTS)[number];

/**
 * When a process is killed: at any moment until its folder is there; just when that is made; at any moment of the run. Or two
 * processes make, or go on with, one run at once.
 */
const MOMENTS = ["start-up", "folder", "run", "two at once"] as const;
type Moment = (typeof MOMENTS)[number];

interface Count {
  rounds: number;
  kills: number;
  /** What kills left: nothing, or a run. */
  nothing: number;
  runs: number;
  faults: number;
  /** The longest that a process waited for the lock of a killed one, in seconds. */
  longestWait: number;
  /** Of two at once, those that ended with a line that another process writes. */
  refused: number;
}

export interface KillsReport {
  readonly counts: Readonly<Record<string, Readonly<Count>>>;
  readonly longestWait: number;
  readonly faults: readonly string[];
}

/** A run that nobody disturbs, and how its process goes on, in milliseconds. */
interface Undisturbed {
  readonly begin: readonly string[];
  readonly resume: readonly string[];
  readonly figures: unknown;
  readonly files: readonly string[];
  readonly champion: Buffer;
  readonly history: readonly unknown[];
  readonly madeAfter: number;
  readonly endedAfter: number;
}

/** A process that has ended. */
interface Ended extends Outcome {
  /** For so long it waited for the folder's lock, in milliseconds. */
  readonly waited: number;
}

export async function kills({ seed, rounds, program, folder, progress }: CampaignOptions): Promise<KillsReport> {
  const origin = join(folder, "origin");
  mkdirSync(origin);
  jsonOf(await program.run([...SEARCH, "--seed", "7", "--generations", "3", "--out", "run"], origin));
  const begins: Record<Subject, string[]> = {
    search: [...SEARCH, "--out", "run"],
    "search with --start": [...SEARCH, "--start", join(origin, "run"), "--out", "run"],
    tuning: ["tune", join(origin, "run"), ...TUNING, "--out", "run"],
  };
  const known = new Map<Subject, Undisturbed>();
  const counts: Record<string, Count> = {};
  const faults: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const stream = new Stream(seed, Purpose.vary, round);
    const subject = SUBJECTS[round % SUBJECTS.length];
    const moment = MOMENTS[round % MOMENTS.length];
    const start = (args: readonly string[], cwd: string) => program.start(args, cwd, LONGEST_MS);
    const undisturbed = known.get(subject) ?? (await undisturbedRun(start, begins[subject], fresh(folder)));
    known.set(subject, undisturbed);
    const name = `${subject}, ${moment}`;
    counts[name] ??= { rounds: 0, kills: 0, nothing: 0, runs: 0, faults: 0, longestWait: 0, refused: 0 };
    const found = await new Round(start, fresh(folder), undisturbed, counts[name], stream).play(moment);
    counts[name].rounds++;
    counts[name].faults += found.length;
    faults.push(...found.map((fault) => `round ${round}: ${name}: ${fault}`));
    progress?.(round + 1, faults.length);
  }
  return { counts, longestWait: Math.max(0, ...Object.values(counts).map((one) => one.longestWait)), faults };
}

type Start = (args: readonly string[], cwd: string) => { child: ChildProcess; outcome: Promise<Outcome> };

/** An empty folder. */
function fresh(folder: string): string {
  const path = join(folder, "round");
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  return path;
}

async function undisturbedRun(start: Start, begin: readonly string[], cwd: string): Promise<Undisturbed> {
  const run = join(cwd, "run");
  const began = performance.now();
  let madeAfter = 0;
  const watcher = watch(cwd).on("change", () => {
    if (madeAfter === 0 && existsSync(run)) madeAfter = performance.now() - began;
  });
  const outcome = await start(begin, cwd).outcome.finally(() => watcher.close());
  const figures = figuresOf(outcome);
  return {
    begin,
    resume: [begin[0], "--resume", "run", "--workers", "1", "--json"],
    figures,
    files: readdirSync(run).sort(),
    champion: readFileSync(join(run, "champion.json")),
    history: historyOf(run),
    madeAfter,
    endedAfter: performance.now() - began,
  };
}

/** A run's log, but for what depends on the machine. */
function historyOf(run: string): unknown[] {
  const lines = readFileSync(join(run, "log.jsonl"), "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const { evaluateMs: _, searchMs: __, residentMb: ___, hash: ____, ...rest } = JSON.parse(line);
    return rest;
  });
}

class Round {
  private readonly faults: string[] = [];

  constructor(
    private readonly start: Start,
    private readonly cwd: string,
    private readonly undisturbed: Undisturbed,
    private readonly count: Count,
    private readonly stream: Stream,
  ) {}

  /** Returns what went wrong. */
  async play(moment: Moment): Promise<readonly string[]> {
    const { stream, undisturbed } = this;
    if (moment === "two at once") {
      // Sometimes both make the run.
      if (stream.integer(3) > 0) await this.kill("run");
      await this.two();
    } else {
      for (let kills = 1 + stream.integer(MOST_KILLS); kills > 0; kills--) await this.kill(moment);
    }
    const last = await this.ended(this.next());
    if (last.code !== 0) this.faults.push(`at last: exit code ${last.code}: ${last.stderr}`);
    else if (!isDeepStrictEqual(figuresOf(last), undisturbed.figures)) {
      this.faults.push(`other figures: ${last.stdout}`);
    }
    if (moment !== "two at once") this.noteWait(last);
    this.inspect();
    return this.faults;
  }

  /** The command that goes on: from the beginning where there is nothing. */
  private next(): readonly string[] {
    return existsSync(join(this.cwd, "run")) ? this.undisturbed.resume : this.undisturbed.begin;
  }

  private async kill(moment: Exclude<Moment, "two at once">): Promise<void> {
    const { madeAfter, endedAfter } = this.undisturbed;
    const args = this.next();
    const { child, ended } = this.begun(args);
    if (moment === "folder" && args === this.undisturbed.begin) await changed(this.cwd, child);
    const after = {
      "start-up": () => this.stream.uniform(0, madeAfter * 1.5),
      folder: () => FOLDER_MS * this.stream.unit() ** 2,
      run: () => this.stream.uniform(madeAfter, endedAfter),
    }[moment];
    const timer = setTimeout(() => child.kill("SIGKILL"), after());
    const outcome = await ended;
    clearTimeout(timer);
    this.noteWait(outcome);
    if (outcome.code !== null) {
      // It had come to its end already.
      if (outcome.code !== 0) this.faults.push(`exit code ${outcome.code}: ${outcome.stderr}`);
      return;
    }
    this.count.kills++;
    if (outcome.stderr.includes("    at ")) this.faults.push(`a stack trace: ${outcome.stderr}`);
    const left = readdirSync(this.cwd).filter((name) => !name.startsWith("."));
    if (left.length === 0) this.count.nothing++;
    else this.count.runs++;
    const needed = ["config.json", "checkpoint", ...this.undisturbed.files.filter((name) => name === "start.json")];
    const missing = left.flatMap((run) => needed.filter((name) => !existsSync(join(this.cwd, run, name))));
    if (missing.length > 0) this.faults.push(`half a folder: without ${missing.join(", ")}`);
  }

  /** Two processes at once: one of them comes to the end; the other waits, then comes to the same, or ends with a line. */
  private async two(): Promise<void> {
    const args = this.next();
    const says = args === this.undisturbed.begin ? "the folder is in use" : "another process writes in this folder";
    const both = await Promise.all([this.ended(args), this.ended(args)]);
    for (const { code, stdout, stderr } of both) {
      const lines = stderr.trimEnd().split("\n");
      if (code === 0) {
        const figures = figuresOf({ code, stdout, stderr });
        if (!isDeepStrictEqual(figures, this.undisturbed.figures)) this.faults.push(`two: other figures: ${stdout}`);
      } else if (code === 2 && lines.at(-1)?.startsWith("error: ") && lines.at(-1)?.includes(says)) {
        this.count.refused++;
        const others = lines.slice(0, -1).filter((line) => !line.startsWith("note: "));
        if (others.length > 0) this.faults.push(`two: more than a line: ${stderr}`);
      } else this.faults.push(`two: exit code ${code}: ${stderr}`);
    }
    if (both.every(({ code }) => code !== 0)) this.faults.push("two: none came to the end");
  }

  /** That there is the run as nobody disturbed it, and nothing else. */
  private inspect(): void {
    const { files, champion, history } = this.undisturbed;
    const run = join(this.cwd, "run");
    const beside = readdirSync(this.cwd).filter((name) => name !== "run");
    if (beside.length > 0) this.faults.push(`left beside the run: ${beside.join(", ")}`);
    if (!existsSync(run)) return;
    const found = readdirSync(run).sort();
    if (!isDeepStrictEqual(found, files)) this.faults.push(`other files: ${found.join(", ")}`);
    if (!readFileSync(join(run, "champion.json")).equals(champion)) this.faults.push("another champion.json");
    if (!isDeepStrictEqual(historyOf(run), history)) this.faults.push("another log");
  }

  private noteWait({ waited }: Ended): void {
    this.count.longestWait = Math.max(this.count.longestWait, waited / 1000);
    if (waited > LONGEST_WAIT_MS) this.faults.push(`waited ${waited / 1000} s for the lock of a killed process`);
  }

  private ended(args: readonly string[]): Promise<Ended> {
    return this.begun(args).ended;
  }

  private begun(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const { child, outcome } = this.start(args, this.cwd);
    let [since, waited] = [0, 0];
    const stop = () => {
      if (since > 0) waited = performance.now() - since;
      since = 0;
    };
    child.stderr?.on("data", (chunk: Buffer) => {
      stop();
      if (String(chunk).includes("waiting up to")) since = performance.now();
    });
    return {
      child,
      ended: outcome.then((one) => {
        stop();
        return { ...one, waited };
      }),
    };
  }
}

/** Waits until something changes in a folder, or the process ends. */
function changed(folder: string, child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder);
    const done = () => {
      watcher.close();
      resolve();
    };
    watcher.once("change", done);
    child.once("exit", done);
  });
}
