/** For tests with images of their own: what is prepared of them must not take the place of MNIST's. */
import { beforeAll, vi } from "vitest";
import { temporaryFolder } from "../../record/temporary-folder.js";

/** Gives a file's tests a cache of prepared images to themselves. Call it outside of hooks and tests. */
export function useOwnCache(): void {
  const cache = temporaryFolder();
  beforeAll(() => {
    vi.stubEnv("WANN_CACHE", cache);
    return () => vi.unstubAllEnvs();
  });
}
