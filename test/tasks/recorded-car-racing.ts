/** The recorded tracks and drives of the racing car. */
import golden from "../golden/car-racing.json" with { type: "json" };
import type { Action } from "./car.js";

export interface RecordedTrack {
  readonly seed: number;
  /** Angle around the middle, heading, x and y of each point in turn. */
  readonly points: Float64Array;
}

export interface RecordedDrive {
  readonly name: string;
  readonly seed: number;
  readonly actions: readonly Action[];
  readonly rewards: Float64Array;
  readonly tilesVisited: Uint16Array;
  /** One sign a tile, as Car gives them. */
  readonly border: string;
  /** The hull's x, y, angle and their rates, by the step they were recorded after. */
  readonly hulls: ReadonlyMap<number, readonly number[]>;
  /** Eight numbers for each of the four wheels, likewise. */
  readonly wheels: ReadonlyMap<number, readonly number[]>;
}

export const TRACKS: readonly RecordedTrack[] = golden.tracks.map(({ seed, points }) => ({
  seed,
  points: new Float64Array(bytes(points)),
}));

export const DRIVES: readonly RecordedDrive[] = golden.episodes.map((episode) => ({
  name: episode.name,
  seed: episode.seed,
  actions: rows(new Float64Array(bytes(episode.actions)), 3),
  rewards: new Float64Array(bytes(episode.rewards)),
  tilesVisited: new Uint16Array(bytes(episode.tilesVisited)),
  border: episode.border,
  hulls: byStep(new Uint16Array(bytes(episode.hullAt)), rows(new Float32Array(bytes(episode.hulls)), 6)),
  wheels: byStep(episode.wheelsAt, rows(new Float64Array(bytes(episode.wheels)), 32)),
}));

function bytes(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64")).buffer;
}

function rows(all: Float32Array | Float64Array, width: number): number[][] {
  return Array.from({ length: all.length / width }, (_, i) => [...all.slice(i * width, (i + 1) * width)]);
}

function byStep(steps: ArrayLike<number>, values: number[][]): Map<number, number[]> {
  return new Map(values.map((value, i) => [steps[i], value]));
}
