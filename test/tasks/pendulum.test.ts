/** A task that nothing in src/ or assembly/ names: it is built, evolved, resumed, measured, profiled and drawn. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { createPool } from "../../src/evaluate/pool.js";
import { Session } from "../../src/evaluate/session.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { measure } from "../../src/profile/measure.js";
import { taskSubject } from "../../src/profile/subjects.js";
import { championFrom } from "../../src/record/champion-text.js";
import { SearchRun } from "../../src/record/search-run.js";
import { networkSvg } from "../../src/report/network-svg.js";
import { evolveWith } from "../../src/runs.js";
import { weightProfile } from "../../src/score/weight-profile.js";
import { resolveConfig } from "../../src/search/configuration.js";
import { SEARCHES } from "../../src/search/registry.js";
import { presetsOf } from "../../src/tasks/presets.js";
import { buildPendulum, PENDULUM, WITH_PENDULUM } from "../fixtures/pendulum/task.js";
import { advance, reopening, SURROUNDINGS } from "../record/sample-run.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const folder = temporaryFolder();
const NETWORK = fixedTopology(PENDULUM.inputs, PENDULUM.fixedLayers, PENDULUM.outputs, PENDULUM.outputActivation);
const PRESETS = presetsOf(WITH_PENDULUM);
const configOf = (preset: string) => resolveConfig(PRESETS.named(preset), [], SEARCHES, WITH_PENDULUM);

beforeAll(async () => {
  await buildPendulum("release");
  await buildPendulum("profile");
});

const evolved = async (preset: string, workers: number) => {
  const evaluator = workers > 0 ? await createPool(PENDULUM, workers) : localEvaluator(await loadKernel(PENDULUM));
  const evolution = { config: configOf(preset), seed: 1 };
  return evolveWith(evaluator, evolution, SEARCHES, WITH_PENDULUM).finally(() => evaluator.close());
};

describe("a task from outside", () => {
  it("is named nowhere in src/ and assembly/", () => {
    for (const room of ["src", "assembly"]) {
      const root = fileURLToPath(new URL(`../../${room}`, import.meta.url));
      for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
        if (file.endsWith(".ts")) expect(readFileSync(join(root, file), "utf8"), file).not.toMatch(/pendulum/i);
      }
    }
  });

  it.each(["pendulum", "pendulum-wann"])("is evolved by %s, on workers as without them", async (preset) => {
    const here = await evolved(preset, 0);
    const there = await evolved(preset, 2);
    expect(there.digest).toBe(here.digest);
    // Idle networks get about −1,200.
    expect(here.champion?.mean).toBeGreaterThan(-1100);
  });

  it("is resumed from its folder, and its champion read again", async () => {
    const config = configOf("pendulum");
    const path = join(folder, "run");
    const evaluator = localEvaluator(await loadKernel(PENDULUM));
    const run = await SearchRun.create(path, { config, seed: 1 }, SURROUNDINGS, undefined, SEARCHES, WITH_PENDULUM);
    const { tally } = await advance(run, 5, evaluator);
    run.checkpoint(tally);
    run.writeChampion(tally);
    await run.close();
    const again = await SearchRun.open(path, reopening({}), SEARCHES, WITH_PENDULUM);
    const end = await evolveWith(
      evaluator,
      { config, seed: 1, from: { state: again.search.state, tally: again.tally } },
      SEARCHES,
      WITH_PENDULUM,
    );
    await again.close();
    expect(end.digest).toBe((await evolved("pendulum", 0)).digest);
    const text = readFileSync(join(path, "champion.json"), "utf8");
    expect(championFrom(text, "champion.json", undefined, { tasks: WITH_PENDULUM }).task).toBe(PENDULUM);
    expect(() => championFrom(text, "champion.json")).toThrow('champion.json: task: unknown task "pendulum"');
  });

  it("is measured and profiled", async () => {
    const { champion } = await evolved("pendulum", 0);
    const genome = champion?.genome ?? NETWORK;
    const evaluator = localEvaluator(await loadKernel(PENDULUM));
    const profile = await weightProfile(evaluator, genome, { weights: 9, episodes: 4, seed: 0 });
    expect(profile.best).toBeGreaterThan(profile.idle);
    const subject = taskSubject(PENDULUM, { ...configOf("pendulum"), generations: 2 }, 1);
    const { profile: costs } = await measure("pendulum", subject, { workers: 1, rounds: 1 });
    expect(costs.step.rows.map(({ row }) => row)).toContain("forward");
  });

  it("is drawn, as an episode and as a network", async () => {
    const session = new Session(await loadKernel(PENDULUM), NETWORK, 1);
    session.reset(0);
    expect(session.draw()?.shapes.map(({ kind, role }) => [kind, role])).toEqual([
      ["line", "body"],
      ["circle", "joint"],
    ]);
    expect(networkSvg(NETWORK, PENDULUM)).toContain("sin θ");
  });

  it("starts from a state", async () => {
    const session = new Session(await loadKernel(PENDULUM), NETWORK, 1);
    for (const state of [[0], [0, 0, 0], [0, Number.NaN]]) {
      expect(() => session.restore(state)).toThrow(`a state of ${state.length} numbers: expected 2 finite ones`);
    }
    expect(session.restore([0, 0])).toEqual([1, 0, 0]);
    expect(Math.abs(session.step([0]).reward)).toBe(0);
  });
});
