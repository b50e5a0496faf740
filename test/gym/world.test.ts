/** The bridge to Gymnasium beside Gymnasium itself: the same bits. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { writeChampion } from "../../src/formats/champion-json.js";
import { openSession } from "../../src/index.js";
import { pack } from "../../src/network/pack.js";
import { openTask } from "../../src/own/open.js";
import { Pcg64 } from "../../src/random/pcg64.js";
import type { Task } from "../../src/tasks/task.js";
import { describeWith } from "../describe-with.js";
import { grown } from "../genome/grown.js";
import { GYMNASIUM } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { MODULES, python, showPython } from "./gymnasium.js";

const ENVIRONMENTS = [
  "CartPole-v1",
  "Acrobot-v1",
  "MountainCar-v0",
  "MountainCarContinuous-v0",
  "Pendulum-v1",
  "FrozenLake-v1",
  "Taxi-v4",
  "Blackjack-v1",
  "wann_test_envs:Mixed-v0",
  "wann_test_envs:Switches-v0",
  "wann_test_envs:Whole-v0",
  "wann_test_envs:Started-v0",
];
const SEEDS = [0, 1, 2 ** 31 + 5];
const STEPS = 60;
/** More than there are lanes, so that lanes are filled again, and move. */
const SIDE_BY_SIDE = 75;
const WEIGHT = 0.7;

interface PlainStep {
  readonly observation: number[];
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

describeWith(GYMNASIUM, "an environment of Gymnasium's", () => {
  const folder = temporaryFolder();
  let plain: Map<string, PlainStep[]>;
  const outputsOf = (outputs: number, seed: number) => {
    const random = new Pcg64(seed);
    // Some of them beyond the bounds.
    return Array.from({ length: STEPS }, () => Array.from({ length: outputs }, () => random.uniform(-1.2, 1.2)));
  };
  const tasks = new Map<string, Task>();
  const task = (name: string) => tasks.get(name) as Task;

  beforeAll(async () => {
    const program = showPython();
    const open = async (name: string) => tasks.set(name, await openTask(`gym:${name}`, { python: program }));
    await Promise.all(ENVIRONMENTS.map(open));
    const asked = ENVIRONMENTS.flatMap((environment) =>
      SEEDS.map((seed) => ({ environment, seed, outputs: outputsOf(task(environment).outputs, seed) })),
    );
    const played = python<PlainStep[][]>("plain.py", [MODULES], asked);
    plain = new Map(asked.map(({ environment, seed }, i) => [`${environment} ${seed}`, played[i]]));
  });

  it.each(ENVIRONMENTS)("%s does what a plain Python loop does, to the bit", async (name) => {
    const { inputs, outputs, own } = task(name);
    const scales = own?.facts.scales ?? [];
    const unscaled = (observation: number[]) => observation.map((value, i) => value * scales[i]);
    const genome = { inputs, outputs, activations: Array(1 + inputs + outputs).fill(1), connections: [] };
    const session = await openSession(task(name), genome, 1);
    for (const seed of SEEDS) {
      const [first, ...steps] = plain.get(`${name} ${seed}`) as PlainStep[];
      expect(unscaled(session.reset(seed))).toEqual(first.observation);
      const ours = outputsOf(outputs, seed)
        .slice(0, steps.length)
        .map((answer) => {
          const { observation, reward, terminated, truncated } = session.step(answer);
          return { observation: unscaled(observation), reward, terminated, truncated };
        });
      expect(ours).toEqual(steps);
    }
  });

  it.each(["CartPole-v1", "FrozenLake-v1", "wann_test_envs:Mixed-v0", "wann_test_envs:Started-v0"])(
    "%s has the returns of plain Python in many lanes, driven there by the same network in Python",
    async (name) => {
      const { inputs, outputs, own } = task(name);
      const genome = grown({ inputs, outputs, mutations: 80, seed: 5 });
      const kernel = await loadKernel(task(name));
      const plan = (seeds: readonly number[]) => ({
        individual: false,
        weights: new Float64Array(seeds.length).fill(WEIGHT),
        seeds: Uint32Array.from(seeds),
      });
      const seeds = Array.from({ length: SIDE_BY_SIDE }, (_, i) => i);
      const { returns, steps } = kernel.evaluateAll([pack(genome).words], plan(seeds));
      const champion = {
        task: task(name).name,
        genome,
        scales: own?.facts.scales ?? [],
        fingerprint: [],
        provenance: {},
      };
      const file = join(folder, "champion.json");
      writeFileSync(file, writeChampion(champion, task(name)));
      const theirs = python<[number, number][]>("driven.py", [file, MODULES], { weight: WEIGHT, seeds });
      expect(Array.from(returns, (value, i) => [value, steps[i]])).toEqual(theirs);
      // Whatever ran in a lane before.
      expect(kernel.evaluateAll([pack(genome).words], plan([40, 3])).returns).toEqual(
        Float64Array.of(returns[40], returns[3]),
      );
    },
  );

  it("says what its inputs and outputs are", () => {
    expect(task("wann_test_envs:Mixed-v0").inputLabels).toEqual([
      "arm 0 1",
      "arm 0 2",
      "arm 0 3",
      "arm 0 4",
      "arm 1 1",
      "arm 1 2",
      "arm 1 3",
      "arm 2 is 0",
      "arm 2 is 1",
      "dials 0 is 0",
      "dials 0 is 1",
      "dials 1 is 0",
      "dials 1 is 1",
      "dials 1 is 2",
      "heat",
      "wheel is -1",
      "wheel is 0",
      "wheel is 1",
    ]);
  });
});
