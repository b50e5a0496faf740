/** The built page on a port of this machine, with files that a person gave. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { installedImages } from "../tasks/images.js";
import { UserError } from "../user-error.js";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = join(PACKAGE, "dist/page");
/** What the page has copies of where it is put on another server; a package has them once. */
const SHARED = ["dist/wasm", "champions"];

/** Where the page has images to search on from; see web/image-chooser.ts. */
const IMAGES = "images";

/** What the page looks for in itself; see web/given-files.ts. */
const GIVEN = "wann-given";

const TYPES: Readonly<Record<string, string>> = {
  ".bin": "application/octet-stream",
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/** Of files in the folder that is called by their hash, and of data sets: they never change. */
const FOR_EVER = "public, max-age=31536000, immutable";

/** Files that the page opens first, by name. */
export type GivenFiles = ReadonlyMap<string, string | Uint8Array>;

/** What a path stands for. */
interface Served {
  readonly type: string;
  readonly lasting: boolean;
  readonly read: () => string | Uint8Array;
}

/**
 * Serves the page. Throws a UserError where it has not been built, or the port cannot be had.
 * @param port 0 for any that is free.
 * @returns the server, and where it is.
 */
export async function servePage(
  given: GivenFiles,
  host: string,
  port: number,
): Promise<{ server: Server; url: string }> {
  const files = servedFiles(given);
  const compressed = new Map<Served, Promise<Uint8Array>>();
  const policy = policyOf(readFileSync(join(PAGE, "index.html"), "utf8"));
  const server = createServer((request, response) => {
    response.setHeader("Content-Security-Policy", policy);
    void answer(files, compressed, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  }).catch(({ code }: NodeJS.ErrnoException) => {
    throw new UserError(
      `--host ${host} --port ${port}: cannot be listened on (${code}): expected a free port of this machine`,
    );
  });
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  return { server, url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${taken}/` };
}

/** What the page says that it may load and reach: a header says the same to its worker, which does not read the page. */
function policyOf(html: string): string {
  return /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html)?.[1] ?? "default-src 'none'";
}

function servedFiles(given: GivenFiles): ReadonlyMap<string, Served> {
  if (!existsSync(join(PAGE, "index.html"))) {
    throw new UserError(`${PAGE}: there is no page: expected what npm run build:page makes`);
  }
  const files = new Map<string, Served>();
  const add = (path: string, lasting: boolean, read: Served["read"]) => {
    files.set(`/${path}`, { type: TYPES[extname(path)] ?? "application/octet-stream", lasting, read });
  };
  const hash = readdirSync(PAGE).find((name) => name !== "index.html") ?? "";
  for (const [folder, to] of [...SHARED.map((name) => [join(PACKAGE, name), `${hash}/${name}`]), [PAGE, ""]]) {
    for (const file of filesIn(folder)) {
      const path = to === "" ? file : `${to}/${file}`;
      add(path, path !== "index.html", () => readFileSync(join(folder, file)));
    }
  }
  for (const path of installedImages()) add(`${IMAGES}/${basename(path)}`, true, () => readFileSync(path));
  for (const [name, content] of given) add(`given/${encodeURIComponent(name)}`, false, () => content);
  const index = () => {
    const names = JSON.stringify([...given.keys()])
      .replaceAll("&", "&amp;")
      .replaceAll("'", "&#39;");
    const html = readFileSync(join(PAGE, "index.html"), "utf8");
    return given.size === 0
      ? html
      : html.replace("</head>", () => `<meta name="${GIVEN}" content='${names}' /></head>`);
  };
  for (const path of ["", "index.html"]) files.set(`/${path}`, { type: TYPES[".html"], lasting: false, read: index });
  return files;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}

/** On a thread of its own: images take seconds. */
const compress = promisify(gzip);

async function answer(
  files: ReadonlyMap<string, Served>,
  compressed: Map<Served, Promise<Uint8Array>>,
  { url = "/", method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, text: string) =>
    response.writeHead(status, { "Content-Type": "text/plain" }).end(text);
  if (method !== "GET" && method !== "HEAD") return void refuse(405, "expected GET\n");
  const file = files.get(url.replace(/\?.*$/s, ""));
  if (!file) return void refuse(404, "no such file\n");
  const zip = /\bgzip\b/.test(headers["accept-encoding"] ?? "");
  const pack = () => {
    const packed = compressed.get(file) ?? compress(file.read());
    if (file.lasting) compressed.set(file, packed);
    return packed;
  };
  const body = zip ? await pack() : file.read();
  response.writeHead(200, {
    "Content-Type": file.type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": file.lasting ? FOR_EVER : "no-cache",
    "X-Content-Type-Options": "nosniff",
    Vary: "Accept-Encoding",
    ...(zip && { "Content-Encoding": "gzip" }),
  });
  response.end(method === "HEAD" ? undefined : body);
}
