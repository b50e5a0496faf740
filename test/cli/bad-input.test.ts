import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { resealed } from "../formats/resealed.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, runHere } from "./run-cli.js";

type Json = Record<string, unknown>;

const folder = temporaryFolder();

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function write(name: string, content: string | Json): void {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
}

/** Every file and folder with what it holds. */
function contents(): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    names.map((name) => [name, statSync(join(folder, name)).isFile() ? read(name) : "a folder"]),
  );
}

/** A matrix as the original code writes it, `nodes` by `columns`, without a connection. */
function out(nodes: number, columns: number): string {
  return `${Array(nodes)
    .fill(Array(columns).fill("1.00e+00").fill("0.00e+00", 0, -1).join(","))
    .join("\n")}\n`;
}

/** A walker's inputs and outputs. */
function walkerNodes(): Json[] {
  return Array.from({ length: 29 }, (_, id) => {
    const kind = id === 0 ? "bias" : id <= 24 ? "input" : "output";
    return { id, kind, activation: "linear" };
  });
}

/** A copy of a run in which one file is changed. */
function runWith(name: string, file: string, change: (text: string) => string | Json, from = "run"): void {
  cpSync(join(folder, from), join(folder, name), { recursive: true });
  write(join(name, file), change(read(join(name, file))));
}

beforeAll(async () => {
  const tiny = ["--population", "24", "--generations", "12", "--workers", "2", "--out", "run", "--json"];
  jsonOf(await runHere(["evolve", "swingup", "--preset", "swingup", ...tiny], folder));
  const settings = ["population=4", "episodes=1", "confirmEpisodes=8"].flatMap((setting) => ["--set", setting]);
  const tuning = ["--generations", "3", ...settings, "--out", "tuned", "--json"];
  jsonOf(await runHere(["tune", "run", ...tuning], folder));

  const text = read("run/champion.json");
  const champion = JSON.parse(text) as Json & { nodes: Json[]; connections: Json[] };
  const { nodes, connections } = champion;
  const hidden = [100, 101].map((id) => ({ id, kind: "hidden", activation: "sine" }));
  const loop = [
    { source: 100, target: 101 },
    { source: 101, target: 100 },
  ];
  const writeChampion = (name: string, changed: Json) => write(name, resealed({ ...champion, ...changed }));
  write("cut.json", text.slice(0, text.length / 2));
  write("page.json", "<!DOCTYPE html>\n<html></html>\n");
  write("changed.json", { ...champion, task: "biped" });
  writeChampion("cyclic.json", { nodes: [...nodes, ...hidden], connections: [...connections, ...loop] });
  writeChampion("large.json", { nodes: [...nodes, { id: 100, kind: "input", activation: "linear" }] });
  writeChampion("dangling.json", { connections: [...connections, { source: 77, target: 6 }] });
  writeChampion("unconnected.json", { connections: [] });
  writeChampion("version.json", { version: 3 });
  writeChampion("tanhh.json", { nodes: nodes.map((node) => ({ ...node, activation: "tanhh" })) });
  writeChampion("walker.json", { task: "biped", nodes: walkerNodes(), connections: [{ source: 1, target: 25 }] });
  writeChampion("misnamed.json", { task: "biped" });
  write("fine.out", out(7, 8));
  write("wide.out", out(7, 9));
  write("small.out", out(5, 6));
  write("config.json", '{"population": 24');
  write("list.json", "[1, 2]");
  write("other-keys.json", { learningRate: 0.1, layers: 3 });
  write("repeated.json", '{"population": 24, "generations": 2, "population": 48}');
  write("near-keys.json", { generatoins: 3 });
  write("original-keys.json", { popSize: 24, learning_rate: 0.1 });
  write("file", "");
  mkdirSync(join(folder, "nothing"));

  const change = (key: string, value: unknown) => (content: string) => ({ ...JSON.parse(content), [key]: value });
  runWith("short-checkpoint", "checkpoint", (content) => content.slice(0, content.length / 2));
  runWith("old-checkpoint", "checkpoint", change("version", 0));
  runWith("no-checkpoint", "checkpoint", () => "{}");
  const sealed = (key: string, value: unknown) => (content: string) =>
    resealed({ ...JSON.parse(content), [key]: value });
  runWith("foreign-checkpoint", "checkpoint", sealed("run", "0".repeat(64)));
  runWith("empty-checkpoint", "checkpoint", () => "");
  cpSync(join(folder, "run"), join(folder, "lost-checkpoint"), { recursive: true });
  rmSync(join(folder, "lost-checkpoint", "checkpoint"));
  runWith("short-log", "log.jsonl", (content) => content.split("\n").slice(0, 5).join("\n"));
  runWith("changed-log", "log.jsonl", (content) => content.replace(/"medianMean":\d/, '"medianMean":9'));
  runWith("other-build", "config.json", sealed("behaviour", "1".repeat(64)));
  runWith("strange-key", "config.json", (content) => {
    const file = JSON.parse(content);
    return resealed({ ...file, config: { ...file.config, colour: 1 } });
  });
  runWith("changed-config", "config.json", (content) => content.replace('"population": 24', '"population": 25'));
  runWith("other-program", "config.json", change("version", "0.0.1"));
  runWith("null-config", "config.json", () => "null");
  runWith("no-seed", "config.json", sealed("seed", undefined));
  runWith("short-tuning", "checkpoint", (content) => content.slice(0, content.length / 2), "tuned");
  runWith("bare-tuning", "checkpoint", sealed("state", {}), "tuned");
  const with3 = (content: string) => {
    const file = JSON.parse(content);
    return resealed({ ...file, config: { ...file.config, population: 3 } });
  };
  runWith("changed-tuning", "config.json", with3, "tuned");
  const secondLess = (content: string) => content.replace(/(\n.*)"best":[^,]*,/, "$1");
  runWith("other-tuning", "log.jsonl", secondLess, "tuned");
  cpSync(join(folder, "tuned"), join(folder, "lost-start"), { recursive: true });
  rmSync(join(folder, "lost-start", "start.json"));
  runWith("cut-log", "log.jsonl", (content) => content.slice(20));
  runWith("empty-log", "log.jsonl", () => "");
  runWith("other-log", "log.jsonl", (content) => content.replace(/"rollouts":\d+/, '"rollouts":"many"'));
  mkdirSync(join(folder, "some", "seed3"), { recursive: true });
  write("some/seed3/notes.txt", "mine");
});

describe("bad input", () => {
  it.each<[command: string, ...says: string[]]>([
    ["evolve swingup --preset swingup --set populaton=5", "--set", "populaton", 'did you mean "population"?'],
    ["evolve swingup --preset swingup --set colour=blue", 'unknown key "colour"'],
    ["evolve swingup --preset swingup --set population=many", 'population: "many"', "expected number"],
    ["evolve swingup --preset swingup --set population=0", "population: 0", "2"],
    ["evolve swingup --preset swingup --set population=2.5", "population: 2.5", "expected int"],
    ["evolve swingup --preset swingup --set complexityProbability=1.5", "complexityProbability: 1.5", "1"],
    ["evolve swingup --preset swingup --set complexityProbability=-0.1", "complexityProbability: -0.1", "0"],
    ["evolve swingup --preset swingup --set sharedWeights=[]", "sharedWeights: []"],
    ['evolve swingup --preset swingup --set hiddenActivations=["tan"]', 'hiddenActivations.0: "tan"', "tanh"],
    ["evolve swingup --preset swingup --set population", "--set population", "expected key=value"],
    [
      "evolve swingup --preset swingup --set population=5 --set population=6",
      "--set population=5 and --set population=6",
      "one of them",
    ],
    ["evolve swingup --population 5 --set population=6", "--population and --set population=6", "one of them"],
    ["tune run --generations 5 --set generations=6", "--generations and --set generations=6", "one of them"],
    ["evolve swingup --preset swingup --set task=pole", 'unknown task "pole"', "swingup"],
    ["evolve swingup --population 0", "--population", '"0"', "2"],
    ["evolve swingup --generations none", "--generations", '"none"', "whole number"],
    ["evolve swingup --workers 0", "--workers", '"0"', "1"],
    ["evolve", "missing task", "--resume"],
    ["evolve swngup", 'unknown task "swngup"', 'did you mean "swingup"?'],
    ["evolve swingup --preset quik", 'unknown preset "quik"', 'did you mean "quick"?'],
    ["evolve swingup --seed -1", "--seed", '"-1"', "4294967295"],
    ["evolve swingup --seed 4294967296", "--seed", '"4294967296"', "4294967295"],
    ["evolve swingup --seed 1.5", "--seed", '"1.5"', "whole number"],
    ["evolve swingup --seeds 5..1", "--seeds", '"5..1"', "A ≤ B"],
    ["evolve swingup --seeds 1-5", "--seeds", '"1-5"', "A..B"],
    ["evolve swingup --seed 1 --seeds 1..2", "--seed and --seeds"],
    ["evolve swingup --generation 5", "unknown option '--generation'", "--generations"],
    ["evolve swingup --seed", "--seed", "argument missing"],
    ["evolve swingup twice", "too many arguments"],
    ["evolv swingup", "unknown command 'evolv'", "evolve"],
    ["evolve swingup --config missing.json", "missing.json", "ENOENT"],
    ["evolve swingup --config config.json", "config.json", "not JSON"],
    ["evolve swingup --config list.json", "list.json", "expected a JSON object"],
    ["evolve swingup --config other-keys.json", "other-keys.json", 'unknown key "learningRate"'],
    ["evolve swingup --config near-keys.json", "near-keys.json", 'did you mean "generations"?'],
    ["evolve swingup --config original-keys.json", "original-keys.json", 'unknown key "learning_rate"'],
    ["evolve swingup --out run", "--out run", "in use", "--resume run"],
    ["evolve swingup --config repeated.json", "repeated.json", "population: given twice"],
    ['evolve biped --preset biped-homogeneous --set stages=[{"from":1,"from":2}]', "from: given twice"],
    ["evolve swingup --out ", '--out "": expected the name of a folder'],
    ["evolve swingup --out file", "--out file", "not a folder"],
    ["evolve swingup --out file/run", "file/run: the folder cannot be made", "ENOTDIR"],
    ["evolve swingup --seeds 1..3 --out some", "--out some", "in use"],
    ["evolve --resume nothing", join("nothing", "config.json"), "cannot be read"],
    ["evolve --resume missing", join("missing", "config.json"), "cannot be read"],
    ["evolve --resume two\nlines\u001b[2J", join("two?lines?[2J", "config.json"), "cannot be read"],
    ["evolve swngup --resume run", 'unknown task "swngup"', 'did you mean "swingup"?'],
    ["evolve --resume run --seed 3", "--resume and --seed"],
    ["evolve --resume run --set population=5", "--resume and --set"],
    ["evolve --resume run --population 5", "--resume and --population"],
    ["evolve --resume run --generations 5", "12 generations", "at least 12"],
    ["evolve --resume short-checkpoint", join("short-checkpoint", "checkpoint"), "cut short"],
    ["evolve --resume old-checkpoint", join("old-checkpoint", "checkpoint"), "version: 0: expected a whole number"],
    ["evolve --resume no-checkpoint", join("no-checkpoint", "checkpoint"), 'expected "wann-checkpoint"'],
    [
      "evolve --resume foreign-checkpoint",
      join("foreign-checkpoint", "checkpoint"),
      "run: that of another configuration or seed",
    ],
    ["evolve --resume changed-config", join("changed-config", "config.json"), "damaged"],
    ["evolve --resume empty-checkpoint", join("empty-checkpoint", "checkpoint"), "empty"],
    ["evolve --resume lost-checkpoint", join("lost-checkpoint", "checkpoint"), "missing"],
    ["evolve --resume short-log", join("short-log", "log.jsonl"), "lines are missing"],
    ["evolve --resume changed-log", join("changed-log", "log.jsonl"), "damaged"],
    ["evolve --resume other-build", "other-build", "another build", "--other-build"],
    ["evolve --resume strange-key", join("strange-key", "config.json"), "colour"],
    [
      "evolve --resume other-program",
      join("other-program", "config.json"),
      'version: "0.0.1": expected a whole number',
    ],
    ["evolve --resume null-config", join("null-config", "config.json"), "null: expected the config.json of a run"],
    ["evolve --resume no-seed", join("no-seed", "config.json"), "seed: missing"],
    ["evaluate", "missing required argument 'champion'"],
    ["evaluate missing.json", "missing.json", "ENOENT"],
    ["evaluate nothing", join("nothing", "champion.json"), "ENOENT"],
    ["evaluate cut.json", "cut.json", "cut short"],
    ["evaluate cyclic.json", "cyclic.json", "cycle"],
    ["evaluate large.json", "large.json", "6 inputs and 1 outputs", "5 inputs and 1 outputs"],
    ["evaluate dangling.json", "dangling.json", "source: 77"],
    ["evaluate version.json", "version.json", "version: 3: expected 2 or below", "a newer program wrote it"],
    ["evaluate changed.json", "changed.json", "damaged"],
    ["evaluate page.json", "page.json", 'begins with "<!DOCTYPE"', "expected champion.json or", ".out"],
    ["evaluate file", "file: empty: expected champion.json"],
    ["evaluate tanhh.json", "tanhh.json", 'nodes.0.activation: "tanhh"', "tanh"],
    ["evaluate run/config.json", "config.json", 'format: "wann-run": expected champion.json'],
    ["evaluate fine.out", "fine.out: names no task: expected --task with it"],
    ["evaluate fine.out --task swngup", '--task: unknown task "swngup"', 'did you mean "swingup"?'],
    ["evaluate wide.out --task swingup", "wide.out", "row 1: 9 columns", "expected 8 for 7 rows"],
    ["evaluate small.out --task swingup", "small.out", "5 nodes", "at least 7"],
    ["evaluate run --weight 1 --rows", "--weight and --rows"],
    ["evaluate run --weight heavy", "--weight", '"heavy"', "number"],
    ["evaluate run --episodes 0", "--episodes", '"0"', "1"],
    ["evaluate run --seed 4294967295 --episodes 2", "seeds up to 4294967296", "4294967295"],
    ["sweep cyclic.json", "cyclic.json", "cycle"],
    ["evaluate misnamed.json", "misnamed.json", "5 inputs and 1 outputs", "24 inputs and 4 outputs for biped"],
    ["sweep run walker.json", "walker.json", "biped", "swingup"],
    ["sweep run --weights 1", "--weights", '"1"', "2"],
    ["sweep run --weights 10001 --episodes 1000000", "--weights 10001 --episodes 1000000", "10000000"],
    ["sweep run --seed 4294967295", "seeds up to 4294967394", "4294967295"],
    ["sweep run --weights 2 --episodes 1 --svg missing/a.svg", "--svg missing/a.svg", "there is no folder missing"],
    ["sweep run --svg a.png", "--svg a.png", "ends with .svg"],
    ["curve run --svg=", '--svg ""', "ends with .svg"],
    ["table swingup --svg nothing", "--svg nothing", "it is a folder"],
    ["evaluate run --rows --save a.txt", "--save a.txt", "ends with .json"],
    ["tune", "missing champion", "--resume"],
    ["tune missing.json", "missing.json", "ENOENT"],
    ["tune unconnected.json", "unconnected.json", "no connections"],
    ["tune run --task biped", 'task: "swingup": expected "biped"', "--task"],
    ["tune fixed:chess", 'fixed:chess: unknown task "chess" (tasks: swingup'],
    ["tune fixed:swngup", 'fixed:swngup: unknown task "swngup"', 'did you mean "swingup"?'],
    ["tune fixed:", 'unknown task ""'],
    ["tune fixed:swingup --task biped", 'fixed:swingup: task: "swingup": expected "biped"', "--task"],
    ["tune run --set population=3", "--set population=3", "population: 3", "4"],
    ["tune run --generations 0", "--generations", '"0"', "1"],
    ["tune run --set episodes=none", 'episodes: "none"', "number"],
    ["tune run --set confirmEpisodes=1.5", "confirmEpisodes: 1.5", "int"],
    ["tune run --set stepSize=0", "stepSize: 0", ">0"],
    ["tune run --set stepsize=1", 'did you mean "stepSize"?'],
    ["tune run --out tuned", "--out tuned", "in use", "--resume tuned"],
    ["tune run --out file/run", "file/run: the folder cannot be made", "ENOTDIR"],
    ["tune run --resume tuned", "--resume and run"],
    ["tune --resume tuned --seed 3", "--resume and --seed"],
    ["tune --resume tuned --set population=5", "--resume and --set"],
    ["tune --resume tuned --optimizer cma", "--resume and --optimizer"],
    ["tune run --optimizer adam", "--optimizer adam", "does not suit swingup"],
    ["tune run --optimizer cmaes", "--optimizer: unknown optimizer", 'did you mean "cma"?'],
    ["tune --resume tuned --out new", "--resume and --out"],
    ["tune --resume tuned --generations 2", "3 generations", "at least 3"],
    ["tune --resume run", join("run", "config.json"), "optimizer: missing", "the folder of a tuning"],
    ["evolve --resume tuned", join("tuned", "config.json"), "search: missing", "the folder of a search"],
    ["tune --resume short-tuning", join("short-tuning", "checkpoint"), "cut short"],
    ["tune --resume bare-tuning", join("bare-tuning", "checkpoint"), "state.generation"],
    ["tune --resume changed-tuning", join("changed-tuning", "config.json"), "population: 3", "4"],
    ["tune run --optimizer shared-weight --generations 2", "--generations", "generations: 2", "<=1"],
    ["tune run --optimizer shared-weight --max-rollouts 2", "maxRollouts: 2", "expected null", "one generation"],
    ["tune run --optimizer shared-weight --until-return 2", "untilReturn: 2", "expected null", "one generation"],
    ["tune --resume lost-start", join("lost-start", "start.json"), "ENOENT"],
    ["show cut.json --svg a.svg", "cut.json", "cut short"],
    ["show large.json --dot a.dot", "large.json", "6 inputs", "5 inputs"],
    ["show run --svg missing/a.svg", "--svg missing/a.svg", "there is no folder missing"],
    ["show run --dot nothing", "--dot nothing", "it is a folder"],
    ["help nonsense", 'unknown command "nonsense"', "commands: evolve"],
    ["help evolv", 'did you mean "evolve"'],
    ["show run --pixels a.svg", "--pixels a.svg", "swingup has no pixels", "a task of images"],
    ["evaluate run --confusion a.svg", "--confusion a.svg", "swingup has no images", "a task of images"],
    ["evolve swingup --start nothing", join("nothing", "config.json"), "cannot be read"],
    [
      "evolve swingup --preset swingup --start run --max-rollouts 9 --out new",
      "new: maxRollouts: 9",
      "expected more than",
      "begins with",
    ],
    ["evolve biped --start run", "--start run", "a run of swingup", "biped"],
    ["evolve --resume run --start run", "--resume and --start"],
    ["table pole", 'unknown task "pole"'],
    ["table biped-hardcore", "biped-hardcore", "no champion comes with the program", "--from-scratch"],
    ["tune fixed:mnist --set population=9", 'unknown key "population"'],
    ["tune fixed:mnist --set patience=9", 'unknown key "patience"'],
    [
      "tune run --set fallPenalty=true",
      "fallPenalty: true: has no effect here: it is an option of biped, biped-hardcore",
    ],
    ["tune run --set patience=0", "patience: 0", "1"],
    ["evolve mnist --data nothing --generations 1", "nothing", "no such file"],
    ["evolve swingup --checked-share 0.5", "--checked-share 0.5: has no effect without --queue"],
    ["evolve swingup --queue redis://host --checked-share 2", '--checked-share: "2": expected a number from 0 to 1'],
    ["evolve swingup --data nothing", "--data nothing", "has no effect", "no images"],
    ["evaluate run --data nothing", "--data nothing", "has no effect"],
    ["evaluate run --save a.json", "--save a.json", "has no effect without --rows"],
    ["tune run --data nothing", "--data nothing", "has no effect"],
    ["profile swingup --data nothing", "--data nothing", "has no effect"],
    ["estimate swingup --until-return 9", "--until-return 9", "has no effect"],
    ["estimate swingup --data nothing", "--data nothing", "has no effect"],
    ["evolve swingup-paper", 'unknown task "swingup-paper"'],
    [
      "evolve swingup --preset swingup --set sharedWeights=[1,2]",
      "sharedWeights: [1,2]",
      "has no effect",
      "without sampledWeights",
    ],
    ["evolve swingup --preset swingup --set forecast=true", "forecast: true", "has no effect", "with patience"],
    ["evolve swingup --preset swingup --set finalRounds=3", "finalRounds: 3", "has no effect", "with finalists"],
    [
      "evolve swingup --preset swingup --set fallPenalty=true",
      "fallPenalty: true: has no effect here: it is an option of biped, biped-hardcore",
    ],
    [
      "evolve biped --preset biped --set fallPenalty=3",
      "fallPenalty: 3",
      'expected true or null, or a schedule such as [{"from":45,"value":true}]',
    ],
    ["evolve biped --preset biped --set fallPenalty=[]", "fallPenalty: []", "expected array to have >=1 items"],
    ["evolve mnist --preset mnist --set patience=9", "patience: 9", "has no effect", "step by step"],
    ["evolve swingup --preset swingup --set guidedAdditions=9", "guidedAdditions: 9", "has no effect", "gradients"],
    ["evolve swingup --preset swingup-paper --set halveIslandsEvery=9", "halveIslandsEvery: 9", "with islands"],
    ["evolve swingup --preset swingup --set search=other", 'search: "other"', 'expected "wann"'],
    ["evolve swingup --max-rollouts 0", "--max-rollouts", '"0"', "1"],
    ["evolve swingup --until-return much", "--until-return", '"much"', "number"],
    ["evolve swingup --previous-checkpoint", "--previous-checkpoint", "without --resume"],
    ["evolve swingup --other-build", "--other-build", "without --resume"],
    ["config swngup", 'unknown task "swngup"', 'did you mean "swingup"?'],
    ["config swingup --preset swingup --set populaton=5", 'did you mean "population"?'],
    ["config --preset quick", "--preset quick", "without a task"],
    ["config --until-return 5", "--until-return 5", "without a task"],
    ["config --max-rollouts 5", "--max-rollouts 5", "without a task"],
    ["config swingup --optimizer adam", "--optimizer adam", "does not suit swingup"],
    ["config mnist --optimizer adam --preset mnist", "--preset mnist", "--optimizer"],
    ["table swingup --seed 2", "--seed 2", "--from-scratch"],
    ["table swingup --out x", "--out x", "--from-scratch"],
    ["table mnist --from-scratch --episodes 2", "--episodes 2", "has no effect"],
    ["profile swingup --task biped", "--task biped", "has no effect", "swingup is a task"],
    ["table mnist --workers 2", "--workers 2", "has no effect"],
    ["profile --diff a.json b.json --rounds 3", "--rounds 3", "--diff"],
    ["curve run --rows 3 --json", "--rows 3", "--json"],
    ["curve", "missing required argument 'runs'"],
    ["curve missing", join("missing", "log.jsonl"), "cannot be read"],
    ["curve run cut-log --svg a.svg", join("cut-log", "log.jsonl"), "line 1", "damaged"],
    ["curve empty-log", join("empty-log", "log.jsonl"), "empty"],
    ["curve other-log", join("other-log", "log.jsonl"), "line 1: damaged"],
    ["curve run other-tuning", join("other-tuning", "log.jsonl"), "line 2: damaged"],
    ["curve run --rows 1", "--rows", '"1"', "2"],
  ])("%s: one line, exit code 2, nothing changed", async (command, ...says) => {
    const before = contents();
    const { code, stdout, stderr } = await runHere(command.split(" "), folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    for (const part of says) expect(stderr).toContain(part);
    expect(contents()).toEqual(before);
  });
});
