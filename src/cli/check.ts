/** `wann check`: what is wrong with a task of one's own, before hours are spent. */
import { Command } from "commander";
import { checkTask, type Finding } from "../own/check.js";
import { isTaskFile } from "../own/short-name.js";
import { UserError } from "../user-error.js";
import { plural, stage } from "./progress.js";

const SIGNS: Readonly<Record<Finding["verdict"], string>> = { good: "ok", advice: "advice", problem: "PROBLEM" };

export const checkCommand = new Command("check")
  .argument("<task>", "a file with a task: TypeScript, JavaScript, or a wasm that wann build made")
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann check ./task.ts")
  .action(async (file: string, { json }: { readonly json?: boolean }) => {
    if (!isTaskFile(file)) throw new UserError(`${file}: expected a task's file: .ts, .js or .wasm`);
    const findings = await stage("checking", () => checkTask(file));
    if (json) console.log(JSON.stringify({ task: file, findings }));
    else {
      const width = Math.max(...findings.map(({ subject }) => subject.length));
      for (const { subject, found, verdict } of findings) {
        console.log(`${SIGNS[verdict].padEnd(7)}  ${subject.padEnd(width)}  ${found}`);
      }
    }
    const problems = findings.filter(({ verdict }) => verdict === "problem");
    if (problems.length > 0) {
      throw new UserError(
        `${file}: ${plural(problems.length, "problem")}: ${problems.map(({ subject }) => subject).join(", ")}`,
      );
    }
  });
