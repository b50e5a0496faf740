import { expect, it } from "vitest";
import * as browser from "../../src/browser.js";
import * as node from "../../src/index.js";

/** What needs no Node module. */
const BOTH: readonly string[] = [
  "ACTIVATIONS",
  "FORMATS",
  "OPTIMIZERS",
  "PRESETS",
  "ROLES",
  "Registry",
  "SEARCHES",
  "TASKS",
  "UserError",
  "bestPoint",
  "championFrom",
  "checkConfig",
  "checkTuning",
  "crossPlan",
  "defineTask",
  "enabledConnections",
  "evolve",
  "evolveWith",
  "finalDigest",
  "fixedTopology",
  "journey",
  "loadChampion",
  "loadClassifier",
  "loadEvaluator",
  "networkSvg",
  "openSession",
  "pack",
  "packedWeights",
  "presetNamed",
  "readerFor",
  "resolveConfig",
  "resolveTuning",
  "searchChampionText",
  "sweep",
  "taskNamed",
  "tune",
  "tuneWith",
  "tuningChampionText",
  "weightGrid",
  "withEvaluator",
  "withWeights",
];

/** What needs one. */
const NODE_ALONE: readonly string[] = ["checkTask", "loadImages", "openTask"];

/** What needs a page. */
const BROWSER_ALONE: readonly string[] = ["locateFiles"];

it("wann/browser has all names that need no Node module, and wann those and the rest", () => {
  expect(Object.keys(browser).sort()).toEqual([...BOTH, ...BROWSER_ALONE].sort());
  expect(Object.keys(node).sort()).toEqual([...BOTH, ...NODE_ALONE].sort());
});
