/** What the page and its workers tell each other. */
import type { Outcome, Plan } from "../evaluate/evaluator.js";
import type { TaskFiles } from "../evaluate/fetched-files.js";
import type { Part } from "../evaluate/gradients.js";
import type { FingerprintPoint } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import type { BatchSource, LabelledImages } from "../images/image-set.js";
import type { NetworkLayout } from "../report/layout.js";
import type { ConfirmedChampion, Ranking, SearchConfig } from "../search/search.js";
import type { TaskFacts } from "../tasks/task.js";
import type { OwnTaskFile } from "./own-files.js";

/** A search to run. */
export interface SearchOrder {
  readonly config: SearchConfig;
  readonly seed: number;
  readonly files: TaskFiles;
  /** Of a user's task: where it comes from. */
  readonly own?: OwnTaskFile;
  /** Workers for its rollouts. */
  readonly workers: number;
  /** What its folder is called. */
  readonly folder: string;
  /** Of a task of images: their files, in the order of its `imageFiles`. */
  readonly images?: readonly ImageFile[];
}

/** A file of images: a visitor's, or where the page's server has it. */
export type ImageFile = File | { readonly name: string; readonly url: string };

export type Order =
  | {
      readonly kind: "sweep";
      readonly task: TaskFacts;
      readonly files: TaskFiles;
      readonly genome: Genome;
      readonly weights: number;
      readonly episodes: number;
    }
  | ({ readonly kind: "evolve" } & SearchOrder)
  | { readonly kind: "layout"; readonly genome: Genome }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** For one of the champion's ancestors: its place among those told of last. */
  | { readonly kind: "ancestor"; readonly place: number }
  /** From the worker that searches to those that run its rollouts. */
  | { readonly kind: "open"; readonly task: TaskFacts; readonly files: TaskFiles; readonly images?: BatchSource }
  | WorkOrder;

/** What an opened worker is asked for; see `Evaluator.evaluate` and `PartialGradients`. */
export type WorkOrder =
  | { readonly kind: "evaluate"; readonly networks: readonly Uint32Array[]; readonly plan: Plan }
  | {
      readonly kind: "gradient";
      readonly network: Uint32Array;
      readonly weights: Float64Array;
      readonly seed: number;
      readonly part: Part;
    }
  | {
      readonly kind: "additionGains";
      readonly network: Uint32Array;
      readonly sharedWeights: readonly number[];
      readonly seed: number;
      readonly part: Part;
    };

export type Report =
  | {
      readonly kind: "fingerprint";
      readonly points: readonly FingerprintPoint[];
      /** Of the weights, at which the network works. */
      readonly share: number;
    }
  | { readonly kind: "generation"; readonly ranking: Ranking; readonly run: RunSummary }
  | {
      readonly kind: "stopped";
      readonly run: RunSummary;
      readonly digest: string;
      readonly done: boolean;
      /** The run's folder. */
      readonly zip: Uint8Array<ArrayBuffer>;
    }
  /** The champion's ancestors, the first to the champion itself. */
  | { readonly kind: "lineage"; readonly ancestors: readonly Ancestor[] }
  | { readonly kind: "ancestor"; readonly place: number; readonly genome: Genome }
  | { readonly kind: "layout"; readonly layout: NetworkLayout }
  /** Of a search that has its images, before it begins: how many it prepares. */
  | { readonly kind: "preparing"; readonly images: number }
  /** Some of the test images. */
  | { readonly kind: "examples"; readonly examples: LabelledImages }
  | { readonly kind: "evaluated"; readonly outcome: Outcome }
  /** Of the gradients' orders. */
  | { readonly kind: "rows"; readonly rows: Float64Array }
  | { readonly kind: "failed"; readonly message: string };

/** What the page shows of a run. */
export interface RunSummary {
  readonly generation: number;
  readonly champion: ConfirmedChampion | undefined;
  readonly rollouts: number;
  readonly steps: number;
  /** Of the last generation. */
  readonly evaluateMs: number;
  /** Of a task of images: the share of the test images that the champion reads right. */
  readonly right?: number;
}

/** A network of the champion's line of descent. */
export interface Ancestor {
  readonly connections: number;
  /** The generation that first ran it. */
  readonly generation: number;
  /** The mutation that made it; null of one that the run began with. */
  readonly mutation: string | null;
  /** Its mean return in that generation, where that is known. */
  readonly mean: number | null;
}

/** What a worker has to know of a task: plain data, as it can be sent. */
export function factsOfTask({ name, kind, inputs, outputs, own, course }: TaskFacts): TaskFacts {
  return { name, kind, inputs, outputs, ...(own && { own }), ...(course && { course }) };
}
