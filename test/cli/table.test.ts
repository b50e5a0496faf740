import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { WeightProfile } from "../../src/genome/champion.js";
import { FULL_PROFILE } from "../../src/score/weight-profile.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { parseXml } from "../report/xml.js";
import { jsonOf, type Outcome, runHere } from "./run-cli.js";

interface Table {
  task: string;
  episodes: number;
  networks: {
    network: string;
    connections: number;
    profile: WeightProfile;
    rows: { row: string; mean: number; sd: number; returns: number[] }[];
  }[];
}

const folder = temporaryFolder();

/** Runs `wann table …` with profiles of so few weights, for all 161 take their time. */
async function coarse(weights: number, args: readonly string[]): Promise<Outcome> {
  expect(FULL_PROFILE.weights).toBe(161);
  const few = vi.spyOn(FULL_PROFILE, "weights", "get").mockReturnValue(weights);
  return runHere(args, folder).finally(() => few.mockRestore());
}

describe("wann table", () => {
  it("gives the swing-up's figures for the champions that come with the program, as evaluate does", async () => {
    const { task, episodes, networks } = jsonOf<Table>(await coarse(21, ["table", "swingup", "--json"]));
    expect([task, episodes]).toEqual(["swingup", 100]);
    expect(networks.map(({ network, connections }) => [network, connections])).toEqual([
      ["homogeneous", 356],
      ["wann", 75],
      ["fixed", 60],
    ]);
    const champion = new URL("../../champions/swingup-homogeneous.json", import.meta.url).pathname;
    const { rows, profile } = jsonOf<Pick<Table["networks"][number], "rows" | "profile">>(
      await coarse(21, ["evaluate", champion, "--rows", "--json"]),
    );
    expect(networks[0].rows).toEqual(rows);
    expect(networks[0].profile).toEqual(profile);
    expect(profile).toMatchObject({ weights: 21, episodes: 50, seed: 0 });
    for (const row of networks[0].rows) expect(row.returns).toHaveLength(100);
  });

  it("prints the paper's beside ours, and draws them", async () => {
    const { stdout } = await runHere(["table", "swingup", "--quick", "--svg", "table.svg"], folder);
    const lines = stdout.split("\n").filter((line) => line.startsWith("| "));
    expect(lines).toHaveLength(2 + 5);
    expect(lines[2]).toContain("WANN by construction, ours, 356 connections");
    expect(lines[4]).toContain("932 ± 6");
    expect(lines[6]).toContain("918 ± 7");
    const worksAt = lines.map((line) => line.split("|")[2].trim());
    const share = expect.stringMatching(/^[\d.]+%$/);
    expect(worksAt).toEqual(["works at", expect.stringMatching(/^-+:$/), share, share, "–", share, "–"]);
    expect(stdout).toContain("\nworks at: share of 41 shared weights in [−2, 2] ");
    expect(stdout).toContain("; 10 episodes each, seeds 0 to 9\ndrawing: table.svg\n");
    const text = readFileSync(join(folder, "table.svg"), "utf8");
    expect(text).toContain(`75 connections, works at ${worksAt[3]} of weights`);
    const drawn = parseXml(text);
    expect(drawn.filter(({ name }) => name === "circle")).toHaveLength(4 * 4 + 3 + 5);
  });

  it("takes a quick look over 20 episodes, and says so", async () => {
    const { stdout } = await runHere(["table", "swingup", "--quick", "--svg", "quick.svg"], folder);
    expect(stdout).toMatch(/^a quick look: 20 episodes a figure in place of 100\n\n\| network/);
    const note = "swingup, a quick look, mean ± population sd over 20 episodes, seeds 0 to 19";
    expect(stdout).toContain(note);
    expect(readFileSync(join(folder, "quick.svg"), "utf8")).toContain(note);
    const { episodes, networks } = jsonOf<Table>(await runHere(["table", "swingup", "--quick", "--json"], folder));
    expect(episodes).toBe(20);
    for (const { profile, rows } of networks) {
      expect(profile).toMatchObject({ weights: 41, episodes: 10 });
      for (const { returns } of rows) expect(returns).toHaveLength(20);
    }
  });

  it("has one network alone with --only", async () => {
    const { stdout } = await runHere(["table", "swingup", "--quick", "--only", "fixed"], folder);
    const labels = stdout.split("\n").flatMap((line) => /^\| ((?:WANN|fixed).*?) *\|/.exec(line)?.[1] ?? []);
    expect(labels).toEqual(["fixed topology, ours, 60 connections", "fixed topology, paper"]);
  });

  it.each([
    ["swingup --quick --episodes 3", "--episodes 3: not together with --quick"],
    ["swingup --quick --from-scratch", "--from-scratch: not together with --quick"],
    ["swingup --only both", '--only: "both": expected homogeneous, wann, fixed'],
    ["mnist --only fixed", "--only fixed: mnist has no such network: expected homogeneous, wann"],
    [
      "biped-hardcore --only wann",
      "table: biped-hardcore, wann: no champion comes with the program: expected --from-scratch",
    ],
    ["all --only wann", "--only wann: not for all: expected it with a task"],
    ["mnist --quick", "--quick: has no effect: mnist is measured on all its test images, by one thread"],
  ])("refuses %s", async (words, says) => {
    const { code, stderr } = await runHere(["table", ...words.split(" ")], folder);
    expect([code, stderr]).toEqual([2, `error: ${says}\n`]);
  });

  it("shows the walkers that come with the program: the one that grew, and the fully connected one", async () => {
    const { stdout } = await coarse(3, ["table", "biped", "--episodes", "1"]);
    expect(stdout).toContain("; 1 episode each, seed 0\n");
    expect(stdout).toContain("\nbiped, mean ± population sd over 1 episode, seed 0");
    expect(stdout).not.toContain("quick");
    const cells = stdout
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split("|").map((cell) => cell.trim()));
    expect(cells.slice(2).map(([, network]) => network)).toEqual([
      expect.stringMatching(/^WANN by construction, ours, \d+ connections$/),
      expect.stringMatching(/^WANN, ours, \d+ connections$/),
      "WANN, paper",
      "fixed topology, ours, 2760 connections",
      "fixed topology, paper",
    ]);
    const [, , construction, grown, , fixed] = cells;
    for (const ours of [construction, grown, fixed]) {
      expect(ours.slice(3, 6)).toEqual(Array(3).fill(expect.stringMatching(/^-?[\d.]+ ± [\d.]+$/)));
    }
    expect(Number(fixed[6].split(" ")[0])).toBeGreaterThan(300);
    expect(Number(construction[5].split(" ")[0])).toBeGreaterThan(Number(grown[5].split(" ")[0]));
    expect(cells[6].slice(3, 7)).toEqual(["-129 ± 28", "-107 ± 12", "-35 ± 23", "347 ± 1"]);
  });

  const ANEW = ["table", "swingup", "--from-scratch", "--hours", "0.0002", "--seeds", "1..2", "--episodes", "5"];

  it("from scratch runs both searches, tunes the seed in the middle, and ends with the table", async () => {
    const { code, stdout, stderr } = await coarse(11, [...ANEW, "--out", "anew"]);
    expect(code).toBe(0);
    for (const step of [
      "1 of 7: WANN by construction, search, seed 1; searches left: about",
      "4 of 7: WANN, search, seed 2; searches left: about",
      "5 of 7: WANN by construction, weights of its own\n",
      "7 of 7: fixed topology, weights of its own\n",
    ]) {
      expect(stderr).toContain(`swingup: ${step}`);
    }
    const labels = stdout.split("\n").flatMap((line) => /^\| ((?:WANN|fixed).*?) *\|/.exec(line)?.[1] ?? []);
    const ours = (network: string, more: string) =>
      expect.stringMatching(`^${network}, ours, ${more}, \\d+(\\.5)? connections?$`);
    expect(labels.slice(0, 9)).toEqual([
      ours("WANN by construction", "seed 1"),
      ours("WANN by construction", "seed 2"),
      ours("WANN by construction", "median of 2 seeds"),
      ours("WANN", "seed 1"),
      ours("WANN", "seed 2"),
      ours("WANN", "median of 2 seeds"),
      "WANN, paper",
      "fixed topology, ours, 60 connections",
      "fixed topology, paper",
    ]);
    expect(stdout).toContain("\nThe same over seeds 1000 to 1004:\n");
    const digest = /\ndigest (\w{16})\n/.exec(stdout)?.[1] as string;
    expect(readFileSync(join(folder, "anew", "result.md"), "utf8")).toBe(`${stdout.split("\nall of it")[0]}\n`);
    expect(JSON.parse(readFileSync(join(folder, "anew", "result.json"), "utf8")).digest.slice(0, 16)).toBe(digest);
    expect(parseXml(readFileSync(join(folder, "anew", "result.svg"), "utf8")).length).toBeGreaterThan(20);
  });

  it("from scratch goes on with what stands in its folder, and measures as evaluate does", async () => {
    const first = JSON.parse(readFileSync(join(folder, "anew", "result.json"), "utf8"));
    const outcome = await coarse(11, [...ANEW, "--out", "anew", "--json"]);
    expect(outcome.stderr).not.toContain("generation");
    const result = jsonOf<Table>(outcome);
    expect(result).toEqual(first);
    const { rows } = jsonOf<{ rows: Table["networks"][number]["rows"] }>(
      await runHere(["evaluate", "anew/fixed-tuned", "--rows", "--episodes", "5", "--json"], folder),
    );
    expect(result.networks.at(-1)?.rows).toEqual(rows);
  });

  it("from scratch makes one network alone with --only, and goes on with no other", async () => {
    const only = [
      "table",
      "swingup",
      "--from-scratch",
      "--hours",
      "0.0002",
      "--episodes",
      "5",
      "--out",
      "one",
      "--only",
    ];
    const { stderr } = await coarse(11, [...only, "fixed"]);
    expect(stderr).toContain("swingup: 1 of 1: fixed topology, weights of its own\n");
    const made = ["fixed-tuned", "result.json", "result.md", "result.svg", "table.json"];
    expect(readdirSync(join(folder, "one")).sort()).toEqual(made);
    expect(readFileSync(join(folder, "one/result.md"), "utf8")).not.toContain("WANN");
    const other = await runHere([...only, "wann"], folder);
    expect([other.code, other.stderr.split("\n").at(-2)]).toEqual([
      2,
      "error: --out one: has a table of swingup, 1 seed from 1, 0.0002 hours, only fixed: expected the same, or a new folder",
    ]);
  });

  it.each([
    ["swingup --from-scratch --seed 3 --seeds 1..2", "--seed 3: not together with --seeds"],
    [
      "swingup --from-scratch --only fixed --seed 3",
      "--seed 3: has no effect with --only fixed, which no search finds",
    ],
    ["swingup --hours 2", "--hours 2: has no effect without --from-scratch"],
    ["swingup --from-scratch --hours 0", '--hours: "0": expected a number above 0'],
    ["all --svg all.svg", "--svg all.svg: not for all: expected it with a task"],
    [
      "swingup --from-scratch --seed 9 --out anew",
      "--out anew: has a table of swingup, 2 seeds from 1, 0.0002 hours: expected the same, or a new folder",
    ],
  ])("refuses %s", async (words, says) => {
    const { code, stderr } = await runHere(["table", ...words.split(" ")], folder);
    expect([code, stderr.split("\n").at(-2)]).toEqual([2, `error: ${says}`]);
  });
});
