// What both entries of the library have: all that needs neither Node nor a page.
export type { Preset } from "./config/preset.js";
export type { Layer } from "./config/resolve.js";
export type { Budget } from "./config/run-settings.js";
export type { Settings, TaskKind, Values } from "./config/settings.js";
export type { Course, Ground, Point, Track } from "./evaluate/course.js";
export { type Drawing, ROLES, type Role, type Shape as DrawnShape } from "./evaluate/drawing.js";
export type { Episode } from "./evaluate/episode.js";
export type { EpisodesObserver, Evaluator, Gradients, LossGradient, Outcome, Plan } from "./evaluate/evaluator.js";
export type { Kernel } from "./evaluate/kernel.js";
export type { Session, Step } from "./evaluate/session.js";
export type {
  Format,
  FormatTask,
  ReadContext,
  Reader,
  SecondFile,
  WriteOption,
  WriteOptions,
} from "./formats/format.js";
export { FORMATS, readerFor } from "./formats/registry.js";
export { ACTIVATIONS, type ActivationName } from "./genome/activation.js";
export type { Champion, FingerprintPoint, WeightProfile } from "./genome/champion.js";
export { fixedTopology } from "./genome/fixed-topology.js";
export { type Connection, enabledConnections, type Genome } from "./genome/genome.js";
export type { Environment, GymOptions, GymSource } from "./gym/source.js";
export type { NamedBytes } from "./images/idx.js";
export type { BatchSource, ImageFiles, ImageSet, Images, LabelledImages } from "./images/image-set.js";
export { finalDigest, type Journey, journey, type Observer, type Progress, type Tally } from "./journey.js";
export { packedWeights, withWeights } from "./network/individual-weights.js";
export { type Packed, pack } from "./network/pack.js";
export { checkTuning, resolveTuning } from "./optimize/configuration.js";
export type {
  Optimizer,
  OptimizerConfig,
  OptimizerContext,
  OptimizerKind,
  TunedWeights,
  TuneOutcome,
} from "./optimize/optimizer.js";
export { OPTIMIZERS } from "./optimize/registry.js";
export { weightGrid } from "./optimize/weight-grid.js";
export { defineTask, type OwnDrawing, type OwnRandom, type OwnStep, type OwnTask } from "./own/define.js";
export type { OwnSource } from "./own/environments.js";
export type { OwnFacts } from "./own/facts.js";
export { championFrom, type LoadedChampion, type LoadOptions } from "./record/champion-text.js";
export { type BredIn, type Effort, searchChampionText, tuningChampionText } from "./record/champion-texts.js";
export { type Named, Registry } from "./registry.js";
export type { Labels, NetworkOptions } from "./report/labels.js";
export { networkSvg } from "./report/network-svg.js";
export { type Evolution, type Evolved, evolveWith, type Standing, type Tuned, type Tuning, tuneWith } from "./runs.js";
export { bestPoint, sweep } from "./score/sweep.js";
export { checkConfig, presetNamed, resolveConfig } from "./search/configuration.js";
export type { Ancestor, Ancestry, Birth } from "./search/descent.js";
export { crossPlan } from "./search/episodes.js";
export { SEARCHES } from "./search/registry.js";
export type {
  Answers,
  ConfirmedChampion,
  EpisodeOptions,
  Grown,
  Learner,
  Ranking,
  Round,
  Search,
  SearchConfig,
  SearchContext,
  SearchKind,
  Shape,
  Workload,
} from "./search/search.js";
export type { Network } from "./tasks/network.js";
export type { TaskOption } from "./tasks/options.js";
export type { Attempt, Control, GalleryEntry, PageView } from "./tasks/page-view.js";
export { PRESETS } from "./tasks/presets.js";
export type { Figure, PublishedTable } from "./tasks/published.js";
export { TASKS, taskNamed } from "./tasks/registry.js";
export type { Asset, HostedWorld, Task, TaskFacts } from "./tasks/task.js";
export { type ErrorTopic, UserError } from "./user-error.js";
