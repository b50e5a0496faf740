/** The recorded episodes of the walker. */
import golden from "../golden/biped.json" with { type: "json" };
import type { Corner } from "./walker.js";

export interface RecordedEpisode {
  readonly name: string;
  readonly hardcore: boolean;
  /** N, on the hull in the first step. */
  readonly push: number;
  /** Corners of the obstacles. */
  readonly polygons: readonly (readonly Corner[])[];
  /** The ground from left to right, x and y in turn. */
  readonly points: Float32Array;
  /** [step][joint] */
  readonly actions: readonly Float64Array[];
  /** [step][24], the first after the reset. */
  readonly observations: readonly Float32Array[];
  readonly rewards: Float64Array;
  readonly done: boolean;
  /** The step after which `bodies` was recorded: x, y, angle and their rates of the five bodies. */
  readonly bodiesAt: number;
  readonly bodies: readonly number[];
}

export function recordedEpisodes(): RecordedEpisode[] {
  return golden.episodes.map((episode) => ({
    ...episode,
    push: episode.initialForceX,
    polygons: episode.polygons as unknown as Corner[][],
    points: new Float32Array(bytes(episode.points)),
    actions: rows(new Float64Array(bytes(episode.actions)), 4),
    observations: rows(new Float32Array(bytes(episode.observations)), 24),
    rewards: new Float64Array(bytes(episode.rewards)),
    bodies: episode.bodies.flat(),
  }));
}

function bytes(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64")).buffer;
}

function rows<T extends Float32Array | Float64Array>(all: T, width: number): T[] {
  return Array.from({ length: all.length / width }, (_, i) => all.slice(i * width, (i + 1) * width) as T);
}
