/** What Redis refuses, in a line that says what to set. */
import { printable } from "./messages.js";

/** How an error of Redis begins, and what is to be done. */
const CURES: readonly (readonly [begins: RegExp, cure: string])[] = [
  [/^OOM/, "its memory is full: expected a higher maxmemory, or 0"],
  [/^NOPERM/, "its user may not do what a queue does: expected one with ~wann:* +@all -@dangerous +info"],
  [/^ERR unknown command/, "a command that a queue needs is switched off: expected no rename-command in redis.conf"],
  [/^ERR DB index/, "it has no such database: expected a lower number at the end of the URL"],
  [/^READONLY/, "it is a replica: expected the URL of the server that it follows"],
  [/^MISCONF/, "it cannot write to its disk: expected room there, or stop-writes-on-bgsave-error no"],
  [/^NOREPLICAS/, "it has too few replicas: expected min-replicas-to-write 0"],
  [/^(MOVED|ASK|CLUSTERDOWN|CROSSSLOT)/, "it is part of a cluster: expected a server of its own"],
  [/^ERR max number of clients/, "it has too many clients: expected a higher maxclients"],
  [
    /^WRONGTYPE/,
    "a key that begins with wann: is another program's: expected a database of its own, as in redis://HOST/1",
  ],
  [/^(LOADING|BUSY|MASTERDOWN|TRYAGAIN)/, "it is busy: expected it to answer soon"],
];

/** The line for an error that Redis answers with; undefined of others. */
export function redisLine(error: Error): string | undefined {
  // Redis says what a script was refused behind where in the script.
  const message = printable(
    error.message.replace(/^.*?(?=\b(OOM|NOPERM|READONLY|MISCONF|NOREPLICAS|WRONGTYPE) )/s, ""),
  );
  const found = CURES.find(([begins]) => begins.test(message));
  const code = message.startsWith("ERR ") ? message.split(",")[0] : message.split(" ")[0];
  if (found) return `refused (${code}): ${found[1]}`;
  return error.name === "ReplyError" ? `refused (${message})` : undefined;
}

/** Whether an error says that Redis refuses, or that it has gone in the midst of a command: it may be tried again. */
export function isRedisTrouble(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return redisLine(error) !== undefined || error.name === "AbortError" || /^Connection is closed/.test(error.message);
}
