/** A small subject of swing-up: four networks and a grown one, six weights with two episodes. */
import { presetNamed } from "../../src/config/presets.js";
import { taskNamed } from "../../src/config/tasks.js";
import { taskSubject } from "../../src/profile/subjects.js";

export const CONFIG = { ...presetNamed("swingup-paper"), population: 8, episodesPerWeight: 2, generations: 20 };
export const SUBJECT = taskSubject(taskNamed("swingup"), CONFIG, 3);
