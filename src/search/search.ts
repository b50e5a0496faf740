/**
 * What a search is: ask and tell over topologies, from its configuration and its seed alone. A new search is a folder here and a
 * row of registry.ts.
 */
import type * as z from "zod";
import type { Budget } from "../config/run-settings.js";
import type { Settings, TaskKind, Values } from "../config/settings.js";
import type { ActivationName } from "../genome/activation.js";
import type { Champion, FingerprintPoint } from "../genome/champion.js";
import type { CompactOrigin } from "../genome/compact/genome.js";
import type { Genome } from "../genome/genome.js";
import type { Named } from "../registry.js";
import type { TaskOption } from "../tasks/options.js";
import type { Ancestry } from "./descent.js";

/** What a task asks of its networks. A `Task` is one. */
export interface Shape {
  /** Inputs, the bias apart. */
  readonly inputs: number;
  readonly outputs: number;
  readonly outputActivation: ActivationName;
  /** The task's options; missing where it has none. */
  readonly options?: Readonly<Record<string, TaskOption>>;
}

/** How a round's episodes are run besides their weights and seeds. */
export interface EpisodeOptions {
  /** Steps without a new high of its return after which an episode is cut off, or null: never. */
  readonly patience: number | null;
  /** Whether such an episode earns what it would by going on to its full length as it went last. */
  readonly forecast: boolean;
  /** The task's options, in its wasm's order; undefined: those of reported figures. */
  readonly taskOptions?: readonly number[] | undefined;
}

/** What is to be run next: every network runs every episode. */
export interface Round {
  readonly genomes: readonly Genome[];
  /** f64: one shared weight an episode, or individual weights, [episode][connection] in packed order. */
  readonly weights: Float64Array;
  /** Whether each connection has a weight of its own. */
  readonly individual: boolean;
  /** u32: each episode's seed. */
  readonly seeds: Uint32Array;
  readonly options: EpisodeOptions;
  /**
   * What gradients are wanted, where the task's loss has some. "weights": of the loss of the round's only episode by its weights; its
   * return is minus that loss. "additions": by how much each connection that the first network lacks would change its loss, over
   * the episodes with the first seed.
   */
  readonly gradientsOf?: "weights" | "additions";
  /** Whether this round's returns are one link of the digest with the next round's. */
  readonly joinsNext?: boolean;
}

/** What a round gave. */
export interface Answers {
  /** f64 [network × episode]. */
  readonly returns: Float64Array;
  /** As asked for: [connection], or [target][source] in packed order. */
  readonly gradients?: Float64Array;
}

/** Ask and tell: what a journey takes a generation at a time. */
export interface Learner<R> {
  /** Generations that have ended. */
  readonly generation: number;
  /** The round that is due; the same until `tell`. */
  ask(): Round;
  /**
   * Takes the answers to that round. Undefined where the generation wants another round; else its outcome, and the generation has
   * ended. Throws a RangeError where there are not as many returns as were asked for.
   */
  tell(answers: Answers): R | undefined;
  /** Between generations, all that is needed to go on with the same configuration and seed: plain data. */
  readonly state: unknown;
  /** The confirmed champion's mean return so far. */
  readonly championMean: number | undefined;
  /** What closes the digest: plain data that stands for the champion. */
  readonly conclusion: unknown;
}

/** A network that was a generation's best and has proved itself over fresh episodes. */
export interface ConfirmedChampion {
  /** As it is run. */
  readonly genome: Genome;
  /** The generation it was found in. */
  readonly generation: number;
  /** Mean return over its confirming episodes, all shared weights. */
  readonly mean: number;
  /** The same for each shared weight. */
  readonly fingerprint: readonly FingerprintPoint[];
  /** The compact genome that the network was made of, where its search breeds these. */
  readonly compact?: CompactOrigin;
}

/** A generation's outcome. Means are over all shared weights and episodes. */
export interface Ranking {
  readonly generation: number;
  /** The network with the highest mean. */
  readonly best: {
    readonly genome: Genome;
    readonly mean: number;
    /** The mean return of its best single weight. */
    readonly bestWeight: number;
  };
  readonly medianMean: number;
  readonly medianConnections: number;
  /** What every network of the generation was ranked by. */
  readonly members: readonly { readonly mean: number; readonly connections: number }[];
  /** The champion after the generation, once there is one. */
  readonly champion: ConfirmedChampion | undefined;
  /** Whether the generation's best has become it. */
  readonly newChampion: boolean;
}

/** A search under way. */
export interface Search extends Learner<Ranking> {
  readonly champion: ConfirmedChampion | undefined;
  /**
   * The round that confirmed the champion: its returns, [weight × episode] in the fingerprint's order, give the champion's figures. Without
   * it they cannot be computed again at the end of a run.
   */
  readonly championRound?: Round | undefined;
  /** Where the champion comes from: plain data, as the row's schema `ancestry` has it. */
  readonly ancestry: Ancestry | undefined;
}

/** The work of one of the generations that are left. */
export interface Workload {
  readonly generation: number;
  readonly networks: number;
  readonly rollouts: number;
  /** How many of the networks are run again in final rounds or confirmed. */
  readonly bestNetworks: number;
  /** The rollouts of those rounds. */
  readonly ofBest: number;
}

/** Every search's configuration has these besides its own settings. */
export interface SearchConfig extends Budget {
  /** The task's name. */
  readonly task: string;
  /** The search's name. */
  readonly search: string;
}

/** What determines a search, with its seed. */
export interface SearchContext<C extends SearchConfig = SearchConfig> {
  readonly config: C;
  readonly shape: Shape;
  /** 0 … 2³² − 1. */
  readonly seed: number;
}

/** A network as large as late in a run: as it is run, and where it was bred so, what it is made of. */
export type Grown = Pick<Champion, "genome" | "compact">;

/** A row of the registry: a search, by name. */
export interface SearchKind<C extends SearchConfig = SearchConfig> {
  readonly name: string;
  /** In a few words, with its source. */
  readonly title: string;
  /** Whether all of its networks are weight agnostic by construction. */
  readonly byConstruction?: true;
  /** Its settings and the budget's, each with its meaning. */
  readonly settings: Settings;
  /** Of its state, as files hold it. */
  readonly state: z.ZodType;
  /** Of where its networks come from, as files hold it. */
  readonly ancestry: z.ZodType<Ancestry>;
  /** Why a run of it keeps the number of generations that it began with; missing where it may be made longer when it is resumed. */
  readonly keepsGenerations?: string;
  /** `migrations[v]` makes a configuration of version v of config.json into one of version v + 1; missing where they are the same. */
  readonly migrations?: Readonly<Record<number, (old: Values) => Values>>;
  /** What is wrong with a configuration as a whole, beyond what each setting says. */
  problem?(config: C, task: Named & TaskKind): string | undefined;
  /**
   * Starts a search, or goes on from `state`. Throws a RangeError that says what is wrong where a state does not fit.
   * @param state has passed the schema.
   */
  open(context: SearchContext<C>, state?: unknown): Search;
  /** The work of the generations that are left after `state`. */
  workload(config: C, state?: unknown): readonly Workload[];
  /** The same search with a generation of at most `networks`, or exactly so many: for profiles. */
  withNetworks(config: C, networks: number, exactly: boolean): C;
  /**
   * A search whose networks are as large as late in a run: for estimates and profiles.
   * @param like a champion that it may start from.
   */
  grown(context: SearchContext<C>, like?: Grown): Search;
  /**
   * The networks of a line of descent, the oldest first. Throws a RangeError where there are no such networks.
   * @param ancestry has passed the schema.
   */
  ancestors(ancestry: Ancestry, shape: Shape): readonly Genome[];
  /** The state of a search that begins with these networks, again and again until there are enough. */
  adopt?(context: SearchContext<C>, networks: readonly Genome[]): unknown;
  /** The networks of a state as `adopt` takes them: each island's first one, which was its best, then each one's second, and so on. */
  networksOf?(state: unknown, context: Pick<SearchContext<C>, "config" | "shape">): readonly Genome[];
}
