/** What the panel shows of a search over tasks of each kind: those that are played, and those of images. */

import { enabledConnections, type Genome } from "../genome/genome.js";
import { outputsByInput } from "../genome/influence.js";
import type { LabelledImages } from "../images/image-set.js";
import { type LearningCurve, learningSvg } from "../report/learning-svg.js";
import { pixelsSvg } from "../report/matrix-svg.js";
import { networkSvg } from "../report/network-svg.js";
import { paretoSvg } from "../report/pareto-svg.js";
import type { ConfirmedChampion, Ranking } from "../search/search.js";
import type { Task } from "../tasks/registry.js";
import { BestAtWork } from "./best-at-work.js";
import { DigitsAtWork } from "./digits-at-work.js";
import { drawnOf } from "./drawn-network.js";
import type { TaskPage } from "./task-pages.js";

/** Larger networks are not drawn while a search runs: their layout takes too long. */
const MOST_CONNECTIONS = 400;

/** Shows a search's best network at work. */
export interface AtWork {
  readonly root: HTMLElement;
  /** @param now whether it takes the scene at once. */
  show(genome: Genome, title: string, now?: boolean): void;
  /** Takes the images that are to go by. */
  give?(examples: LabelledImages): Promise<void>;
}

/** What there is to draw after a generation. */
export interface SearchStand {
  readonly ranking: Ranking;
  /** Of images: the share of test images that the champion reads right, in percent. */
  readonly right: LearningCurve;
  /** Whether there is little room. */
  readonly narrow: boolean;
}

export interface SearchView {
  /** The page's own thread needs a core for itself where there are many, and each worker has its own copy of the images. */
  readonly mostWorkers: number;
  /** What a rollout is called, and decimals of its return. */
  readonly rollouts: string;
  readonly decimals: number;
  /** Beside the learning curve. */
  readonly beside: { readonly title: string; readonly svg: (stand: SearchStand) => string };
  /** The champion's picture; undefined where it is too large for one. */
  readonly champion: {
    readonly title: string;
    readonly svg: (champion: ConfirmedChampion, task: Task) => string | undefined;
  };
  readonly atWork: (task: Task, page: TaskPage, signal: AbortSignal) => AtWork;
}

export const SEARCH_VIEWS: Readonly<Record<Task["kind"], SearchView>> = {
  control: {
    mostWorkers: 8,
    rollouts: "rollouts",
    decimals: 1,
    beside: {
      title: "Pareto front",
      svg: ({ ranking }) => paretoSvg(ranking.members, "Return against connections, this generation"),
    },
    champion: {
      title: "Champion",
      svg: (champion, task) => {
        const all = enabledConnections(champion.genome);
        const genome = drawnOf(champion);
        if (enabledConnections(genome) > MOST_CONNECTIONS) return undefined;
        return networkSvg(genome, { ...task, title: `Champion, ${all} connections` });
      },
    },
    atWork: (task, page, signal) => new BestAtWork(task, page, signal),
  },
  images: {
    mostWorkers: 4,
    rollouts: "batches of images",
    decimals: 3,
    beside: {
      title: "Read right",
      svg: ({ right: { label, spent, returns }, narrow }) =>
        learningSvg([{ label, spent, returns }], {
          narrow,
          title: "Read right",
          subtitle: "of the test images, in percent",
          measure: "percent",
        }),
    },
    champion: {
      title: "What it looks at",
      svg: ({ genome }) => pixelsSvg(outputsByInput(genome), genome.outputs),
    },
    atWork: (task, _, signal) => new DigitsAtWork(task, signal),
  },
};
