/** Where a page has a task's files from: the wasm and the assets, each fetched and compiled once. */
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";

/** What a kernel is made of: plain data that a page hands to its workers, so that none of them fetches or compiles it again. */
export interface TaskFiles {
  readonly wasm: WebAssembly.Module;
  /** In the order of the task's assets. */
  readonly assets: readonly Uint8Array[];
}

/** How a wasm begins. */
const WASM_MAGIC = "\0asm";

/** Vite's dev server moves the library's code here without the files beside it. */
const OPTIMIZED = "/node_modules/dist/wasm/";
const INSTALLED = "/node_modules/wann/dist/wasm/";

/** Files that the caller has placed, by name. */
const placed = new Map<string, URL>();
/** What has been fetched, by where it is. */
const fetched = new Map<string, Promise<unknown>>();

/** Says where a file is: see `locateFiles`. */
export function placeFile(name: string, url: URL): void {
  placed.set(name, url);
}

/** The last part of a file's address. */
export function fileName(url: URL): string {
  return url.pathname.replace(/^.*\//, "");
}

/** Fetches a task's files. One that fails is fetched again when it is next asked for. Throws a UserError where one cannot be had. */
export async function fetchTaskFiles({ wasm, assets }: Task): Promise<TaskFiles> {
  const compiled = once(placeOf(wasm), async (url) => WebAssembly.compile(await wasmBytes(url)));
  const read = assets.map((asset) =>
    once(placeOf(asset.url), async (url) => asset.read(new Uint8Array(await fetchBytes(url)), url.href)),
  );
  return { wasm: await compiled, assets: await Promise.all(read) };
}

/** A file's response. Throws a UserError where there is none, or the server has put a page in its place. */
export async function fetchFile(url: string | URL): Promise<Response> {
  const response = await fetch(url).catch((error: Error) => {
    throw new UserError(`${url}: cannot be fetched (${error.message})`);
  });
  if (!response.ok) throw new UserError(`${url}: cannot be fetched (status ${response.status})`);
  if (response.headers.get("Content-Type")?.startsWith("text/html")) {
    throw new UserError(`${url}: the server sent a page in its place: expected the file; locateFiles says where it is`);
  }
  return response;
}

async function fetchBytes(url: URL): Promise<ArrayBuffer> {
  return (await fetchFile(url)).arrayBuffer();
}

async function wasmBytes(url: URL): Promise<ArrayBuffer> {
  const bytes = await fetchBytes(url);
  const start = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(WASM_MAGIC.length, bytes.byteLength)));
  if (start !== WASM_MAGIC) throw new UserError(`${url}: begins with ${JSON.stringify(start)}: expected wasm`);
  return bytes;
}

function once<T>(url: URL, get: (url: URL) => Promise<T>): Promise<T> {
  const known = fetched.get(url.href) as Promise<T> | undefined;
  if (known) return known;
  const promise = get(url);
  fetched.set(url.href, promise);
  promise.catch(() => fetched.delete(url.href));
  return promise;
}

function placeOf(url: URL): URL {
  return placed.get(fileName(url)) ?? new URL(url.href.replace(OPTIMIZED, INSTALLED));
}
