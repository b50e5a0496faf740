/** The Python program that ships with the package, and what it is asked before networks are bred. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { OwnFacts } from "../own/facts.js";
import { UserError } from "../user-error.js";
import { environmentOf } from "./name.js";
import { dropEmpty, reportPath, withReport } from "./reports.js";
import { runningPythons } from "./running.js";
import type { GymOptions, GymSource } from "./source.js";

const PROGRAM = fileURLToPath(new URL("../../python/wann_gym.py", import.meta.url));
const DEFAULT_PYTHON = "python3";
/** A step that takes longer hangs. */
const STEP_SECONDS = 60;

/** What the Python program says of an environment. */
export interface Described {
  readonly inputLabels: readonly string[];
  readonly outputLabels: readonly string[];
  /** Whether the largest of outputs is taken: their size means nothing. */
  readonly compares: boolean;
  /** What a person might want to know, in lines. */
  readonly notes: readonly string[];
  readonly source: GymSource;
}

/** The words that start the Python program. */
export function wordsFor(job: "facts" | "serve", name: string, how: object): string[] {
  return [PROGRAM, job, environmentOf(name), JSON.stringify(how)];
}

/** The Python program's answer. */
type Answer = Omit<Described, "source"> &
  Pick<GymSource, "environment" | "codes"> &
  Pick<OwnFacts, "maxSteps" | "timeStep" | "worstReturn" | "scales">;

/** Asks Python. Rejects with a UserError that says in one line what is missing or wrong. */
export async function describe(name: string, { python, stepSeconds = STEP_SECONDS }: GymOptions): Promise<Described> {
  const program = python ?? DEFAULT_PYTHON;
  const report = reportPath();
  const words = wordsFor("facts", name, { report, seconds: stepSeconds });
  const { text, signal } = await output(program, words);
  if (signal === "SIGALRM") {
    throw new UserError(
      withReport(`${name}: took longer than ${stepSeconds} s to begin, or for one of its first steps`, report),
    );
  }
  const answer = parsed(text);
  if (answer === undefined) {
    dropEmpty(report);
    throw new UserError(
      `${name}: ${program}: ended by ${signal ?? "itself"} before it said anything of the environment`,
    );
  }
  if (typeof answer.error === "string") {
    throw new UserError(
      existsSync(report) ? withReport(`${name}: ${answer.error}`, report) : `${name}: ${answer.error}`,
    );
  }
  const { inputLabels, outputLabels, compares, notes, environment, codes, ...numbers } = answer as unknown as Answer;
  const facts = { file: name, inputs: inputLabels.length, outputs: outputLabels.length, stateSize: 0, ...numbers };
  return {
    inputLabels,
    outputLabels,
    compares,
    notes,
    source: { facts, codes, environment, python: program, stepSeconds, running: runningPythons() },
  };
}

function output(program: string, words: readonly string[]): Promise<{ text: string; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part) => parts.push(part));
    child.on("error", ({ code }: NodeJS.ErrnoException) => reject(new UserError(startProblem(program, code))));
    child.on("close", (_, signal) => resolve({ text: Buffer.concat(parts).toString(), signal }));
  });
}

/** Why a program cannot be started. */
export function startProblem(program: string, code: string | undefined): string {
  return `${program}: cannot be started (${code}): expected Python 3.10 or later`;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
