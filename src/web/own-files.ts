/** Users' tasks on the page: a champion's file and its task's, chosen or dropped together or one after the other. */

import { wasmFacts } from "../evaluate/wasm-facts.js";
import { evaluateModule } from "../own/environments.js";
import { factsOf, requireOwnTask } from "../own/facts.js";
import { hostRow, openedOf, wasmRow } from "../own/rows.js";
import { isTaskFile } from "../own/short-name.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";

/** A static import of a module as esbuild writes it. */
const IMPORT = /(?:^|[;\n])\s*import\s*(?:[\w*{}\s,$]+from\s*)?["']([^"']+)["']/g;

/** Where a user's task comes from. */
export interface OwnTaskFile {
  readonly file: File;
  /** What its inputs are divided by. */
  readonly scales?: readonly number[];
}

/** The user's task that a champion's text names; undefined where it names none. */
export function ownTaskNamed(text: string): string | undefined {
  const [, name] = /"task":\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return name !== undefined && isTaskFile(name) ? name : undefined;
}

/** What a champion's inputs were divided by; undefined where its text does not say. */
export function scalesIn(text: string): readonly number[] | undefined {
  const [, scales] = /"scales":\s*(\[[\d.,e+\-\s]*\])/.exec(text) ?? [];
  return scales === undefined ? undefined : JSON.parse(scales);
}

/** What is wanted with a champion of such a task. */
export function wantedWith(champion: string, task: string): string {
  const file = task.endsWith(".wasm") ? task.replace(/^.*[\\/]/, "") : "task.js, which is in the run's folder";
  return `${champion}: a champion of ${task}: drop or open ${file}, with it`;
}

/**
 * The task in a file, called as its champion names it. Throws a UserError that says what is wrong with the file.
 * @param scales of the champion: what inputs are divided by.
 */
export async function taskFrom(file: File, name: string, scales?: readonly number[]): Promise<Task> {
  if (file.name.endsWith(".wasm")) {
    const facts = await wasmFacts(new Uint8Array(await file.arrayBuffer())).catch((error: Error) => {
      throw new UserError(`${file.name}: ${error.message}: expected the wasm of a task, as wann build makes it`);
    });
    return wasmRow(name, facts, new URL(URL.createObjectURL(file)));
  }
  if (/\.m?ts$/.test(file.name)) {
    throw new UserError(
      `${file.name}: TypeScript, which no page runs: expected task.js of the run's folder, the same as one module`,
    );
  }
  const code = await file.text();
  const imported = [...code.matchAll(IMPORT)].map(([, module]) => module);
  if (imported.length > 0) {
    throw new UserError(
      `${file.name}: imports ${imported.join(", ")}, which a page does not have: it runs in Node alone`,
    );
  }
  const value = await evaluateModule(code).catch((error: Error) => {
    throw new UserError(`${file.name}: ${error.message}`);
  });
  const task = requireOwnTask(value, file.name);
  const facts = factsOf(scales ? Object.assign(Object.create(task), { scales }) : task, file.name);
  return hostRow(name, openedOf(task, facts), code);
}
