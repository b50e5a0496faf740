import { describe, expect, it } from "vitest";
import { BATCH_IMAGES, batchOf } from "../../src/images/batch.js";
import { loadMnist } from "../../src/tasks/mnist/dataset.js";

const images = { train: loadMnist("train"), test: loadMnist("test") };

describe("a batch", () => {
  it("has different images each, from the training set for the search's seeds and from the test set below", () => {
    for (const [seed, set] of [
      [2 ** 31, images.train],
      [2 ** 31 - 1, images.test],
    ] as const) {
      const batch = batchOf(images, seed);
      expect(batch.set).toBe(set);
      expect(new Set(batch.indices).size).toBe(BATCH_IMAGES);
      expect(Math.max(...batch.indices)).toBeGreaterThan(set.count * 0.98);
      expect(Math.max(...batch.indices)).toBeLessThan(set.count);
      expect(batchOf(images, seed)).toEqual(batch);
      expect(batchOf(images, seed + (seed % 2 === 0 ? 1 : -1)).indices).not.toEqual(batch.indices);
    }
  });
});
