/** `wann show`: what a champion looks like. */
import { Command } from "commander";
import { enabledConnections, firstHidden } from "../genome/genome.js";
import { outputsByInput } from "../genome/influence.js";
import type { Champion } from "../network/champion.js";
import { writeAtomic } from "../record/atomic.js";
import { loadChampionFile } from "../record/champion-file.js";
import { pixelsSvg } from "../report/matrix-svg.js";
import { networkDot } from "../report/network-dot.js";
import { networkSvg } from "../report/network-svg.js";
import { networkSummary } from "../report/summary.js";
import { UserError } from "../user-error.js";

interface Options {
  readonly svg?: string;
  readonly dot?: string;
  readonly pixels?: string;
  readonly task?: string;
  readonly json?: boolean;
}

export const showCommand = new Command("show")
  .description("a champion's network: summary, drawing, Graphviz source")
  .argument("<champion>", "champion.json, a run's folder, or a .out file of the original code")
  .option("--svg <file>", "draw the network")
  .option("--dot <file>", "write it for Graphviz")
  .option("--pixels <file>", "mnist: draw how many digits each pixel has a say in")
  .option("--task <name>", "the task of a .out file")
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann show runs/swingup-quick-seed1 --svg champion.svg --dot champion.dot")
  .action((path: string, options: Options) => {
    const { champion, task } = loadChampionFile(path, options.task);
    const { genome, provenance } = champion;
    const drawing = { inputLabels: task.inputLabels, outputLabels: task.outputLabels };
    if (options.svg) writeAtomic(options.svg, networkSvg(genome, drawing));
    if (options.dot) writeAtomic(options.dot, networkDot(genome, drawing));
    if (options.pixels) {
      if (!task.classifies)
        throw new UserError(`--pixels ${options.pixels}: ${task.name} has no pixels: expected mnist`);
      writeAtomic(options.pixels, pixelsSvg(outputsByInput(genome), genome.outputs));
    }
    if (options.json) {
      const { activations } = genome;
      const connections = enabledConnections(genome);
      const hidden = activations.length - firstHidden(genome);
      const { inputs, outputs } = genome;
      console.log(JSON.stringify({ task: task.name, inputs, outputs, hidden, connections, provenance }));
      return;
    }
    console.log(`${origin(champion)}\n${networkSummary(genome, drawing)}`);
    for (const file of [options.svg, options.dot, options.pixels]) if (file) console.log(`drawing        ${file}`);
  });

function origin({ task, tunedSharedWeight, provenance }: Champion): string {
  const { seed, generation, confirmedMean } = provenance;
  const found = generation === undefined ? "" : `, seed ${seed}, generation ${generation}`;
  const mean = typeof confirmedMean === "number" ? `, confirmed mean ${confirmedMean.toFixed(1)}` : "";
  const tuned = tunedSharedWeight === undefined ? "" : `, tuned shared weight ${tunedSharedWeight.toFixed(2)}`;
  return `champion       ${task}${found}${mean}${tuned}`;
}
