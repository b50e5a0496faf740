/**
 * Microseconds per lane-step of the walker's physics with its rays on one core: the recorded flat episodes over and over, a
 * lane whose episode ends takes the next, so that neighbours always differ. Beside it, where g++ and libbox2d-dev are
 * found, Box2D itself in C++ with the same actions, in turn in one run.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RecordedEpisode, recordedEpisodes } from "../test/tasks/recorded-biped.js";
import { Walker } from "../test/tasks/walker.js";
import { spread } from "./context.js";

const LANES = 32;
const REPEATS = 40;
const NATIVE_REPEATS = 10;
const ROUNDS = 5;

export async function biped(): Promise<object> {
  const episodes = recordedEpisodes().filter(({ hardcore }) => !hardcore);
  const walker = await Walker.load();
  const native = buildNative();
  const wasm: number[] = [];
  const box2d: number[] = [];
  let occupancy = 0;
  replay(walker, episodes, 2);
  for (let round = 0; round < ROUNDS; round++) {
    const replayed = replay(walker, episodes, REPEATS);
    wasm.push(replayed.microseconds);
    occupancy = replayed.occupancy;
    if (native) box2d.push(native.run(episodes));
  }
  native?.remove();
  const own = spread(wasm);
  const theirs = native && spread(box2d);
  return {
    usPerLaneStep: own.median,
    wasm: own,
    occupancy,
    ...(theirs && { box2d: theirs, timesBox2d: theirs.median / own.median }),
  };
}

/** Microseconds a lane-step, and the share of lanes that were alive. Throws where an episode ends elsewhere than recorded. */
function replay(walker: Walker, episodes: readonly RecordedEpisode[], repeats: number) {
  const waiting = Array.from({ length: repeats * episodes.length }, (_, i) => episodes[i % episodes.length]);
  const running: { episode: RecordedEpisode; step: number }[] = [];
  const take = (lane: number): boolean => {
    const episode = waiting.pop();
    if (!episode) return false;
    walker.begin(lane, episode.polygons, episode.points, episode.push);
    running[lane] = { episode, step: 0 };
    return true;
  };
  while (running.length < LANES && take(running.length));
  let time = 0;
  let laneSteps = 0;
  let slots = 0;
  while (running.length > 0) {
    const actions = running.map(({ episode, step }) => episode.actions[step]);
    const began = performance.now();
    walker.step(actions);
    for (let lane = 0; lane < running.length; lane += 2) walker.look(lane);
    time += performance.now() - began;
    laneSteps += running.length;
    slots += LANES;
    for (let lane = running.length - 1; lane >= 0; lane--) {
      const run = running[lane];
      run.step++;
      if (run.step < run.episode.actions.length) continue;
      if (walker.ended(lane) !== run.episode.done) throw new Error(`${run.episode.name}: ends elsewhere than recorded`);
      if (take(lane)) continue;
      const last = running.length - 1;
      if (lane < last) {
        walker.move(lane, last);
        running[lane] = running[last];
      }
      running.pop();
    }
  }
  return { microseconds: (time * 1000) / laneSteps, occupancy: laneSteps / slots };
}

/** The same in Box2D, or undefined without compiler or library. */
function buildNative(): { run(episodes: readonly RecordedEpisode[]): number; remove(): void } | undefined {
  const folder = mkdtempSync(join(tmpdir(), "wann-native-"));
  const remove = () => rmSync(folder, { recursive: true });
  const program = join(folder, "biped");
  const source = fileURLToPath(new URL("native/biped.cpp", import.meta.url));
  const built = spawnSync("g++", ["-O3", "-DNDEBUG", "-std=c++17", "-o", program, source, "-lbox2d"]);
  if (built.status !== 0) {
    remove();
    return undefined;
  }
  return {
    run(episodes) {
      const text = episodes.flatMap(({ push, points, actions }) => [
        `${push} ${points.length / 2}`,
        points.join(" "),
        actions.length,
        ...actions.map((action) => action.join(" ")),
      ]);
      const input = `${episodes.length}\n${text.join("\n")}\n`;
      return Number(execFileSync(program, [String(NATIVE_REPEATS)], { input, encoding: "utf8" }).split(" ")[0]);
    },
    remove,
  };
}
