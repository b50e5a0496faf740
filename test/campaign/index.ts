/**
 * `npm run campaign -- files|kills --seed N --rounds N [--json]`: damages files, or kills processes, and sees that nothing is lost and
 * nothing comes out otherwise. The exit code is 1 where there was a fault.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CampaignOptions, files } from "./files.js";
import { kills } from "./kills.js";
import { copyProgram } from "./program.js";
import { filesTable, killsTable } from "./tables.js";

const PROGRESS_MS = 10_000;

/** Each gives its figures, and the same for people. */
const CAMPAIGNS: Readonly<
  Record<string, (options: CampaignOptions) => Promise<[{ faults: readonly string[] }, string]>>
> = {
  async files(options) {
    const report = await files(options);
    return [report, filesTable(report)];
  },
  async kills(options) {
    const report = await kills(options);
    return [report, killsTable(report)];
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "100" },
    json: { type: "boolean", default: false },
  },
});
const [name = ""] = positionals;
const [seed, rounds] = [Number(values.seed), Number(values.rounds)];
if (!(name in CAMPAIGNS) || positionals.length > 1 || !Number.isInteger(seed) || !Number.isInteger(rounds)) {
  process.stderr.write(`campaign: expected ${Object.keys(CAMPAIGNS).join(" or ")}, --seed N, --rounds N\n`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "wann-campaign-"));
try {
  for (const part of ["program", "work"]) mkdirSync(join(folder, part));
  const program = await copyProgram(join(folder, "program"));
  const began = performance.now();
  let told = began;
  const progress = (done: number, faults: number) => {
    if (performance.now() < told + PROGRESS_MS) return;
    told = performance.now();
    process.stderr.write(`${done} of ${rounds} rounds, ${faults} faults\n`);
  };
  const [report, text] = await CAMPAIGNS[name]({ seed, rounds, program, folder: join(folder, "work"), progress });
  const seconds = Math.round((performance.now() - began) / 1000);
  const command = `npm run campaign -- ${name} --seed ${seed} --rounds ${rounds}`;
  console.log(values.json ? JSON.stringify({ command, seconds, ...report }) : `${command} (${seconds} s)\n\n${text}`);
  process.exitCode = report.faults.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
