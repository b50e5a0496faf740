/** A small subject of swing-up: eight networks and a grown one, six weights with two episodes. */

import { taskSubject } from "../../src/profile/subjects.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { wannConfig } from "../search/wann/wann-config.js";

export const CONFIG = wannConfig("swingup-paper", { population: 8, episodesPerWeight: 2, generations: 20 });
export const SUBJECT = taskSubject(taskNamed("swingup"), CONFIG, 3);
