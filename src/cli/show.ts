/** `wann show`: what a champion looks like. */
import { Command, Option } from "commander";
import type { Format } from "../formats/format.js";
import { FORMATS } from "../formats/registry.js";
import type { Champion } from "../genome/champion.js";
import { enabledConnections, firstHidden } from "../genome/genome.js";
import { outputsByInput } from "../genome/influence.js";
import type { Registry } from "../registry.js";
import { pixelsSvg } from "../report/matrix-svg.js";
import { networkSummary } from "../report/summary.js";
import { UserError } from "../user-error.js";
import { type ChampionOptions, championOf, TASK_OPTION, TOPOLOGY_OPTION } from "./champion-options.js";
import { outFile, speaker, writeOut } from "./streams.js";

interface Options extends ChampionOptions {
  readonly pixels?: string;
  readonly json?: boolean;
  /** The file of a format that draws, by the key that commander gives its option. */
  readonly [format: string]: string | boolean | undefined;
}

/** The command, with an option for each of `formats` that draws. */
export function showCommand(formats: Registry<Format> = FORMATS): Command {
  const drawings = formats.all.flatMap(({ name, title, extension, drawing, write }) => {
    return drawing && write
      ? [
          {
            name,
            write,
            option: new Option(`--${name} <file>`, `write ${title}`).argParser(outFile(`--${name}`, extension)),
          },
        ]
      : [];
  });
  const command = new Command("show").argument(
    "<champion>",
    "champion.json, a run's folder, or a .out file of the original code",
  );
  for (const { option } of drawings) command.addOption(option);
  return command
    .option(
      "--pixels <file>",
      "of a task of images: draw how many classes each pixel has a say in",
      outFile("--pixels", ".svg"),
    )
    .option(...TASK_OPTION)
    .option(...TOPOLOGY_OPTION)
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  wann show runs/swingup-quick-seed1 --svg champion.svg --dot champion.dot")
    .action((path: string, options: Options) => {
      const drawn = Object.fromEntries(drawings.map(({ name, option }) => [name, options[option.attributeName()]]));
      const say = speaker({ ...(drawn as Record<string, string>), pixels: options.pixels }, options.json);
      const { champion, task } = championOf(path, options);
      if (options.pixels && task.kind !== "images") {
        throw new UserError(`--pixels ${options.pixels}: ${task.name} has no pixels: expected a task of images`);
      }
      const { genome, provenance } = champion;
      const files: string[] = [];
      const draw = (file: unknown, text: () => string): void => {
        if (typeof file !== "string") return;
        writeOut(file, text());
        files.push(file);
      };
      for (const { name, write, option } of drawings) {
        const file = options[option.attributeName()];
        draw(file, () => explained(`--${name} ${file}: ${path}`, () => write(champion, task)));
      }
      draw(options.pixels, () => pixelsSvg(outputsByInput(genome), genome.outputs));
      if (options.json) {
        const { inputs, outputs, activations } = genome;
        const connections = enabledConnections(genome);
        const hidden = activations.length - firstHidden(genome);
        console.log(JSON.stringify({ task: task.name, inputs, outputs, hidden, connections, provenance }));
        return;
      }
      say(`${origin(champion)}\n${networkSummary(genome, task)}`);
      for (const file of files) say(`drawing        ${file}`);
    });
}

/** What `write` gives; its error says what could not be drawn. */
function explained(what: string, write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${what}: ${error.message}`);
    throw error;
  }
}

function origin({ task, tunedSharedWeight, provenance }: Champion): string {
  const { seed, generation, confirmedMean } = provenance;
  const found = generation === undefined ? "" : `, seed ${seed}, generation ${generation}`;
  const mean = typeof confirmedMean === "number" ? `, confirmed mean ${confirmedMean.toFixed(1)}` : "";
  const tuned = tunedSharedWeight === undefined ? "" : `, tuned shared weight ${tunedSharedWeight.toFixed(2)}`;
  return `champion       ${task}${found}${mean}${tuned}`;
}
