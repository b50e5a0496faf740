/**
 * The campaign "files": damages files that are read back, and runs a command that reads them. It must refuse the file in one line and
 * leave all as it is, or come to what it comes to without damage: no stack trace, no other figures without a word, no run that begins
 * again in silence.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Purpose, Stream } from "../../src/random/stream.js";
import type { Outcome } from "../cli/outcome.js";
import { DAMAGE_NAMES, DAMAGES, type DamageName } from "./damage.js";
import type { Program } from "./program.js";
import { figuresOf, makeScenes, RESUMED, SAVED, type Scene, type SceneName, SEARCH, TUNING, WHOLE } from "./scenes.js";

/** A command takes a second or two. */
const LONGEST_MS = 60_000;
/** Of so many refused checkpoints, after one the run goes on from the checkpoint before. */
const GO_ON_EVERY = 4;

/** A command that reads a file. */
interface Reader {
  readonly args: readonly string[];
  /** It goes on with the run: what it comes to, the undisturbed run tells. */
  readonly resumes?: true;
  /** It reads nothing else that could tell whose file it is. */
  readonly alone?: true;
  /** It shows what there is of a file, and says what is not as it should be. */
  readonly tells?: true;
}

const evolveOn: Reader = { args: ["evolve", "--resume", "run", ...RESUMED], resumes: true };
const tuneOn: Reader = { args: ["tune", "--resume", "run", ...RESUMED], resumes: true };
const startFrom: Reader = { args: [...SEARCH, "--generations", "1", "--start", "run", "--out", "next"] };
const configOf: Reader = { args: ["config", "swingup", "--config", "run/config.json"], alone: true };
const curve: Reader = { args: ["curve", "run", "--json"], tells: true };
const evaluate: Reader = { args: ["evaluate", "run", "--episodes", "4", "--workers", "1", "--json"], alone: true };
const show: Reader = { args: ["show", "run/champion.json"], alone: true };
const tune: Reader = { args: ["tune", "run", ...TUNING, "--generations", "1", "--out", "next"], alone: true };
const classify: Reader = { args: ["evaluate", "mnist.json", "--data", "data", "--json"] };
const drive: Reader = {
  args: ["evaluate", "car-racing.json", "--weight", "1", "--episodes", "1", "--workers", "1", "--json"],
};

interface Target {
  readonly scene: SceneName;
  /** From the scene's folder. */
  readonly file: string;
  /** How often it is damaged, beside the others'. */
  readonly share: number;
  readonly readers: readonly Reader[];
  /** Of a version that has no hash. */
  readonly unsealed?: true;
}

const TARGETS: readonly Target[] = [
  { scene: "search", file: "run/checkpoint", share: 8, readers: [evolveOn, evolveOn, evolveOn, startFrom] },
  { scene: "search", file: "run/checkpoint.previous", share: 2, readers: [fromPrevious(evolveOn)] },
  { scene: "search", file: "run/config.json", share: 3, readers: [evolveOn, startFrom, configOf] },
  { scene: "search", file: "run/log.jsonl", share: 3, readers: [evolveOn, curve] },
  { scene: "search", file: "run/champion.json", share: 3, readers: [evaluate, show, tune] },
  { scene: "tuning", file: "run/checkpoint", share: 5, readers: [tuneOn] },
  { scene: "tuning", file: "run/checkpoint.previous", share: 2, readers: [fromPrevious(tuneOn)] },
  { scene: "tuning", file: "run/config.json", share: 2, readers: [tuneOn] },
  { scene: "tuning", file: "run/start.json", share: 3, readers: [tuneOn] },
  { scene: "tuning", file: "run/log.jsonl", share: 2, readers: [tuneOn, curve] },
  { scene: "tuning", file: "run/champion.json", share: 2, readers: [evaluate, show] },
  { scene: "old search", file: "run/checkpoint", share: 2, readers: [evolveOn, startFrom], unsealed: true },
  { scene: "old search", file: "run/config.json", share: 1, readers: [evolveOn, configOf], unsealed: true },
  { scene: "old search", file: "run/log.jsonl", share: 1, readers: [evolveOn, curve], unsealed: true },
  { scene: "old tuning", file: "run/checkpoint", share: 2, readers: [tuneOn], unsealed: true },
  { scene: "old tuning", file: "run/config.json", share: 1, readers: [tuneOn], unsealed: true },
  { scene: "old tuning", file: "run/start.json", share: 1, readers: [tuneOn], unsealed: true },
  { scene: "old tuning", file: "run/log.jsonl", share: 1, readers: [tuneOn, curve], unsealed: true },
  { scene: "images", file: "cache/mnist-train.bin", share: 1, readers: [classify] },
  { scene: "images", file: "cache/mnist-test.bin", share: 1, readers: [classify] },
  { scene: "encoder", file: "encoder.bin", share: 1, readers: [drive] },
];

/**
 * What a command did with a damaged file. Where it told of the damage, or could not see it since the file's version has no hash, it may
 * have come to other figures.
 */
export type Verdict = "refused" | "told" | "harmless" | "unseen" | "fault";

export interface FilesReport {
  /** Rounds by file, damage and verdict. */
  readonly counts: Readonly<Record<string, Readonly<Partial<Record<DamageName, Partial<Record<Verdict, number>>>>>>>;
  /** Runs that went on from the checkpoint before one that was refused. */
  readonly fromPrevious: number;
  readonly faults: readonly string[];
}

export interface CampaignOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly program: Program;
  /** An empty folder to work in. */
  readonly folder: string;
  /** Is told after each round. */
  readonly progress?: (rounds: number, faults: number) => void;
}

export async function files({ seed, rounds, program, folder, progress }: CampaignOptions): Promise<FilesReport> {
  const cache = process.env.WANN_CACHE;
  process.env.WANN_CACHE = "cache";
  const unhandled: unknown[] = [];
  const keep = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", keep).on("uncaughtException", keep);
  try {
    const stage = new Stage(program, join(folder, "stage"), await makeScenes(program, folder));
    const counts: Record<string, Partial<Record<DamageName, Partial<Record<Verdict, number>>>>> = {};
    const faults: string[] = [];
    let wentOn = 0;
    for (let round = 0; round < rounds; round++) {
      const stream = new Stream(seed, Purpose.vary, round);
      const target = drawn(stream);
      const damage = DAMAGE_NAMES[stream.integer(DAMAGE_NAMES.length)];
      const reader = target.readers[stream.integer(target.readers.length)];
      let { verdict, says } = await stage.play(target, damage, reader, stream);
      // The first version kept no checkpoint but the last.
      const saved = basename(target.file) === "checkpoint" && reader.resumes && !target.unsealed;
      if (verdict === "refused" && saved && stream.integer(GO_ON_EVERY) === 0) {
        ({ verdict, says } = await stage.goOn(target, reader));
        wentOn++;
      }
      if (unhandled.length > 0) [verdict, says] = ["fault", `unhandled: ${unhandled.splice(0).join("; ")}`];
      const name = `${target.scene}: ${basename(target.file)}`;
      if (verdict === "fault") {
        faults.push(`round ${round}: ${name}, ${damage}: wann ${reader.args.join(" ")}: ${says}`);
      }
      counts[name] ??= {};
      const { [damage]: count = {} } = counts[name];
      counts[name][damage] = { ...count, [verdict]: (count[verdict] ?? 0) + 1 };
      progress?.(round + 1, faults.length);
    }
    return { counts, fromPrevious: wentOn, faults };
  } finally {
    process.off("unhandledRejection", keep).off("uncaughtException", keep);
    if (cache === undefined) delete process.env.WANN_CACHE;
    else process.env.WANN_CACHE = cache;
  }
}

function fromPrevious({ args }: Reader): Reader {
  return { args: [...args, "--previous-checkpoint"], resumes: true };
}

function drawn(stream: Stream): Target {
  let at = stream.integer(TARGETS.reduce((sum, { share }) => sum + share, 0));
  const target = TARGETS.find(({ share }) => {
    at -= share;
    return at < 0;
  });
  return target as Target;
}

interface Judgement {
  readonly verdict: Verdict;
  /** Of a fault, what it is. */
  readonly says: string;
}

const fault = (says: string): Judgement => ({ verdict: "fault", says });

/** Where the rounds take place: a copy of a scene's folder, with one damaged file. */
class Stage {
  /** What commands come to without damage, by command and folder. */
  private readonly known = new Map<string, unknown>();

  constructor(
    private readonly program: Program,
    private readonly folder: string,
    private readonly scenes: Readonly<Record<SceneName, Scene>>,
  ) {}

  /** Damages a file, and judges what a command does with it. */
  async play(
    { scene, file, unsealed }: Target,
    damage: DamageName,
    reader: Reader,
    stream: Stream,
  ): Promise<Judgement> {
    const { folder, others, whole } = this.scenes[scene];
    const other = others.length > 0 ? others[stream.integer(others.length)] : folder;
    const taken = damage === "of another run" && reader.alone ? other : folder;
    const expected = reader.resumes ? whole : await this.undamaged(reader, taken);
    this.set(folder);
    const original = readFileSync(join(folder, file));
    const damaged = DAMAGES[damage](original, stream, readFileSync(join(other, file)));
    if (damaged) writeFileSync(join(this.folder, file), damaged);
    else rmSync(join(this.folder, file));
    const before = contents(this.folder);
    const outcome = await this.run(reader);
    if (typeof outcome === "string") return fault(outcome);
    const { code, stderr } = outcome;
    if (code !== 0) {
      const lines = stderr.trimEnd().split("\n");
      if (code !== 2) return fault(`exit code ${code}: ${stderr}`);
      if (lines.length !== 1 || !lines[0].startsWith("error: ")) return fault(`not one line: ${stderr}`);
      if (!lines[0].includes(basename(file))) return fault(`does not name the file: ${stderr}`);
      const changed = difference(before, contents(this.folder));
      return changed === undefined ? { verdict: "refused", says: "" } : fault(`refused, but changed ${changed}`);
    }
    if (isDeepStrictEqual(figuresOf(outcome), expected)) {
      if (reader.resumes && this.beganAgain(folder)) {
        // Or the log has kept its damage.
        return unsealed && basename(file) === "log.jsonl"
          ? { verdict: "unseen", says: "" }
          : fault("the run began again");
      }
      const remade = scene === "images" && !readFileSync(join(this.folder, file)).equals(original);
      return remade ? fault("not made again") : { verdict: "harmless", says: "" };
    }
    if (reader === curve && endsEarlier(outcome, expected)) return { verdict: "harmless", says: "" };
    const told = reader.tells && stderr.startsWith("note: ") && stderr.includes(basename(file));
    if (unsealed && !told) return { verdict: "unseen", says: "" };
    return told ? { verdict: "told", says: "" } : fault(`other figures without a word: ${outcome.stdout}`);
  }

  /** Goes on from the checkpoint before the one that was refused just now. */
  async goOn({ scene }: Target, reader: Reader): Promise<Judgement> {
    const outcome = await this.run(fromPrevious(reader));
    if (typeof outcome === "string") return fault(`--previous-checkpoint: ${outcome}`);
    if (outcome.code !== 0) return fault(`--previous-checkpoint: ${outcome.stderr}`);
    const same = isDeepStrictEqual(figuresOf(outcome), this.scenes[scene].whole);
    return same ? { verdict: "refused", says: "" } : fault(`--previous-checkpoint: other figures: ${outcome.stdout}`);
  }

  private async undamaged(reader: Reader, folder: string): Promise<unknown> {
    const key = `${reader.args.join(" ")} in ${folder}`;
    if (!this.known.has(key)) {
      this.set(folder);
      const outcome = await this.run(reader);
      if (typeof outcome === "string") throw new Error(`${key}: ${outcome}`);
      this.known.set(key, figuresOf(outcome));
    }
    return this.known.get(key);
  }

  private set(folder: string): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(folder, this.folder, { recursive: true });
  }

  /** What the command comes to, or that it came to no end. */
  private async run({ args }: Reader): Promise<Outcome | string> {
    const encoder = join(this.folder, "encoder.bin");
    const own = existsSync(this.program.encoder) ? readFileSync(this.program.encoder) : undefined;
    const seen = args[1] === "car-racing.json";
    if (seen) {
      rmSync(this.program.encoder);
      if (existsSync(encoder)) cpSync(encoder, this.program.encoder);
    }
    const late = new AbortController();
    try {
      return await Promise.race([
        this.program.run(args, this.folder),
        sleep(LONGEST_MS, `no end after ${LONGEST_MS / 1000} s`, { signal: late.signal }).catch(String),
      ]);
    } catch (error) {
      return (error as Error).stack ?? String(error);
    } finally {
      late.abort();
      if (seen && own) writeFileSync(this.program.encoder, own);
    }
  }

  /** Whether the log has other lines than before where the checkpoint stood. */
  private beganAgain(folder: string): boolean {
    const lines = (path: string) =>
      readFileSync(join(path, "run", "log.jsonl"), "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => {
          // Logs of version 1 get them when their run goes on.
          const { format: _, version: __, hash: ___, ...rest } = JSON.parse(line);
          return rest;
        });
    const [before, after] = [lines(folder), lines(this.folder)];
    return after.length !== WHOLE || !isDeepStrictEqual(after.slice(0, SAVED - 2), before.slice(0, SAVED - 2));
  }
}

/** Whether a curve has the generations up to the checkpoint, as of a run that was killed a little earlier: the others come again. */
function endsEarlier({ stdout, stderr }: Outcome, expected: unknown): boolean {
  const lines = (figures: unknown) => (figures as { runs: { lines: unknown[] }[] }).runs[0].lines;
  const found = lines(JSON.parse(stdout));
  return stderr === "" && found.length >= SAVED && isDeepStrictEqual(found, lines(expected).slice(0, found.length));
}

/** All files' bytes by name. */
function contents(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), entry.isFile() ? readFileSync(path, "latin1") : ""];
    }),
  );
}

/** The first name that is not in both, or is of other bytes. */
function difference(before: Map<string, string>, after: Map<string, string>): string | undefined {
  return [...new Set([...before.keys(), ...after.keys()])].find((name) => before.get(name) !== after.get(name));
}
