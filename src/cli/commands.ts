/** The commands of `wann`: who adds one writes its file and its row. What a command needs is read from disk once it is asked for. */
import type { Command } from "commander";

export interface CommandRow {
  readonly name: string;
  /** What it is for, in a line. */
  readonly title: string;
  readonly load: () => Promise<Command>;
  /** Whether files of users' tasks that it is given are opened as tasks first: true unless set. */
  readonly opensTasks?: boolean;
}

export const COMMANDS: readonly CommandRow[] = [
  {
    name: "evolve",
    title: "search for a weight agnostic network",
    load: async () => (await import("./evolve.js")).evolveCommand,
  },
  {
    name: "evaluate",
    title: "mean and sd of a champion's return over fresh episodes",
    load: async () => (await import("./evaluate.js")).evaluateCommand,
  },
  {
    name: "sweep",
    title: "return against shared weight: the champion's fingerprint",
    load: async () => (await import("./sweep.js")).sweepCommand,
  },
  {
    name: "tune",
    title: "tune a champion's shared weight, then from there every weight, or from its own where it has them",
    load: async () => (await import("./tune.js")).tuneCommand,
  },
  {
    name: "config",
    title: "the resolved configuration of a search or a tuning: each setting's value, range, default and meaning",
    load: async () => (await import("./config.js")).configCommand,
  },
  {
    name: "table",
    title: "the paper's table for a task, ours beside theirs",
    load: async () => (await import("./table/index.js")).tableCommand,
  },
  {
    name: "show",
    title: "a champion's network: summary, and files that show it",
    load: async () => (await import("./show.js")).showCommand(),
  },
  {
    name: "export",
    title: "a champion in another format: ONNX, JavaScript, Python, C, a drawing, a matrix",
    load: async () => (await import("./export.js")).exportCommand,
  },
  {
    name: "curve",
    title: "learning curves: returns, and a search's connections, against rollouts",
    load: async () => (await import("./curve.js")).curveCommand,
  },
  {
    name: "log",
    title: "a run's log as a table: CSV, or JSON lines",
    load: async () => (await import("./log.js")).logCommand,
  },
  {
    name: "web",
    title: "the page in a browser: watch networks, drag the weight, evolve one",
    load: async () => (await import("./web.js")).webCommand,
  },
  {
    name: "profile",
    title: "where a rollout's time goes: the cost ledger of a task or of a champion",
    load: async () => (await import("./profile.js")).profileCommand,
  },
  {
    name: "estimate",
    title: "how long a search will take, and what it needs",
    load: async () => (await import("./estimate.js")).estimateCommand,
  },
  {
    name: "new",
    title: "a folder for a task of one's own, which works at once",
    opensTasks: false,
    load: async () => (await import("./new.js")).newCommand,
  },
  {
    name: "check",
    title: "what is wrong with a task of one's own, before hours are spent",
    opensTasks: false,
    load: async () => (await import("./check.js")).checkCommand,
  },
  {
    name: "build",
    title: "compile a task of one's own from AssemblyScript",
    opensTasks: false,
    load: async () => (await import("./build.js")).buildCommand,
  },
  {
    name: "worker",
    title: "join a queue and run its jobs, until Ctrl-C",
    load: async () => (await import("./worker.js")).workerCommand,
  },
  {
    name: "queue",
    title: "look at a queue",
    load: async () => (await import("./queue.js")).queueCommand,
  },
  {
    name: "completion",
    title: "a script with which bash, zsh or fish completes commands, options and names",
    load: async () => (await import("./completion.js")).completionCommand,
  },
  {
    name: "train-vae",
    title: "train car racing's encoder on frames of its own drives; the same seed gives the same bits",
    load: async () => (await import("./train-vae.js")).trainVaeCommand,
  },
];
