// What both entries of the library have: all that needs neither Node nor a page.
export { type Config, checkConfig } from "./config/config.js";
export { PRESETS, presetNamed, resolveConfig } from "./config/presets.js";
export { TASKS, type Task, taskNamed } from "./config/tasks.js";
export { type Drawing, ROLES, type Role, type Shape as DrawnShape } from "./evaluate/drawing.js";
export {
  crossPlan,
  type Evaluator,
  type Gradients,
  type LossGradient,
  type Outcome,
  type Plan,
} from "./evaluate/evaluator.js";
export type { Kernel } from "./evaluate/module.js";
export type { Session, Step } from "./evaluate/session.js";
export { ACTIVATIONS, type ActivationName } from "./genome/activation.js";
export { fixedTopology } from "./genome/fixed-topology.js";
export { type Connection, enabledConnections, type Genome } from "./genome/genome.js";
export type { MnistImages } from "./mnist/batch.js";
export type { ImageSet } from "./mnist/image-set.js";
export {
  CHAMPION_FORMAT,
  CHAMPION_VERSION,
  type Champion,
  type FingerprintPoint,
  type Labels,
  readChampion,
  writeChampion,
} from "./network/champion.js";
export { readOut, writeOut } from "./network/out-format.js";
export { type Packed, pack } from "./network/pack.js";
export { championFrom, type LoadedChampion } from "./record/champion-text.js";
export { type RunSoFar, runChampion } from "./record/run-champion.js";
export type { NetworkOptions } from "./report/labels.js";
export { networkSvg } from "./report/network-svg.js";
export type { Earnings } from "./search/objectives.js";
export type { Addition } from "./search/prospects.js";
export { type Generation, type Ranking, type SearchState, type Shape, WannSearch } from "./search/wann.js";
export {
  type ConfirmedChampion,
  finalDigest,
  type Observer,
  type Progress,
  type Run,
  type RunState,
  train,
} from "./train.js";
export { bestPoint, sweep, weightGrid } from "./tune/sweep.js";
export { UserError } from "./user-error.js";
