/**
 * `npm run campaign -- files|kills --seed N --rounds N [--json]`: damages files, or kills processes, and sees that nothing is lost and
 * nothing comes out otherwise. Ends with 1 where there was a fault.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { files } from "./files.js";
import { filesTable } from "./files-table.js";
import { copyProgram } from "./program.js";

const CAMPAIGNS = ["files", "kills"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "100" },
    json: { type: "boolean", default: false },
  },
});
const [name] = positionals;
const [seed, rounds] = [Number(values.seed), Number(values.rounds)];
if (!CAMPAIGNS.includes(name) || !Number.isInteger(seed) || !Number.isInteger(rounds)) {
  process.stderr.write(`campaign: expected ${CAMPAIGNS.join(" or ")}, --seed N, --rounds N\n`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "wann-campaign-"));
try {
  for (const part of ["program", "work"]) mkdirSync(join(folder, part));
  const program = await copyProgram(join(folder, "program"));
  const began = performance.now();
  const report = await files({
    seed,
    rounds,
    program,
    folder: join(folder, "work"),
    progress(done, faults) {
      if (done % 20 === 0) process.stderr.write(`${done} of ${rounds} rounds, ${faults} faults\n`);
    },
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  const command = `npm run campaign -- ${name} --seed ${seed} --rounds ${rounds}`;
  console.log(
    values.json
      ? JSON.stringify({ command, seconds, ...report })
      : `${command} (${seconds} s)\n\n${filesTable(report)}`,
  );
  process.exitCode = report.faults.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
