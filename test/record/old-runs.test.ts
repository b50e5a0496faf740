/**
 * Runs of version 1, five generations of each, as the program at 9796afb left them: `evolve swingup --preset quick --population 6 --set
 * islands=2 --generations 5 --workers 1`, and from its champion `tune --generations 5 --population 6 --episodes 8 --confirm 8`.
 */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { jsonOf, runHere } from "../cli/run-cli.js";
import { temporaryFolder } from "./temporary-folder.js";

const OLD = fileURLToPath(new URL("../golden/runs-v1/", import.meta.url));
const folder = temporaryFolder();

it.each([
  ["search", "evolve", "820b8cbe68c28dd413a0bc43f1f5489690644d485a0300e9870cf5359175a7d6"],
  ["tuning", "tune", "bcc10bd0e804a843faf989f405dd7e25b40e86437b05aa8825b10669e512f214"],
])(
  "a %s of version 1 is resumed to the digest that its own program came to, and again as of this version",
  async (...of) => {
    const [run, command, digest] = of;
    cpSync(join(OLD, run), join(folder, run), { recursive: true });
    const resume = async (...more: string[]) =>
      jsonOf<{ digest: string }>(
        await runHere([command, "--resume", run, ...more, "--workers", "1", "--json"], folder),
      );
    expect((await resume("--generations", "8")).digest).toBe(digest);
    expect((await resume()).digest).toBe(digest);
    const [first, ...others] = readFileSync(join(folder, run, "log.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    expect(JSON.parse(first)).toMatchObject({ format: "wann-log", version: 2, generation: 0 });
    expect(others).toHaveLength(7);
  },
);
