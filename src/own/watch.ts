/** What of a user's task hangs on the machine, or on the engine that it runs in: found by watching it run. */
import { Pcg64 } from "../random/pcg64.js";
import type { OwnTask } from "./define.js";
import { evaluateModule } from "./environments.js";
import { randomAction, requireOwnTask } from "./facts.js";

/** Functions whose last bits the language leaves to engines. */
const INEXACT = [
  ..."acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow".split(" "),
  ..."sin sinh tan tanh".split(" "),
] as const;

const EPISODES = 4;
const MOST_STEPS = 200;

/** What was called in `reset` and `step`, by the names that a user's file has for it. */
export interface Watched {
  /** Functions that give something else each time. */
  readonly chance: readonly string[];
  /** Functions whose bits differ between engines. */
  readonly inexact: readonly string[];
}

/**
 * Runs some episodes with random actions. Throws what the task's own functions throw.
 * @param code the task's module, in which powers are calls of Math.pow.
 */
export async function watched(code: string, file: string): Promise<Watched> {
  let running = false;
  const called = new Set<string>();
  const undo: (() => void)[] = [];
  const watch = (owner: object, key: string, name: string) => {
    const original = Reflect.get(owner, key);
    const seen = () => {
      if (running) called.add(name);
    };
    const replacement = new Proxy(original, {
      apply(target, self, given) {
        seen();
        return Reflect.apply(target, self, given);
      },
      construct(target, given) {
        seen();
        return Reflect.construct(target, given);
      },
    });
    Object.defineProperty(owner, key, { value: replacement, configurable: true, writable: true });
    undo.push(() => Object.defineProperty(owner, key, { value: original, configurable: true, writable: true }));
  };
  const chance = [
    [Math, "random", "Math.random"],
    [globalThis, "Date", "Date"],
    [Date, "now", "Date.now"],
    [performance, "now", "performance.now"],
    [crypto, "getRandomValues", "crypto.getRandomValues"],
    [crypto, "randomUUID", "crypto.randomUUID"],
  ] as const;
  try {
    // The clock's own function first: a watched Date hands on what it has.
    for (const [owner, key, name] of chance.toReversed()) watch(owner, key, name);
    for (const name of INEXACT) watch(Math, name, `Math.${name}`);
    // Engines keep a module by its text: this one has to be evaluated while all is watched.
    const task = requireOwnTask(await evaluateModule(`${code}\n// watched`), file);
    running = true;
    for (let seed = 0; seed < EPISODES; seed++) drive(task, seed);
  } finally {
    running = false;
    for (const each of undo) each();
  }
  const among = (names: readonly string[]) => names.filter((name) => called.has(name));
  return { chance: among(chance.map(([, , name]) => name)), inexact: among(INEXACT.map((name) => `Math.${name}`)) };
}

function drive(task: OwnTask, seed: number): void {
  const episode = Object.create(task) as OwnTask;
  const choice = new Pcg64(seed);
  episode.reset(new Pcg64(seed));
  for (let step = 0, ended = false; !ended && step < MOST_STEPS; step++) {
    ended = episode.step(randomAction(task, choice)).terminated;
  }
}
