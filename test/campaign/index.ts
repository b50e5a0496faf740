/**
 * `npm run campaign -- files|kills|queue|size --seed N --rounds N [--json] [--save]`: damages files, kills processes, troubles a queue, or gives
 * what is too large, and sees that nothing is lost and nothing comes out otherwise. `--minutes M` adds a soak of so long to that of the queue;
 * `--save` keeps the figures in bench/results/ and writes docs/results/faults.md. The exit code is 1 where there was a fault.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { context } from "../../bench/context.js";
import { faultsPage, resultFile } from "./faults-page.js";
import { type CampaignOptions, files } from "./files.js";
import { kills } from "./kills.js";
import { copyProgram } from "./program.js";
import { queue } from "./queue.js";
import { size } from "./size.js";
import { filesTable, killsTable, queueTable, sizeTable } from "./tables.js";

const PROGRESS_MS = 10_000;

/** Each gives its figures, and the same for people. */
const CAMPAIGNS: Readonly<
  Record<
    string,
    (options: CampaignOptions & { readonly minutes: number }) => Promise<[{ faults: readonly string[] }, string]>
  >
> = {
  async files(options) {
    const report = await files(options);
    return [report, filesTable(report)];
  },
  async kills(options) {
    const report = await kills(options);
    return [report, killsTable(report)];
  },
  async queue(options) {
    const report = await queue(options);
    return [report, queueTable(report)];
  },
  async size(options) {
    const report = await size(options);
    return [report, sizeTable(report)];
  },
};

/** Those whose figures are kept. */
const KEPT = ["queue", "size"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "100" },
    minutes: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const [name = ""] = positionals;
const [seed, rounds, minutes] = [Number(values.seed), Number(values.rounds), Number(values.minutes)];
const whole = [seed, rounds].every(Number.isInteger) && minutes >= 0 && (minutes === 0 || name === "queue");
if (!Object.hasOwn(CAMPAIGNS, name) || positionals.length > 1 || !whole || (values.save && !KEPT.includes(name))) {
  const names = Object.keys(CAMPAIGNS).join(", ");
  process.stderr.write(
    `campaign: expected one of ${names}, --seed N, --rounds N; of queue --minutes M; of ${KEPT.join(" and ")} --save\n`,
  );
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
  const [report, text] = await CAMPAIGNS[name]({
    seed,
    rounds,
    minutes,
    program,
    folder: join(folder, "work"),
    progress,
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  const soak = minutes > 0 ? ` --minutes ${minutes}` : "";
  const command = `npm run campaign -- ${name} --seed ${seed} --rounds ${rounds}${soak}`;
  if (values.save) {
    writeFileSync(resultFile(name), `${JSON.stringify({ command, ...context(), seconds, ...report }, null, 2)}\n`);
    writeFileSync(new URL("../../docs/results/faults.md", import.meta.url), faultsPage());
  }
  console.log(values.json ? JSON.stringify({ command, seconds, ...report }) : `${command} (${seconds} s)\n\n${text}`);
  process.exitCode = report.faults.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
