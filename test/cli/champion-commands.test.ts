import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { readChampion, writeChampion } from "../../src/formats/champion-json.js";
import { readOut, writeOut } from "../../src/formats/out.js";
import type { Champion, WeightProfile } from "../../src/genome/champion.js";
import { loadChampionFile } from "../../src/record/champion-file.js";
import { profileOf } from "../../src/score/weight-profile.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { parseXml } from "../report/xml.js";
import { jsonOf, runHere, withoutProgress } from "./run-cli.js";

interface Row {
  row: string;
  weight?: number;
  mean: number;
  sd: number;
  returns: number[];
}

interface Point {
  weight: number;
  mean: number;
  sd: number;
  episodes: number;
}

interface Sweep {
  points: Point[];
}

const folder = temporaryFolder();
let champion: Champion;

async function json<T>(command: string): Promise<T> {
  return jsonOf<T>(await runHere([...command.split(" "), "--json"], folder));
}

async function rows(command: string): Promise<Row[]> {
  return (await json<{ rows: Row[] }>(command)).rows;
}

async function printed(command: string): Promise<string> {
  const { code, stdout, stderr } = await runHere(command.split(" "), folder);
  expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

function file(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** The cells of a table's body. */
function cells(table: string): string[][] {
  const lines = table.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

beforeAll(async () => {
  await json("evolve swingup --preset swingup --population 24 --generations 6 --workers 2 --out run");
  champion = readChampion(file("run/champion.json"), "champion.json");
  const { genome } = champion;
  const connections = genome.connections.map((each, i) => ({ ...each, weight: -0.5 - i / 1000 }));
  writeFileSync(join(folder, "network.out"), writeOut({ ...genome, connections }));
  writeFileSync(join(folder, "topology.out"), writeOut(genome));
});

describe("wann evaluate", () => {
  it("prints a JSON object with every return, mean and population sd", async () => {
    const result = await json<{ rows: Row[] }>("evaluate run --episodes 7 --seed 5");
    const [row] = result.rows;
    const mean = row.returns.reduce((sum, value) => sum + value) / 7;
    const variance = row.returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7;
    expect(result).toEqual({
      task: "swingup",
      episodes: 7,
      seed: 5,
      rows: [
        {
          row: "tuned-shared-weight",
          weight: champion.tunedSharedWeight,
          returns: row.returns,
          mean: expect.closeTo(mean, 9),
          sd: expect.closeTo(Math.sqrt(variance), 9),
        },
      ],
    });
    expect(new Set(row.returns).size).toBe(7);
  });

  it.each<[string, [row: string, weight: number | undefined][]]>([
    ["evaluate run/champion.json --weight -0.75", [["shared-weight", -0.75]]],
    ["evaluate network.out --task swingup", [["own-weights", undefined]]],
    ["evaluate network.out --task swingup --weight 2", [["shared-weight", 2]]],
  ])("%s has the one row", async (command, expected) => {
    const found = await rows(`${command} --episodes 2`);
    expect(found.map(({ row, weight }) => [row, weight])).toEqual(expected);
  });

  it("has the paper's shared weights and the tuned one of a topology of which nothing is known", async () => {
    const found = await rows("evaluate topology.out --task swingup --episodes 2");
    expect(found.map(({ row, weight }) => [row, weight])).toEqual([
      ...[-2, -1, -0.5, 0.5, 1, 2].map((weight) => ["shared-weight", weight]),
      ["tuned-shared-weight", found[6].weight],
    ]);
    const [at] = await rows("evaluate run --weight 0.5 --episodes 2");
    expect(found[3].returns).toEqual(at.returns);
  });

  it("reads weights of the original's zoo with --topology", async () => {
    const weights = champion.genome.connections.map((_, i) => i / 100);
    writeFileSync(join(folder, "tuned.wann.json"), JSON.stringify([weights, 900]));
    const found = await rows("evaluate tuned.wann.json --task swingup --topology topology.out --episodes 2");
    expect(found.map(({ row }) => row)).toEqual(["own-weights"]);
    const words = ["tuned.wann.json", "--task", "swingup", "--topology", "topology.out"];
    const exported = await runHere(["export", ...words, "--format", "json"], folder);
    expect(JSON.parse(exported.stdout).connections).toHaveLength(champion.genome.connections.length);
    expect((await runHere(["evaluate", "-", "--task", "swingup", "--topology", "-"], folder)).stderr).toBe(
      "error: --topology -: standard input is the champion's: expected a file\n",
    );
    const outcome = await runHere(["evaluate", "run", "--topology", "topology.out"], folder);
    expect(outcome.stderr).toBe(
      "error: --topology topology.out: has no effect: run/champion.json has one of its own\n",
    );
  });

  it("writes what it has found of a champion into a file with --save", async () => {
    const found = await json<{ rows: Row[]; profile: unknown }>("evaluate run --rows --episodes 1 --save known.json");
    const known = readChampion(file("known.json"), "known.json");
    expect(known.profile).toEqual(found.profile);
    expect(known.tunedSharedWeight).toBe(found.rows.find(({ row }) => row === "tuned-shared-weight")?.weight);
    const { genome, provenance } = readChampion(file("run/champion.json"), "run/champion.json");
    expect([known.genome, known.provenance]).toEqual([genome, provenance]);
  });

  it("has the paper's rows with --rows, and the own weights where the network has some", async () => {
    const paper = ["random-weights", "random-shared-weight", "tuned-shared-weight"];
    expect((await rows("evaluate run --rows --episodes 2")).map(({ row }) => row)).toEqual(paper);
    const own = await rows("evaluate network.out --task swingup --rows --episodes 2");
    expect(own.map(({ row }) => row)).toEqual([...paper, "own-weights"]);
    // Tuned anew, for a .out file does not hold it.
    expect(own[2].weight).toBeGreaterThan(-2);
  });

  it.each([
    [60, 50],
    [3, 3],
  ])("profiles 161 weights with --rows --episodes %i, over %i each", async (episodes, each) => {
    const { profile } = await json<{ profile: WeightProfile }>(`evaluate run --rows --episodes ${episodes} --seed 2`);
    const { points } = await json<Sweep>(`sweep run --weights 161 --episodes ${each} --seed 2`);
    const means = points.map(({ mean }) => mean);
    expect(profile).toEqual({ weights: 161, episodes: each, seed: 2, ...profileOf(means, means[80]) });
  });

  it("comes to the figures that the run was reported with", async () => {
    const reported = await json<{ rows: Row[] }>("evolve --resume run");
    const again = await rows("evaluate run --rows");
    expect(again.map(({ returns: _, ...row }) => row)).toEqual(reported.rows);
  });

  it("prints the same digits twice", async () => {
    const command = "evaluate run --rows --episodes 5";
    expect(await printed(`${command} --json`)).toBe(await printed(`${command} --json`));
  });

  it("gives episode i the seed --seed + i", async () => {
    const [long] = await rows("evaluate run --weight -1 --seed 0 --episodes 13");
    const [late] = await rows("evaluate run --weight -1 --seed 3 --episodes 10");
    expect(late.returns).toEqual(long.returns.slice(3));
  });

  it("runs a .out file's own weights as they are", async () => {
    const [own] = await rows("evaluate network.out --task swingup --episodes 6");
    const weighted = readOut(file("network.out"), 5, 1, "network.out");
    writeFileSync(join(folder, "own.json"), writeChampion({ ...champion, genome: weighted }, taskNamed("swingup")));
    const [same] = await rows("evaluate own.json --episodes 6");
    expect(own.returns).toEqual(same.returns);
  });

  it("prints a table and what its figures are", async () => {
    const command = "evaluate run --rows --episodes 4 --seed 2";
    const text = await printed(command);
    const expected = (await rows(command)).map(({ mean, sd }) => `${mean.toFixed(1)} ± ${sd.toFixed(1)}`);
    expect(cells(text).map(([, value]) => value)).toEqual(expected);
    expect(text).toContain("population sd over 4 episodes, seeds 2 to 5");
    expect(text).toMatch(
      /\nworks at [\d.]+% of shared weights in \[−2, 2\]: 161 weights, 4 episodes each, seeds 2 to 5\n$/,
    );
  });
});

describe("wann sweep", () => {
  it("has 33 shared weights from −2 to 2, each with its mean and population sd", async () => {
    const result = await json<Sweep>("sweep run --episodes 5 --seed 4");
    const { points } = result;
    const [row] = await rows("evaluate run --weight -1.5 --episodes 5 --seed 4");
    expect(result).toEqual({ task: "swingup", episodes: 5, seed: 4, points });
    expect(points.map(({ weight }) => weight)).toEqual(Array.from({ length: 33 }, (_, i) => -2 + i / 8));
    expect(points[4]).toEqual({ weight: -1.5, mean: row.mean, sd: row.sd, episodes: 5 });
  });

  it.each(["run", "network.out --task swingup"])("prints the table and draws the curve of %s", async (network) => {
    const command = `sweep ${network} --weights 5 --episodes 3`;
    const text = await printed(`${command} --svg curve.svg`);
    const { points } = await json<Sweep>(command);
    expect(cells(text)).toEqual(
      points.map(({ weight, mean, sd }) => [weight.toFixed(3), mean.toFixed(1), sd.toFixed(1)]),
    );
    expect(text).toContain("seeds 0 to 2\ndrawing: curve.svg\n");
    expect(parseXml(file("curve.svg")).filter(({ name }) => name === "circle")).toHaveLength(5);
  });
});

describe("wann sweep of several champions", () => {
  it("draws them together, named after their files", async () => {
    const command = "sweep run network.out --task swingup --weights 3 --episodes 2";
    const text = await printed(`${command} --svg both.svg`);
    expect(text).toMatch(/^\| +shared weight \| +run \| +sd \| +network \| +sd \|\n/);
    const { champions } = await json<{ champions: { label: string; champion: string; points: Point[] }[] }>(command);
    expect(champions.map(({ label, champion: path }) => [label, path])).toEqual([
      ["run", "run"],
      ["network", "network.out"],
    ]);
    for (const { points, champion: path } of champions) {
      const alone = await json<Sweep>(`sweep ${path} --task swingup --weights 3 --episodes 2`);
      expect(points).toEqual(alone.points);
    }
    expect(parseXml(file("both.svg")).filter(({ name }) => name === "circle")).toHaveLength(6);
    expect(file("both.svg")).toMatch(/>run<[\s\S]*>network</);
  });
});

describe("wann show", () => {
  it.each([
    { network: "run", weighted: false },
    { network: "network.out --task swingup", weighted: true },
  ])("summarises and draws $network", async ({ network, weighted }) => {
    const text = await printed(`show ${network} --svg network.svg --dot network.dot`);
    expect(text).toContain(`${champion.genome.connections.length} enabled`);
    expect(text).toMatch(/^champion +swingup[\s\S]*\ndrawing +network\.svg\ndrawing +network\.dot\n$/);
    expect(parseXml(file("network.svg"))[0].name).toBe("svg");
    const edges = file("network.dot").match(/^ +n\d+ -> n\d+.*;$/gm) ?? [];
    expect(edges).toHaveLength(champion.genome.connections.length);
    expect(edges.filter((edge) => edge.includes('label="-0.5'))).toHaveLength(weighted ? edges.length : 0);
  });

  it("prints the network's size and origin as JSON", async () => {
    const { inputs, outputs, activations, connections } = champion.genome;
    const size = {
      inputs,
      outputs,
      hidden: activations.length - inputs - outputs - 1,
      connections: connections.length,
    };
    expect(await json("show run")).toEqual({ task: "swingup", ...size, provenance: champion.provenance });
    const out = await json("show network.out --task swingup");
    expect(out).toEqual({ task: "swingup", ...size, provenance: { file: "network.out" } });
  });

  it("writes nothing that is not asked for", async () => {
    await printed("show run --svg only.svg");
    expect(readdirSync(folder).filter((name) => name.includes("only"))).toEqual(["only.svg"]);
  });
});

it("a reader that closes the pipe early is no failure", () => {
  const cli = fileURLToPath(new URL("../../dist/cli/index.js", import.meta.url));
  const script = `"$0" "$1" evolve --help | true`;
  const { stderr } = spawnSync("bash", ["-c", script, process.execPath, cli], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
});

describe("--help", () => {
  it.each(["", "evolve", "evaluate", "sweep", "show"])("of wann %s holds an example", async (command) => {
    const text = await printed(`${command} --help`.trim());
    expect(text).toMatch(new RegExp(`\\nExample:\\n {2}wann ${command || "evolve"} \\S`));
    expect(text).not.toContain("[]");
  });

  it("tells the version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await printed("--version")).toBe(`${version}\n`);
  });
});

it("says where a champion meets another encoder than that which it was bred on", async () => {
  const { champion, task } = loadChampionFile(
    fileURLToPath(new URL("../../champions/car-racing.json", import.meta.url)),
  );
  writeFileSync(join(folder, "bred.json"), writeChampion({ ...champion, encoder: "ab".repeat(32) }, task));
  const { code, stderr } = await runHere(["evaluate", "bred.json", "--weight", "0", "--episodes", "1"], folder);
  expect(code).toBe(0);
  expect(stderr).toContain("note: bred.json: was bred on another encoder, abababababab");
});
