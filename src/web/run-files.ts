/** A search's folder as the command line has it, for visitors to take away and go on with: a zip of it. */
import { strToU8, zipSync } from "fflate";
import { writeDocument } from "../document.js";
import type { Progress, Tally } from "../journey.js";
import { ANCESTORS } from "../record/ancestors.js";
import { searchChampionText, taskModule } from "../record/champion-texts.js";
import { checkpointText, SEARCH_CHECKPOINT } from "../record/checkpoint.js";
import { chainedLine, EMPTY_CHAIN } from "../record/log-chain.js";
import { searchLine } from "../record/log-line.js";
import { RUN_FILE } from "../record/run-file.js";
import type { Ranking, Search, SearchConfig } from "../search/search.js";
import type { Task } from "../tasks/task.js";

/** What is not known on a page: which images and encoder, and which build. Whoever goes on with the run notes it. */
const UNKNOWN = { id: null, start: null, assets: { images: null, encoder: null }, behaviour: null, otherBuilds: [] };

export class RunFiles {
  private log = "";
  private position = { lines: 0, sha256: EMPTY_CHAIN };
  private seconds = 0;

  constructor(
    private readonly task: Task,
    private readonly config: SearchConfig,
    private readonly seed: number,
  ) {}

  /** The observer that keeps a generation's line. */
  record(progress: Progress<Ranking>): void {
    const { text, chain } = chainedLine(searchLine(progress), this.position.sha256);
    this.log += text;
    this.position = { lines: this.position.lines + 1, sha256: chain };
    this.seconds += (progress.evaluateMs + progress.learnMs) / 1000;
  }

  /** The zip of a folder that is called `name`, as the search stands now. */
  zip(name: string, search: Search, tally: Tally): Uint8Array<ArrayBuffer> {
    const { task, config, seed, position, seconds } = this;
    const file = { ...UNKNOWN, seed, config: { ...config } };
    const { champion, ancestry, state } = search;
    const module = taskModule(task);
    const texts: Record<string, string> = {
      "config.json": writeDocument(RUN_FILE, file, 2),
      checkpoint: checkpointText(SEARCH_CHECKPOINT, file, position, { state, tally, seconds }),
      "log.jsonl": this.log,
      ...(champion && { "champion.json": searchChampionText(champion, tally, { task, config, seed }) }),
      ...(module !== undefined && { "task.js": module }),
      ...(ancestry && { "ancestors.json": writeDocument(ANCESTORS, { search: config.search, ancestry }) }),
    };
    const files = Object.entries(texts).map(([file, text]) => [`${name}/${file}`, strToU8(text)]);
    return zipSync(Object.fromEntries(files)) as Uint8Array<ArrayBuffer>;
  }
}
